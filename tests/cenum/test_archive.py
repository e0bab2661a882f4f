"""The letter's list and its archive by year and month."""

import datetime
import itertools

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cenum.models import CenumIssuePage
from sections.registry import get_section_for
from tests.factories import add_contribution, get_index, make_keyword, make_page, make_person, make_private, make_theme
from tests.filler import fill

from .making import make_issue

pytestmark = pytest.mark.django_db


def get_titles(client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200, path
    page = BeautifulSoup(response.content, "html.parser")
    return [link.get_text(strip=True) for link in page.select(".letter-line > a")]


@pytest.fixture
def letters():
    return [
        make_issue("Lettre de février", "2024-02-02"),
        make_issue("Lettre de mai", "2024-05-03"),
        make_issue("Autre lettre de mai", "2024-05-31"),
        make_issue("Lettre de l’année suivante", "2025-01-03"),
    ]


def test_a_year_and_a_month_list_their_letters(client, letters):
    base = get_index(CenumIssuePage).url
    assert get_titles(client, f"{base}2024/") == ["Autre lettre de mai", "Lettre de mai", "Lettre de février"]
    assert get_titles(client, f"{base}2024/05/") == ["Autre lettre de mai", "Lettre de mai"]
    assert get_titles(client, f"{base}2025/") == ["Lettre de l’année suivante"]


def test_an_empty_month_leads_to_the_nearest_letters(client, letters):
    base = get_index(CenumIssuePage).url
    response = client.get(f"{base}2024/03/")
    assert response.status_code == 200
    links = [a["href"] for a in BeautifulSoup(response.content, "html.parser").select(".archive-nearest a")]
    assert links == [f"{base}2024/02/", f"{base}2024/05/"]


def test_a_month_of_one_digit_leads_to_its_address(client, letters):
    base = get_index(CenumIssuePage).url
    response = client.get(f"{base}2024/5/")
    assert (response.status_code, response["Location"]) == (301, f"{base}2024/05/")


def test_a_period_that_cannot_be_is_not_found(client, letters):
    periods = ["9999/99", "9999", "0000", "0000/00", "2024/00", "2024/13", "1999", "2024/05/05", "99999", "-1"]
    for period in [*periods, "2024/005", "٢٠٢٤", "2024/%00"]:
        status = client.get(f"{get_index(CenumIssuePage).url}{period}/").status_code
        assert status in (301, 302, 400, 404, 410), period


def test_no_page_for_the_future_nor_without_letters(client):
    base, today = get_index(CenumIssuePage).url, timezone.localdate()
    assert client.get(f"{base}{today.year}/").status_code == 404
    make_issue("Ancienne", f"{today.year - 1}-06-01")
    assert client.get(f"{base}{today.year}/").status_code == 200
    following = today.replace(day=1) + datetime.timedelta(days=32)
    assert client.get(f"{base}{following:%Y/%m}/").status_code == 404


@pytest.mark.parametrize("hide", ["draft", "private", "unpublished"])
def test_what_the_public_cannot_read_is_in_no_list(client, hide):
    hidden = make_issue("Le secret", "2024-03-01", live=hide != "draft", teaser_topics="secret annoncé")
    if hide == "private":
        make_private(hidden)
    elif hide == "unpublished":
        hidden.unpublish()
    theme, person = make_theme("Jeu"), make_person()
    shown = make_issue("La lettre visible", "2024-03-08", themes=[theme])
    add_contribution(hidden, person)
    base = get_index(CenumIssuePage).url
    archive = get_index(CenumIssuePage).archive
    assert archive.counts == {(2024, 3): 1} and archive.year_counts == {2024: 1}
    paths = [
        base,
        f"{base}2024/",
        f"{base}2024/03/",
        f"{base}feed/",
        shown.url,
        f"{shown.url}email/",
        "/",
        "/sitemap.xml",
    ]
    paths += [theme.get_absolute_url(), person.get_absolute_url()]
    for path in paths:
        text = client.get(path).content.decode()
        assert "Le secret" not in text and "secret annoncé" not in text and hidden.slug not in text, path
    for path in (hidden.url, f"{hidden.url}email/", f"{hidden.url}email/texte/"):
        response = client.get(path)
        assert "Le secret" not in response.content.decode() and "secret" not in response.content.decode().lower(), path


def test_facets(client):
    theme, keyword, person = make_theme("Jeu", slug="jeu"), make_keyword("dé"), make_person(slug="camille")
    letter = make_issue("Avec tout", "2024-03-08", themes=[theme], tags=[keyword])
    add_contribution(letter, person, "editor")
    make_issue("Sans rien", "2023-03-08")
    base = get_index(CenumIssuePage).url
    for query in ("year=2024", "theme=jeu", f"keyword={keyword.slug}", "person=camille"):
        text = client.get(f"{base}?{query}").content.decode()
        assert "Avec tout" in text and "Sans rien" not in text, query
        feed = client.get(f"{base}feed/?{query}").content.decode()
        assert "Avec tout" in feed and "Sans rien" not in feed, query


def test_hostile_parameters_are_answered(client, letters):
    queries = ["year=abc", "page=-1", "theme=%00", "person=%22%00", "keyword=%FF", "sort=;drop", "year=" + "9" * 5000]
    for path, query in itertools.product(("", "feed/", "2024/", "2024/05/"), queries):
        assert client.get(f"{get_index(CenumIssuePage).url}{path}?{query}").status_code == 200, (path, query)


def test_queries_are_the_same_with_many_letters(client, letters):
    base = get_index(CenumIssuePage).url
    paths = [base, f"{base}2024/", f"{base}2024/05/", f"{base}2024/03/", f"{base}feed/", letters[1].url]

    def count():
        counts = {}
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts[path] = len(queries)
        return counts

    few = count()
    fill(letters[1], 60)
    assert count() == few
    assert max(few.values()) <= 25


def test_the_sitemap_has_the_years_and_the_letters_not_their_mails(client, letters):
    text = client.get("/sitemap.xml").content.decode()
    base = get_index(CenumIssuePage).url
    assert f"{base}2024/<" in text and letters[0].url in text
    assert "/email/" not in text


def test_the_page_of_another_type_is_no_letter():
    from tests.toysection.models import ToyPage

    make_page(ToyPage, title="Un jouet")
    assert get_section_for(CenumIssuePage).get_pages("fr").count() == 0
