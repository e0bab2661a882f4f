"""Actualités: a section like any other, out of the main navigation."""

import json
import re

import pytest
from django.urls import reverse

from news.models import NewsPage
from tests.factories import get_home, get_index, make_page, make_private, make_theme
from tests.queries import ARTICLE_QUERIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def news():
    theme = make_theme("Réseaux", slug="reseaux")
    return make_page(
        NewsPage,
        title="Une nouvelle",
        summary="Ce qui se passe.",
        date="2024-10-25",
        themes=[theme],
        body=[{"type": "paragraph", "value": "<p>Le texte de la nouvelle.</p>"}],
    )


def test_news_are_on_the_home_page_and_in_the_site_map_not_in_the_navigation(client, news):
    index = get_index(NewsPage)
    html = client.get(get_home().url).content.decode()
    assert index.url not in html[html.index('id="navigation"') : html.index("<main")]
    assert "Une nouvelle" in html
    assert index.url in client.get(reverse("site_map")).content.decode()


def test_a_piece_of_news_says_its_date_its_text_and_what_it_is(client, news):
    html = client.get(news.url).content.decode()
    assert '<time datetime="2024-10-25">' in html
    assert "Le texte de la nouvelle." in html
    assert "/themes/reseaux/" in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', html)[1])
    assert (data["@type"], data["datePublished"], data["headline"]) == ("NewsArticle", "2024-10-25", "Une nouvelle")


def test_facets_and_feed(client, news):
    make_page(NewsPage, title="Une plus ancienne", date="2021-02-01", date_precision="month")
    url = get_index(NewsPage).url
    html = client.get(url + "?year=2024").content.decode()
    assert "Une nouvelle" in html and "Une plus ancienne" not in html
    assert "Une nouvelle" in client.get(url + "?theme=reseaux").content.decode()
    feed = client.get(url + "feed/?year=2021").content.decode()
    assert "Une plus ancienne" in feed and "Une nouvelle" not in feed


def test_drafts_and_private_news_are_in_no_list(client, news):
    make_page(NewsPage, title="Brouillon secret", date="2024-01-01", live=False)
    private = make_page(NewsPage, title="Nouvelle réservée", date="2024-01-01")
    make_private(private)
    url = get_index(NewsPage).url
    for address in (url, url + "feed/", get_home().url, "/themes/reseaux/", reverse("sitemap")):
        text = client.get(address).content.decode()
        assert "Brouillon secret" not in text and "Nouvelle réservée" not in text


@pytest.mark.parametrize(
    "query", ["?year=abc", "?theme=%00", "?page=-1", "?year=" + "9" * 500, "?sort=x", "?theme=a&" * 60]
)
def test_hostile_addresses(client, news, query):
    url = get_index(NewsPage).url
    assert client.get(url + query).status_code == 200
    assert client.get(url + "feed/" + query).status_code == 200


def test_an_article_costs_few_queries(client, news, django_assert_max_num_queries):
    client.get(news.url)
    with django_assert_max_num_queries(ARTICLE_QUERIES):
        client.get(news.url)
