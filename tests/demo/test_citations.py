"""One thing is cited alike in every format: what independent readers find in each, over the whole demonstration."""

import json
import re
from collections import defaultdict
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from requests.utils import parse_header_links
from wagtail.models import Site

from content.citing.formats import FORMATS
from content.citing.model import load_for_citing
from content.models import ContentPage
from content.templatetags.citing_tags import get_reference
from sections.query import visible
from works.models import Proposal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]

NS = {"dc": "http://purl.org/dc/elements/1.1/", "m": "http://www.loc.gov/mods/v3"}
OAI = "{http://www.openarchives.org/OAI/2.0/}"
#: Zotero's type → those of BibTeX, RIS and CSL.
TYPES = {
    "report": ({"techreport", "booklet"}, {"RPRT", "PAMP"}, {"report", "pamphlet"}),
    "book": ({"book", "proceedings"}, {"BOOK", "CONF"}, {"book"}),
    "newspaperArticle": ({"article"}, {"NEWS"}, {"article-newspaper"}),
    "magazineArticle": ({"article"}, {"MGZN"}, {"article-magazine"}),
    "interview": ({"misc"}, {"PCOMM"}, {"interview"}),
    "presentation": ({"misc"}, {"GEN"}, {"event"}),
    "document": ({"misc"}, {"GEN"}, {"document"}),
    "webpage": ({"misc"}, {"ELEC"}, {"webpage"}),
}


def plain(text: str) -> str:
    """A title without the signs that a format adds."""
    return " ".join(re.findall(r"\w+", re.sub(r"\\text\w+\{\}", " ", text)))


def turn(name: str) -> str:
    """« Exemple, Camille » gives « Camille Exemple »."""
    return " ".join(reversed(name.split(", ")))


def join_date(parts) -> str:
    return "-".join(f"{int(part):02}" for part in parts if part)


def read_head(soup: BeautifulSoup) -> dict:
    tags = defaultdict(list)
    for tag in soup.find_all("meta"):
        tags[tag.get("name", "")].append(tag["content"])
    date = "".join(tags["citation_publication_date"]).replace("/", "-")
    return {"title": tags["citation_title"][0], "authors": [*map(turn, tags["citation_author"])], "date": date} | {
        "type": tags["z:itemType"][0]
    }


def read_coins(soup: BeautifulSoup) -> dict:
    (span,) = soup.select(".Z3988")
    told = parse_qs(span["title"], strict_parsing=True)
    authors = [*map(turn, told.get("rft.au", []) + told.get("rft.aucorp", []))]
    return {"title": (told.get("rft.btitle") or told["rft.title"])[0], "authors": authors} | {
        "date": told.get("rft.date", [""])[0]
    }


def read_bibtex(text: str) -> dict:
    (entry,) = bibtexparser.parse_string(text).entries
    told = {field.key: field.value for field in entry.fields}
    names = re.split(r" and (?![^{]*\})", told["author"])
    title = re.sub(r"[{}]", "", " ".join(filter(None, [told["title"], told.get("subtitle")])))
    authors = [turn(re.sub(r"[{}\\]", "", name)) for name in names]
    return {"title": title, "authors": authors, "date": told.get("date", "").partition("/")[0], 0: entry.entry_type}


def read_ris(text: str) -> dict:
    (told,) = rispy.loads(text)
    date = "-".join(filter(None, told.get("date", "").split("/")[:3]))
    return {"title": told["title"], "authors": [*map(turn, told["authors"])], "date": date} | {
        1: told["type_of_reference"]
    }


def read_csl(text: str) -> dict:
    told = json.loads(text)
    authors = [name.get("literal") or f"{name['given']} {name['family']}" for name in told["author"]]
    date = join_date(told["issued"]["date-parts"][0]) if "issued" in told else ""
    return {"title": told["title"], "authors": authors, "date": date, 2: told["type"]}


def read_jsonld(text: str) -> dict:
    told = json.loads(text)
    authors = [name["name"] for name in told["author"]]
    return {"title": told["name"], "authors": authors, "date": told.get("datePublished", "")}


