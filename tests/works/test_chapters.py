"""A long work is read chapter by chapter."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.queries import ARTICLE_QUERIES, count_queries

from .making import make_chapter, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(db):
    return make_work(
        make_chapter("D’où l’on part", "Un.", "Deux [1].", notes=["Première source."], heading="Un constat"),
        make_chapter("Ce que l’on voit", "Trois.", "", "Quatre [1] et [7].", notes=["Autre source."]),
        make_chapter("Où aller", "Cinq.", slug="la-fin"),
        title="Un dossier",
    )


def read(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def paragraph_numbers(soup) -> list[int]:
    return [int(link.text) for link in soup.select(".cn-paragraph__number")]


def test_each_chapter_has_its_address_in_the_contents_and_the_site_map(client, work):
    soup = read(client, work.url)
    addresses = [f"{work.url}lire/{slug}/" for slug in ("dou-lon-part", "ce-que-lon-voit", "la-fin")]
    assert [link["href"] for link in soup.select(".toc a")] == addresses
    locations = [entry["location"] for entry in work.get_more_addresses(work.get_full_url())]
    assert [location.rpartition("/travaux")[2] for location in locations] == [
        address.rpartition("/travaux")[2] for address in addresses
    ]


def test_reading_goes_on_from_a_chapter_to_the_next(client, work):
    first, second, last = (read(client, chapter["url"]) for chapter in work.chapter_list)
    assert first.find("a", rel="prev") is None
    assert first.find("a", rel="next")["href"] == work.chapter_list[1]["url"]
    assert second.find("a", rel="prev")["href"] == work.chapter_list[0]["url"]
    assert last.find("a", rel="next") is None
    assert second.select_one(".plan a[aria-current=page]")["href"] == work.chapter_list[1]["url"]
    assert second.find("h1").text.strip() == "Ce que l’on voit"


def test_paragraphs_are_numbered_through_the_work(client, work):
    numbers = [paragraph_numbers(read(client, chapter["url"])) for chapter in work.chapter_list]
    assert numbers == [[1, 2], [3, 4], [5]]
    whole = read(client, f"{work.url}lire/")
    assert paragraph_numbers(whole) == [1, 2, 3, 4, 5]
    assert all(whole.find(id=link["href"].split("/")[-2]) for link in whole.select(".cn-paragraph__number"))


def test_notes_are_called_and_lead_back(client, work):
    soup = read(client, work.chapter_list[1]["url"])
    call = soup.select_one(".cn-note-call")
    assert soup.find(id=call["href"][1:]).get_text(strip=True).startswith("Autre source.")
    back = soup.select_one(".notes__back")
    assert back["href"] == f"#{call['id']}"
    assert "[7]" in soup.select_one(".prose").text, "a call without a note stays as it was written"


def test_the_whole_text_has_each_anchor_once(client, work):
    text = client.get(f"{work.url}lire/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    levels = [heading.name for heading in BeautifulSoup(text, "html.parser").select("main h1, main h2, main h3")]
    assert levels[:3] == ["h1", "h2", "h3"]


@pytest.mark.parametrize("path", ["lire/inconnu/", "lire/dou-lon-part/plus/", "lire/%00/", "lire/'/"])
def test_an_unknown_chapter_is_not_found(client, work, path):
    assert client.get(work.url + path).status_code == 404


def test_a_work_without_chapters_has_nothing_to_read(client):
    work = make_work(title="Une note")
    assert client.get(f"{work.url}lire/").status_code == 404
    assert read(client, work.url).select(".toc") == []


def test_the_chapters_of_a_draft_are_not_found(client, work):
    address = work.chapter_list[0]["url"]
    work.unpublish()
    assert client.get(address).status_code in (404, 410)
    assert client.get(f"{work.url}lire/").status_code in (404, 410)


def test_as_many_queries_for_twelve_chapters_as_for_three(client):
    def cost(number: int) -> int:
        chapters = [make_chapter(f"Chapitre {n}", "Un.", "Deux.") for n in range(number)]
        return count_queries(client, make_work(*chapters).chapter_list[1]["url"])

    assert cost(3) == cost(12) <= ARTICLE_QUERIES
