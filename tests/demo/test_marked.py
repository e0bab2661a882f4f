"""Words that were written for the demonstration say so in every channel by which they are read, found or taken."""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Site

from cenum.mailing import make_mail
from content.citing.records import write_erc
from content.models import ContentPage
from content.social_cards import get_words
from demo.reading import Facts, Texts
from mailing import subscriptions
from mailing.models import Frequency
from search.alerts.followed import ALERTS
from search.alerts.sending import write_to
from search.corpus.writing import read_contents
from search.indexing.keys import get_key_of
from search.indexing.queue import index_keys
from search.listing import SearchListing
from search.models import AlertHit
from sections.jobs import work_here
from sections.query import visible
from works.models import Proposal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]

MARK = re.compile("d[ée]monstration", re.IGNORECASE)
#: Shorter texts are names and labels, which the facts have too.
SHORTEST = 25
#: What is used and not read.
APART = {"synonyms.json", "left_out.fr.json"}


def plain(text: str) -> str:
    """Words without tags, signs nor spaces, as any channel may write them."""
    return re.sub(r"[\W_]+", " ", unescape(re.sub(r"<[^>]*>", " ", text))).lower().strip()


def walk(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from walk(one)


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """The beginnings of the texts of the demonstration that no fact says."""
    texts, known = Texts(), plain(" ".join(walk(Facts().files)))
    found: set[str] = set()
    for path in sorted(Path(texts.directory).rglob("*")):
        if path.suffix == ".json" and path.name not in APART:
            found |= set(walk(json.loads(path.read_text(encoding="utf-8"))))
        elif path.suffix == ".md":
            found |= set(path.read_text(encoding="utf-8").splitlines())
    found = {plain(text)[:60].strip() for text in found if len(text) >= SHORTEST and " " in text}
    return sorted(text for text in found if text not in known)


@pytest.fixture
def pages(settings) -> list[ContentPage]:
    """A page of each type in each language, known to the search with the proposals of one work."""
    settings.DEMO = True
    kinds = {}
    for page in visible(ContentPage.objects.filter(is_demonstration=True)).order_by("-pk").specific():
        kinds[type(page), page.locale_id] = page
    found = list(kinds.values())
    index_keys([get_key_of(thing) for thing in (*found, *Proposal.objects.order_by("pk")[:3])], read=False)
    return found


def read(client, address: str, **data) -> str:
    answer = client.get(address, data)
    assert answer.status_code == 200, address
    return answer.getvalue().decode()


# A channel is cut into the things that it tells of: each has to say by itself what it is.


def cut_xml(text: str, name: str) -> Iterator[str]:
    return (str(one) for one in BeautifulSoup(text, "xml").find_all(name))


def read_files(client) -> Iterator[tuple[str, str]]:
    """(channel, thing) of what tells of many."""
    for row in csv.DictReader(io.StringIO(read(client, "/recherche/export/csv/"))):
        yield "csv", " ".join(row.values())
    for name, cut in (("bibtex", "\n@"), ("ris", "\nER  -")):
        yield from ((name, one) for one in read(client, f"/recherche/export/{name}/").split(cut))
    for one in json.loads(read(client, "/recherche/export/csl/")):
        yield "csl", " ".join(walk(one))
    for address in ("/recherche/feed/atom/", "/travaux/feed/", "/actualites/feed/", "/travaux/propositions/feed/"):
        yield from ((address, one) for one in cut_xml(read(client, address), "entry"))
    for one in json.loads(read(client, "/recherche/feed/json/"))["items"]:
        yield "json feed", " ".join(walk(one))
    for one in json.loads(read(client, "/api/v1/search/", page_size=50, facets="false"))["results"]:
        yield "api search", " ".join(walk(one))
    for one in json.loads(read(client, "/api/v1/documents/", page_size=50))["changes"]:
        yield "api documents", " ".join(walk(one))
    for row in csv.reader(io.StringIO(read(client, "/travaux/propositions/export/csv/"))):
        yield "proposals", " ".join(row)
    for prefix in ("oai_dc", "mods"):
        for one in cut_xml(read(client, "/oai/", verb="ListRecords", metadataPrefix=prefix), "record"):
            yield prefix, one
    for one in re.split("BEGIN:VEVENT", re.sub("\r?\n ", "", read(client, "/evenements/calendrier/")))[1:]:
        yield "calendar", one.replace("\\n", " ").replace("\\,", ",")
    for content, reference in itertools.islice(read_contents(), 100):
        yield "corpus", " ".join(walk({name: told for name, told in content.items() if name != "passages"}))
        yield "erc", write_erc(reference)


def read_page(client, page: ContentPage) -> Iterator[tuple[str, str]]:
    """(channel, thing) of all that one page says out of itself."""
    soup = BeautifulSoup(read(client, page.url), "html.parser")
    yield from (("JSON-LD", data.string) for data in soup.find_all("script", type="application/ld+json"))
    yield from (("COinS", unquote(span["title"].replace("+", " "))) for span in soup.select(".Z3988"))
    for name, pattern in {"name": "^citation_", "property": "^og:"}.items():
        yield pattern, " ".join(tag["content"] for tag in soup.find_all("meta", attrs={name: re.compile(pattern)}))
    yield "description", soup.find("meta", attrs={"name": "description"})["content"]
    for way in soup.select("details.share a[rel=external]"):
        yield from [("share", unquote(way["href"].replace("+", " ")))] if "linkedin" not in way["href"] else ()
    card = client.get("/oembed/", {"url": page.get_full_url()}).json()
    frame = BeautifulSoup(card["html"], "html.parser").iframe
    yield from (("oEmbed", card["title"]), ("frame", frame["title"]), ("social card", " ".join(get_words(page))))
    yield "embed", str(BeautifulSoup(read(client, urlsplit(frame["src"]).path), "html.parser").main)
    for name in ("bibtex", "ris", "csl", "jsonld", "mods"):
        yield name, read(client, f"{page.get_identifier_url()}{name}/")


def read_suggestions(client, words: str, language: str) -> Iterator[tuple[str, str]]:
    start = "/recherche/" if language == "fr" else "/en/search/"
    for address, data in ((f"{start}suggestions/", {}), ("/api/v1/suggest/", {"lang": language})):
        for one in json.loads(read(client, address, q=words, **data))["suggestions"]:
            yield address, " ".join(walk(one))
    _words, titles, told, _addresses = json.loads(read(client, f"{start}suggestions/opensearch/", q=words))
    yield from (("OpenSearch", " ".join(pair)) for pair in zip(titles, told, strict=True))


def read_mails(pages: list[ContentPage]) -> Iterator[tuple[str, str]]:
    """The letter, and the mail of what is followed."""
    request = RequestFactory().get("/")
    request._wagtail_site = Site.objects.get(is_default_site=True)
    letter = next(
        page for page in pages if type(page).__name__ == "CenumIssuePage" and page.locale.language_code == "fr"
    )
    html, text = make_mail(letter, request)
    soup = BeautifulSoup(html, "html.parser")
    yield from (("letter", text), ("letter", soup.get_text(" ")), ("letter, opened", soup.body.div.get_text(" ")))
    told = {"query": SearchListing.source, "frequency": Frequency.NOW}
    row = subscriptions.ask("lectrice@exemple.fr", ALERTS, "fr", form="/", **told)
    subscriptions.confirm(row)
    work_here("default")
    mail.outbox.clear()
    AlertHit.objects.bulk_create([AlertHit(subscription=row, page=page, found_at=timezone.now()) for page in pages])
    write_to(str(row.subscriber_id))
    work_here("default")
    (message,) = mail.outbox
    yield from (("alert", one) for one in message.body.split("\n- ")[1:])
    for one in BeautifulSoup(message.alternatives[0][0], "html.parser").find_all("li"):
        yield "alert in HTML", one.get_text(" ")


def test_what_was_written_for_the_demonstration_says_so_in_each_channel(client, pages, sentences):
    told = [*read_files(client), *read_mails(pages)]
    for page in pages:
        told += read_page(client, page)
        told += read_suggestions(client, max(re.findall(r"\w+", page.title), key=len), page.locale.language_code)
    told += read_suggestions(client, Proposal.objects.order_by("pk")[0].title[:12], "fr")
    channels = {channel: 0 for channel, _thing in told}
    unmarked = []
    for channel, thing in told:
        words = plain(thing)
        found = next((one for one in sentences if one in words), "")
        channels[channel] += bool(found)
        if found and not MARK.search(thing):
            unmarked.append(f"{channel}: {found}")
    assert unmarked == []
    assert len(channels) > 30 and sum(channels.values()) > 500, channels