def read_mods(text: str) -> dict:
    told = ET.fromstring(text)
    names = [name for name in told.findall("m:name", NS) if name.findtext("m:role/m:roleTerm", "", NS) == "author"]
    authors = [turn(", ".join(part.text for part in name.findall("m:namePart", NS))) for name in names]
    title = " ".join(part.text for part in told.findall("m:titleInfo/*", NS))
    date = told.findtext("m:originInfo/m:dateIssued", "", NS)
    return {"title": title, "authors": authors, "date": date, "type": told.findtext("m:genre", "", NS)}


def read_dublin_core(record) -> dict:
    authors = [turn(name.text) for name in record.iterfind(".//dc:creator", NS)]
    title, date = (record.findtext(f".//dc:{name}", "", NS) for name in ("title", "date"))
    return {"title": title, "authors": authors, "date": date}


READERS = {"bibtex": read_bibtex, "ris": read_ris, "csl": read_csl, "jsonld": read_jsonld, "mods": read_mods}


def harvest(client) -> dict:
    """Permanent address → the record that OAI-PMH gives of it."""
    found, asked = {}, {"metadataPrefix": "oai_dc"}
    while asked:
        answer = ET.fromstring(client.get("/oai/", {"verb": "ListRecords", **asked}).content)
        for record in answer.iter(f"{OAI}record"):
            found |= {one.text: record for one in record.iterfind(".//dc:identifier", NS)}
        token = answer.findtext(f".//{OAI}resumptionToken")
        asked = {"resumptionToken": token} if token else {}
    return found


def find_things() -> list:
    """Every content in French but actions, of which there is one in six; one proposal in five, one translation in four."""
    pages = visible(ContentPage.objects.filter(locale__language_code="fr")).order_by("pk").specific()
    actions = [page for page in pages if type(page).__name__ == "ActionPage"]
    proposals = Proposal.objects.exclude(reference="").select_related("work").order_by("pk")
    translations = visible(ContentPage.objects.exclude(locale__language_code="fr")).order_by("pk").specific()
    others = [page for page in pages if type(page).__name__ != "ActionPage"]
    found = [*others, *actions[::6], *translations[::4]]
    load_for_citing(found)
    return [*found, *proposals[::5]]


def test_every_format_says_the_same_of_every_thing(client):
    site, records, wrong = Site.objects.get(is_default_site=True), harvest(client), []
    things = find_things()
    assert len(things) > 190
    for thing in things:
        request = RequestFactory().get("/")
        request._wagtail_site = site
        language = (thing if isinstance(thing, ContentPage) else thing.work).locale.language_code
        with override(language):
            shown = {"page": thing, "request": request}
            reference = get_reference(request, thing)
            head = render_to_string("includes/meta.html", shown, request) if isinstance(thing, ContentPage) else ""
            box = BeautifulSoup(render_to_string("components/cite.html", shown, request), "html.parser")
            told = {name: read(FORMATS[name].write(reference)) for name, read in READERS.items()}
        told["coins"] = read_coins(box)
        if head:
            told["head"] = read_head(BeautifulSoup(head, "html.parser"))
            told["oai"] = read_dublin_core(records[reference.url])
            links = {link["rel"]: link["url"] for link in parse_header_links(request.signposts)}
            assert links["cite-as"] == reference.url and {"describedby", "license", "type"} <= set(links)
        first = told["csl"]
        for name, one in told.items():
            same = sorted(one["authors"]) == sorted(first["authors"]) and one["date"] == first["date"]
            if not same or plain(one["title"]) != plain(first["title"]):
                wrong.append(f"{thing.reference}, {name}: {one}, not {first}")
        kinds = TYPES[told["mods"]["type"]]
        if told.get("head", told["mods"])["type"] != told["mods"]["type"] or any(
            told[name][number] not in kinds[number] for number, name in enumerate(("bibtex", "ris", "csl"))
        ):
            wrong.append(f"{thing.reference}: {told['mods']['type']}")
        styles = [place.get_text() for place in box.select("#citations dd span")]
        year = first["date"][:4]
        if len(styles) != 4 or not all(year in style for style in styles):
            wrong.append(f"{thing.reference}: {styles}")
    assert wrong == []
