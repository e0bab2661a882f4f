"""Taking results away: feeds, files, the browser's own search bar."""

import csv
import datetime
import io
import itertools
import json
import xml.etree.ElementTree as ET

import bibtexparser
import feedparser
import pytest
import rispy
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from content.models import ContributionRole
from search.exports import views
from search.indexing.queue import process
from tests.actions.helpers import make_action
from tests.cenum.making import make_issue
from tests.factories import add_contribution, make_page, make_person, make_theme
from tests.queries import HOSTILE_QUERIES
from tests.works.making import make_work

pytestmark = pytest.mark.django_db

EXPORTS = ("csv", "bibtex", "ris", "csl")
FEEDS = ("atom", "json")
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def export(client, name: str, start: str = "/recherche/", **data) -> str:
    response = client.get(f"{start}export/{name}/", data)
    assert response.status_code == 200 and response.streaming
    assert "attachment" in response["Content-Disposition"] and response["X-Robots-Tag"] == "noindex"
    return response.getvalue().decode("utf-8")


def read_references(name: str, text: str) -> list[str]:
    """The references in a file, in its order, by a parser that is not ours."""
    if name == "csv":
        return [line[0] for line in list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]]
    if name == "bibtex":
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks
        return [entry.key for entry in library.entries]
    return [entry["id"] for entry in (rispy.loads(text) if name == "ris" else json.loads(text))]


@pytest.fixture
def library():
    """Works, a letter, an event, a person, a theme: all of them about attention."""
    person = make_person("Camille Attention", sort_name="Attention, Camille")
    works = [
        make_work(title=f"L’attention, volume {number}", date=datetime.date(2010 + number, 1, 1), themes=[make_theme()])
        for number in range(1, 4)
    ]
    add_contribution(works[0], person, ContributionRole.LEAD)
    others = [
        make_issue("Une lettre sur l’attention", day="2025-05-23"),
        make_action("2024-05-12", title="Attention !"),
    ]
    process()
    return {"person": person, "pages": [*works, *others], "works": works}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_has_every_result_each_once(client, library, name, monkeypatch):
    monkeypatch.setattr(views, "BATCH", 2)
    found = read_references(name, export(client, name, q="attention"))
    assert sorted(found) == sorted([page.reference for page in library["pages"]] + [library["person"].reference])
    total = client.get("/api/v1/search/", {"q": "attention"}).json()["total"]
    assert len(found) == total


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_follows_the_filters_and_the_order_of_the_page(client, library, name):
    found = read_references(name, export(client, name, q="attention", section="travaux", sort="date"))
    assert found == [work.reference for work in reversed(library["works"])]
    found = read_references(name, export(client, name, q="attention", section="travaux", year_from=2012, year_to=2012))
    assert found == [library["works"][1].reference]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_of_nothing_is_still_a_file(client, name):
    assert read_references(name, export(client, name, q="introuvable")) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_costs_as_many_queries_for_many_as_for_few(client, library, name):
    def count(**data) -> int:
        export(client, name, **data)
        with CaptureQueriesContext(connection) as queries:
            export(client, name, **data)
        return len(queries)

    few = count(q="attention", section="travaux")
    for number in range(12):
        work = make_work(title=f"Encore l’attention {number}", themes=[make_theme()])
        add_contribution(work, make_person())
    process()
    assert count(q="attention", section="travaux") <= few + 1


def test_files_speak_the_language_of_the_page(client, library):
    french = export(client, "csv", q="attention").splitlines()[0]
    english = export(client, "csv", "/en/search/", q="attention").splitlines()[0]
    assert "Titre" in french and "Title" in english


def test_an_unknown_format_is_not_found(client):
    for path in ("export/pdf/", "feed/rss/"):
        assert client.get(f"/recherche/{path}").status_code == 404


def test_a_search_is_an_atom_feed_newest_first(client, library):
    response = client.get("/recherche/feed/atom/", {"q": "attention"})
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo and feed.feed.language == "fr" and "attention" in feed.feed.title
    assert [entry.title for entry in feed.entries][:2] == ["Une lettre sur l’attention", "Attention !"]
    assert {entry.id for entry in feed.entries} == {
        f"http://localhost/id/{page.reference}/" for page in library["pages"]
    }, "people have no date"
    assert all(entry.author and entry.updated for entry in feed.entries)
    assert feed.feed.link.endswith("/recherche/?q=attention")


