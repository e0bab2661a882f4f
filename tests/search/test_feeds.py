"""Feeds of everything: whatever a page lists or is about can be followed, from its head and from what one sees."""

import datetime
import json
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

from content.models import ContributionRole, PageLink
from events.models import EventDate
from search.indexing.queue import process
from tests.actions.helpers import make_action, make_place
from tests.factories import (
    add_contribution,
    get_index,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_theme,
)
from tests.works.making import make_work
from works.models import WorkPage

pytestmark = pytest.mark.django_db

ATOM, JSON = "application/atom+xml", "application/feed+json"
#: https://www.jsonfeed.org/version/1.1/: what each member may be; those of the feed, those of an item.
FEED_MEMBERS = {
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "next_url",
    "description",
    "language",
    "authors",
    "items",
}
ITEM_MEMBERS = {
    "id", "url", "title", "summary", "content_text", "date_published", "date_modified", "authors", "tags", "language"
}  # fmt: skip


def check_json_feed(feed: dict) -> None:
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"] and feed.keys() <= FEED_MEMBERS
    for name in ("home_page_url", "feed_url", "next_url"):
        assert urlsplit(feed.get(name, "http://x/")).scheme in ("http", "https"), name
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["content_text"] and item.keys() <= ITEM_MEMBERS
        assert urlsplit(item["url"]).netloc and all(isinstance(tag, str) for tag in item.get("tags", ()))
        assert all(author["name"] for author in [*item.get("authors", ()), *feed["authors"]])
        for name in ("date_published", "date_modified"):
            assert datetime.datetime.fromisoformat(item[name]).tzinfo, name
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])


def read_feeds(client, url: str) -> list[str]:
    """The titles in the feeds of a page, which say the same in both formats, from its head and from its links."""
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    found = []
    for kind in (ATOM, JSON):
        (in_head,) = (link["href"] for link in soup.select(f'head link[rel=alternate][type="{kind}"]'))
        assert in_head in [link["href"] for link in soup.select("main a[href]")], "it is shown too"
        response = client.get(in_head)
        assert response.status_code == 200 and response["Content-Type"].startswith(kind)
        if kind == ATOM:
            feed = feedparser.parse(response.content)
            assert not feed.bozo and feed.feed.title and all(entry.id and entry.updated for entry in feed.entries)
            found.append([entry.title for entry in feed.entries])
        else:
            check_json_feed(response.json())
            found.append([item["title"] for item in response.json()["items"]])
    assert found[0] == found[1]
    return found[0]


@pytest.fixture
def things():
    theme, keyword = make_theme("Attention"), make_keyword("écrans")
    person, organisation = make_person("Camille Inventée"), make_organisation("Institut inventé")
    work = make_work(title="Le rapport suivi")
    page = make_work(title="Celui qui est attendu", kind="rapport", themes=[theme], date=datetime.date(2025, 3, 1))
    page.tags.add(keyword)
    page.save()
    add_contribution(page, person, ContributionRole.LEAD)
    add_contribution(page, organisation, ContributionRole.PARTNER)
    PageLink.objects.create(source=page, target=work)
    event = make_action("2030-05-12", title="L’atelier de Bordeaux", place=make_place())
    process()
    return {
        "theme": theme,
        "keyword": keyword,
        "person": person,
        "organisation": organisation,
        "work": work,
        "event": event,
    }


@pytest.mark.parametrize("kind", ["theme", "keyword", "person", "organisation", "work"])
def test_a_thing_is_followed_from_its_page(client, things, kind):
    thing = things[kind]
    assert read_feeds(client, thing.url if kind == "work" else thing.get_absolute_url()) == ["Celui qui est attendu"]


def test_a_link_that_is_kept_by_the_older_page_is_followed_too(client, things):
    other = make_work(title="Un suivi")
    PageLink.objects.create(source=things["work"], target=other)
    process()
    assert "Un suivi" in read_feeds(client, things["work"].url)
    PageLink.objects.filter(target=other).first().delete()
    process()
    assert "Un suivi" not in read_feeds(client, things["work"].url)


def test_a_list_is_followed_with_its_filters(client, things):
    url = get_index(WorkPage).url
    assert len(read_feeds(client, url)) == 2
    assert read_feeds(client, f"{url}?theme={things['theme'].slug}") == ["Celui qui est attendu"]
    assert read_feeds(client, f"{things['theme'].get_absolute_url()}?year=2019") == []


def test_a_place_is_followed_by_its_events(client, things):
    place = EventDate.objects.get(page=things["event"]).place
    for url in (
        "/evenements/",
        "/evenements/agenda/2030/05/",
        "/evenements/carte/",
        get_index(type(things["event"])).url,
    ):
        assert read_feeds(client, f"{url}?city={place.slug}") == ["L’atelier de Bordeaux"]
        assert read_feeds(client, f"{url}?city=ailleurs") == []
        soup = BeautifulSoup(client.get(f"{url}?city={place.slug}").content, "html.parser")
        calendar = client.get(soup.select_one('a[type="text/calendar"]')["href"]).content.decode()
        assert "SUMMARY:L’atelier de Bordeaux" in calendar


def test_a_search_is_followed(client, things):
    assert read_feeds(client, "/recherche/?q=attendu") == ["Celui qui est attendu"]
    assert len(read_feeds(client, "/recherche/")) == 3


def test_feeds_are_in_the_language_of_their_page(client, things):
    make_page(WorkPage, title="A report in English", language="en")
    process()
    assert read_feeds(client, "/en/search/?q=english") == ["A report in English"]
    assert len(read_feeds(client, "/en/events/")) == 1
    assert client.get("/en/events/feed/json/").json()["language"] == "en"


def test_words_written_for_the_demonstration_say_so(client, things):
    make_work(title="De l’invention", summary="Un résumé.", is_demonstration=True)
    process()
    for url in ("/recherche/feed/{}/?q=invention", f"{get_index(WorkPage).url}feed/{{}}/"):
        atom = feedparser.parse(client.get(url.format("atom").replace("travaux/feed/atom", "travaux/feed")).content)
        (entry,) = (entry for entry in atom.entries if entry.title == "De l’invention")
        (item,) = (
            item for item in json.loads(client.get(url.format("json")).content)["items"]
            if item["title"] == "De l’invention"
        )  # fmt: skip
        for text in (entry.summary, item["content_text"]):
            assert text.startswith("[") and "Un résumé." in text
