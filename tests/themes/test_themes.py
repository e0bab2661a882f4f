"""The public pages of themes and keywords."""

import itertools

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from sections.registry import get_sections
from tests.factories import add_contribution, make_keyword, make_page, make_person, make_private, make_theme
from tests.queries import HOSTILE_QUERIES, PAGE_QUERIES, count_queries
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def read(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def make_everywhere(**fields) -> list:
    """One page of each page type of each section."""
    return [
        make_page(model, title=f"{section.section_slug} {model.__name__}", **fields)
        for section in get_sections()
        for model in section.page_classes
    ]


def test_a_theme_gathers_the_pages_of_every_section(client):
    theme = make_theme("Attention")
    pages = make_everywhere(themes=[theme])
    soup = read(client, theme.get_absolute_url())
    titles = {title.text.strip() for title in soup.select(".results h3")}
    assert titles >= {page.title for page in pages[:12]}
    assert soup.find(id="resultats").text.split()[0] == str(len(pages))


def test_a_theme_gathers_its_sub_themes_once(client):
    broad = make_theme("Culture")
    narrow = make_theme("Savoirs", parent=broad)
    make_page(ToyPage, title="Les deux", themes=[broad, narrow])
    make_page(ToyPage, title="Le petit", themes=[narrow])
    soup = read(client, broad.get_absolute_url())
    assert sorted(title.text.strip() for title in soup.select(".results h3")) == ["Le petit", "Les deux"]
    assert soup.select_one(".hero .tag-list a")["href"] == narrow.get_absolute_url()
    assert "Culture" in read(client, narrow.get_absolute_url()).select_one(".fr-breadcrumb").text


def test_the_people_most_involved_come_first(client):
    theme, busy, quiet = make_theme(), make_person("Camille Active"), make_person("Dominique Discrète")
    for number in range(3):
        page = make_page(ToyPage, themes=[theme])
        add_contribution(page, busy)
        if number == 0:
            add_contribution(page, quiet)
    people = read(client, theme.get_absolute_url()).select("section[aria-labelledby=personnes] .line a")
    assert [person.text for person in people] == ["Camille Active", "Dominique Discrète"]


@pytest.mark.parametrize("on", ["theme", "keyword"])
def test_nothing_unpublished_is_listed_or_counted(client, on):
    theme, keyword = make_theme(), make_keyword(reference="tag-exemple")
    subjects = {"themes": [theme], "tags": [keyword]}
    make_page(ToyPage, title="Au grand jour", **subjects)
    draft = make_page(ToyPage, title="secretbrouillon", live=False, **subjects)
    private = make_page(ToyPage, title="secretprive", **subjects)
    make_private(private)
    for page in (draft, private):
        add_contribution(page, make_person("Secret Exemple"))
    url = {"theme": theme, "keyword": keyword}[on].get_absolute_url()
    html = client.get(url).content.decode()
    assert "Au grand jour" in html
    assert "secret" not in html.lower()
    assert BeautifulSoup(html, "html.parser").find(id="resultats").text.split()[0] == "1"


def test_a_keyword_that_only_drafts_carry_is_not_found(client):
    keyword = make_keyword("mot caché")
    draft = make_page(ToyPage, live=False, tags=[keyword])
    assert client.get(keyword.get_absolute_url()).status_code == 404
    draft.save_revision().publish()
    assert client.get(keyword.get_absolute_url()).status_code == 200


def test_a_keyword_with_accents_has_a_plain_address(client):
    page = make_page(ToyPage)
    page.tags.add("éducation à l’image", "été", "ete", "日本")
    page.save_revision().publish()
    addresses = [tag.get_absolute_url() for tag in page.tags.all()]
    assert all(address.isascii() for address in addresses)
    assert len(set(addresses)) == 4
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_the_index_counts_what_is_public_once(client):
    broad = make_theme("Culture")
    narrow = make_theme("Savoirs", parent=broad)
    make_page(ToyPage, themes=[broad, narrow])
    make_page(ToyPage, themes=[narrow])
    make_page(ToyPage, themes=[narrow], live=False)
    tile = read(client, reverse("themes:index")).select_one(".theme-tile")
    assert tile.select_one("h2").text == "Culture"
    assert tile.find("p").text.split()[0] == "2"
    assert "(2)" in tile.select_one("li").text


def test_a_theme_without_any_page_offers_a_way_on(client):
    soup = read(client, make_theme().get_absolute_url())
    assert soup.select_one(".empty a")


def test_an_unknown_theme_is_not_found(client):
    make_page(ToyPage)
    assert client.get(reverse("themes:theme", args=["inconnu"])).status_code == 404
    assert client.get(reverse("themes:keyword", args=["inconnu"])).status_code == 404


def test_as_many_queries_for_thirteen_pages_as_for_three(client):
    def fill(number: int):
        theme, keyword = make_theme(), make_keyword()
        make_theme(parent=theme)
        for _ in range(number):
            page = make_page(ToyPage, themes=[theme, make_theme()], tags=[keyword], date="2024-01-01")
            add_contribution(page, make_person())
        return theme.get_absolute_url(), keyword.get_absolute_url()

    few = [count_queries(client, url) for url in (*fill(3), reverse("themes:index"))]
    many = [count_queries(client, url) for url in (*fill(13), reverse("themes:index"))]
    assert few == many
    assert max(many) <= PAGE_QUERIES


def test_hostile_addresses_get_a_clear_answer(client):
    theme, keyword = make_theme(), make_keyword()
    make_page(ToyPage, themes=[theme], tags=[keyword])
    urls = (theme.get_absolute_url(), keyword.get_absolute_url(), reverse("themes:index"), reverse("search"))
    for url, query in itertools.product(urls, HOSTILE_QUERIES):
        assert client.get(f"{url}?{query}").status_code == 200, (url, query)


def test_a_theme_and_a_keyword_lead_to_each_other_and_are_followed(client):
    theme, keyword = make_theme("Attention"), make_keyword("sobriété")
    make_page(ToyPage, themes=[theme], tags=[keyword], title="La toupie")
    for one, other in ((theme, keyword), (keyword, theme)):
        soup = read(client, one.get_absolute_url())
        assert soup.main.find("a", href=other.get_absolute_url())
        for media_type in ("application/atom+xml", "application/feed+json"):
            (address,) = {link["href"] for link in soup.head.find_all("link", type=media_type)}
            assert soup.main.find("a", href=address)
            assert client.get(address).status_code == 200
        assert client.get(f"{one.get_absolute_url()}?keyword=%20/x&theme=%20/x").status_code == 200