def test_a_search_is_a_json_feed(client, library):
    response = client.get("/recherche/feed/json/", {"q": "attention", "section": "travaux"})
    assert response["Content-Type"].startswith("application/feed+json")
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["language"] == "fr"
    assert len(feed["items"]) == 3
    for item in feed["items"]:
        assert item["id"] and item["content_text"] and item["authors"] and item["date_modified"]
        assert client.get(item["url"]).status_code == 200
    assert client.get(feed["feed_url"]).json()["items"] == feed["items"]


def test_a_long_feed_has_pages(client, library, monkeypatch):
    monkeypatch.setattr("search.feeds.FeedListing.page_size", 2)
    titles, url = [], "/recherche/feed/json/?q=attention&section=travaux"
    for _page in range(2):
        feed = client.get(url).json()
        titles += [item["title"] for item in feed["items"]]
        url = feed.get("next_url")
    assert not url
    assert titles == [work.title for work in reversed(library["works"])]
    atom = feedparser.parse(client.get("/recherche/feed/atom/?q=attention&section=travaux").content)
    assert [link.rel for link in atom.feed.links] == ["alternate", "self", "next"]


def test_a_feed_in_english_has_english_pages(client):
    make_page(type(make_work()), title="Attention please", language="en")
    process()
    feed = client.get("/en/search/feed/json/?q=attention").json()
    assert feed["language"] == "en" and [item["title"] for item in feed["items"]] == ["Attention please"]
    assert feed["items"][0]["id"].startswith("http://localhost/en/id/")


def test_hostile_addresses_are_answered(client, library):
    paths = [*(f"export/{name}" for name in EXPORTS), *(f"feed/{name}" for name in FEEDS), "suggestions/opensearch"]
    for path, query in itertools.product(paths, HOSTILE_QUERIES):
        assert client.get(f"/recherche/{path}/?{query}").status_code == 200, (path, query)


def test_a_hostile_title_breaks_no_feed(client):
    make_work(title="Attention <script>alert(1)</script> \x0b & ]]>", summary="<b>gras</b> & \x1f fin")
    process()
    feed = feedparser.parse(client.get("/recherche/feed/atom/?q=attention").content)
    assert not feed.bozo and len(feed.entries) == 1
    assert "<b>" not in feed.entries[0].summary
    (item,) = client.get("/recherche/feed/json/?q=attention").json()["items"]
    assert item["summary"] == "<b>gras</b> & fin"


def test_browsers_can_search_the_site_from_their_bar(client, library):
    for home, path in (("/", "/opensearch.xml"), ("/en/", "/en/opensearch.xml")):
        if home == "/":
            soup = BeautifulSoup(client.get("/recherche/").content, "html.parser")
            assert soup.select_one("link[rel=search]")["href"] == path
        response = client.get(path)
        assert response["Content-Type"].startswith("application/opensearchdescription+xml")
        root = ET.fromstring(response.content)
        assert len(root.find(f"{OPENSEARCH}ShortName").text) <= 16
        assert len(root.find(f"{OPENSEARCH}Description").text) <= 1024
        urls = {url.get("type"): url.get("template") for url in root.findall(f"{OPENSEARCH}Url")}
        with override("fr" if home == "/" else "en"):
            assert reverse("search") in urls["text/html"]
        for template in urls.values():
            found = client.get(template.replace("{searchTerms}", "atten").replace("{startPage?}", "1"))
            assert found.status_code == 200


def test_the_bar_is_given_suggestions(client, library):
    response = client.get("/recherche/suggestions/opensearch/", {"q": "atten"})
    assert response["Content-Type"].startswith("application/x-suggestions+json")
    words, titles, _descriptions, addresses = response.json()
    assert words == "atten" and "Une lettre sur l’attention" in titles and len(titles) == len(addresses)
    assert all(client.get(address).status_code == 200 for address in addresses)
