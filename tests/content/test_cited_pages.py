"""What a page says to those who cite it, read back by other hands than those that wrote it."""

import io
import json
import re
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from requests.utils import parse_header_links
from wagtail.documents import get_document_model

from content.citing.model import make_web_reference
from content.identifiers import record_last_path
from content.models import ContributionRole
from news.models import NewsPage
from paroles.models import ParolePage
from tests.actions.helpers import make_action
from tests.factories import add_contribution, make_organisation, make_page, make_person, make_private, make_theme
from tests.works.making import make_chapter, make_work
from works.models import WorkDocument

pytestmark = pytest.mark.django_db

CONSEIL = "Conseil national du numérique"
MODS = {"m": "http://www.loc.gov/mods/v3"}


def read(client, page, **headers) -> BeautifulSoup:
    return BeautifulSoup(client.get(page.url, headers=headers).content, "html.parser")


def read_meta(soup) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in soup.head.select('meta[name^="citation_"], meta[name="z:itemType"]'):
        found.setdefault(tag["name"], []).append(tag["content"])
    return found


def read_coins(soup) -> dict[str, list[str]]:
    (span,) = soup.select("span.Z3988")
    return parse_qs(span["title"], strict_parsing=True)


def read_links(response) -> dict[str, list[tuple[str, str]]]:
    """Relation → [(address, media type)]."""
    found: dict[str, list[tuple[str, str]]] = {}
    for link in parse_header_links(response["Link"]):
        found.setdefault(link["rel"], []).append((link["url"], link.get("type", "")))
    return found


def make_report(**fields):
    work = make_work(
        make_chapter("Un", "Le texte."), kind="rapport", title="Le rapport", subtitle="Sous-titre", **fields
    )
    document = get_document_model().objects.create(title="PDF", file=ContentFile(b"%PDF-1.4", name="rapport.pdf"))
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    work.save()
    return work


@pytest.mark.parametrize(
    ("kind", "zotero"),
    [("rapport", "report"), ("ouvrage", "book"), ("tribune", "newspaperArticle"), ("autre", "document")],
)
def test_the_head_has_the_type_the_authors_the_date_and_the_pdf(client, kind, zotero):
    work = make_report(date="2021-05-12", themes=[make_theme("Attention")])
    work.kind = kind
    work.save()
    meta = read_meta(read(client, work))
    assert meta["z:itemType"] == [zotero]
    assert meta["citation_title"] == ["Le rapport. Sous-titre"]
    assert meta["citation_author"] == [CONSEIL]
    assert meta["citation_publication_date"] == ["2021/05/12"]
    assert meta["citation_keywords"] == ["Attention"]
    assert meta["citation_pdf_url"][0].startswith("http://localhost/") and meta["citation_pdf_url"][0].endswith(".pdf")
    assert client.get(meta["citation_pdf_url"][0]).status_code == 200
    assert ("citation_technical_report_institution" in meta) == (zotero == "report")


def test_coins_and_unapi_tell_bodies_from_people(client):
    work = make_work(make_chapter("Un", "Texte."), kind="rapport", authorship="membres")
    add_contribution(work, make_person("Camille Exemple", sort_name="Exemple, Camille"))
    add_contribution(work, make_organisation("Sciences, et société"))
    soup = read(client, work)
    coins = read_coins(soup)
    assert coins["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:book"] and coins["rft.genre"] == ["report"]
    assert coins["rft.au"] == ["Exemple, Camille"] and coins["rft.aucorp"] == ["Sciences, et société"]
    server = soup.find("link", rel="unapi-server")["href"]
    assert "mods" in [one["name"] for one in BeautifulSoup(client.get(server).content, "xml").find_all("format")]
    key = soup.find("abbr", class_="unapi-id")["title"]
    assert client.get(server, {"id": key}).status_code == 300
    record = ET.fromstring(client.get(server, {"id": key, "format": "mods"}).content)
    assert record.find("m:genre[@authority='local']", MODS).text == "report"
    people, body = record.findall("m:name", MODS)
    assert (people.get("type"), people.find("m:namePart[@type='family']", MODS).text) == ("personal", "Exemple")
    assert (body.get("type"), body.find("m:namePart", MODS).text) == ("corporate", "Sciences, et société")
    assert client.get(server, {"id": key, "format": "pdf"}).status_code == 406
    assert client.get(server, {"id": "rien", "format": "mods"}).status_code == 404


def test_signposts_lead_to_what_is_cited_and_to_what_describes_it(client):
    work = make_report()
    links = read_links(client.get(work.url))
    ((cite_as, _type),) = links["cite-as"]
    assert client.get(cite_as)["Location"] == work.url
    assert ("https://schema.org/AboutPage", "") in links["type"] and len(links["type"]) == 2
    assert {media_type for _address, media_type in links["item"]} == {"text/html", "application/pdf"}
    for address, media_type in links["describedby"]:
        response = client.get(address)
        assert response["Content-Type"].partition(";")[0] == media_type
        assert read_links(response)["describes"] == [(cite_as, "")]


def test_a_permanent_address_answers_in_the_format_that_is_asked(client):
    page = make_page(ParolePage, title="Camille Exemple")
    add_contribution(page, make_person("Camille Exemple"), ContributionRole.INTERVIEWEE)
    address = f"/id/{page.reference}/"

    def ask(accept):
        response = client.get(address, headers={"accept": accept})
        assert "Accept" in response["Vary"]
        return response

    for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png", "application/x-bibtex;q=0.1,*/*"):
        assert ask(accept)["Location"] == page.url
    title = "[Entretien avec Camille Exemple]"
    (entry,) = bibtexparser.parse_string(ask("application/x-bibtex").content.decode()).entries
    assert entry.fields_dict["title"].value == f"{{{title}}}"
    (entry,) = rispy.load(io.StringIO(ask("application/x-research-info-systems").content.decode()))
    assert entry["title"] == title
    item = json.loads(ask("application/vnd.citationstyles.csl+json, text/html;q=0.5").content)
    assert (item["title"], item["type"]) == (title, "interview")
    data = json.loads(ask("application/ld+json").content)
    assert data["name"] == title and data["author"] == [{"@type": "Person", "name": "Camille Exemple"}]
    assert client.get(f"{address}rien/").status_code == 404


def test_authors_are_the_same_everywhere(client):
    work = make_work(make_chapter("Un", "Texte."), kind="rapport")
    add_contribution(work, make_person("Camille Exemple", sort_name="Exemple, Camille"), ContributionRole.LEAD)
    add_contribution(work, make_person("Dominique Modèle", sort_name="Modèle, Dominique"))
    soup = read(client, work)
    said = [CONSEIL, "Modèle, Dominique"]
    assert read_meta(soup)["citation_author"] == said
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert [author["name"] for author in data["author"]] == [CONSEIL, "Dominique Modèle"]
    (entry,) = rispy.loads(client.get(f"/id/{work.reference}/ris/").content.decode())
    assert entry["authors"] == said
    styles = [place.text for place in soup.select("#citer dd span[id]")]
    assert len(styles) == 4 and all("Modèle" in text or "MODÈLE" in text for text in styles)


def test_a_register_entry_is_cited_as_a_page(client):
    person = make_person("Camille Exemple")
    add_contribution(make_work(), person)
    response = client.get(f"/id/{person.reference}/", headers={"accept": "application/x-bibtex"})
    assert b"Camille Exemple" in response.content


def test_nothing_private_is_cited(client):
    page = make_page(NewsPage)
    make_private(page)
    for address in (f"/id/{page.reference}/ris/", f"/unapi/?id={page.reference}&format=ris"):
        assert client.get(address).status_code == 404


def test_what_has_no_text_is_a_record_and_is_filtered_as_such(client):
    here, record = make_work(make_chapter("Un", "Texte."), title="Texte ici"), make_work(title="Notice seule")
    soup = read(client, record)
    assert soup.select(".record") and "notice" in soup.find(id="citation").text
    assert not read(client, here).select(".record, .doubt") and "notice" not in read(client, here).find(id="citer").text
    listing = here.get_parent().url
    assert "Texte ici" not in client.get(listing, {"text": "record"}).content.decode()
    assert "Notice seule" not in client.get(listing, {"text": "here"}).content.decode()
    record.delete()
    assert not BeautifulSoup(client.get(listing).content, "html.parser").select('input[name="text"]')


def test_words_of_the_demonstration_say_so_wherever_they_are_read_or_taken(client):
    work = make_work(make_chapter("Un", "Texte."), title="Démo", summary="Un résumé.", is_demonstration=True)
    for address in (work.url, work.reading_url, work.whole_text_url):
        assert "Écrit pour la démonstration" in client.get(address).content.decode()
    assert "Texte de démonstration" in client.get(work.get_parent().url).content.decode()
    assert "Texte de démonstration" in client.get(f"{work.get_parent().url}feed/").content.decode()
    for name in ("bibtex", "ris", "csl", "jsonld", "mods"):
        assert "démonstration" in client.get(f"/id/{work.reference}/{name}/").content.decode()
    assert "Citer cette notice" in read(client, work).find(id="citer").text


@pytest.mark.parametrize("given", ["ark:12345/x1", "10.12345/x1"])
def test_an_ark_or_a_doi_is_given_by_every_citation_and_leads_to_the_page(client, given):
    work = make_report(persistent_id=given)
    cited = {"ark": "https://n2t.net/", "10.": "https://doi.org/"}[given[:3]] + given
    answer = client.get(work.url)
    soup = read(client, work)
    assert read_links(answer)["cite-as"] == [(cited, "")]
    assert read_meta(soup)["citation_public_url"] == [cited]
    assert all(cited in place.text for place in soup.select("#citer dd span[id]"))
    files = {name: client.get(f"/id/{work.reference}/{name}/").content.decode() for name in ("bibtex", "ris", "mods")}
    assert bibtexparser.parse_string(files["bibtex"]).entries[0]["url"] == cited
    assert rispy.loads(files["ris"])[0]["urls"] == [cited]
    assert given in [one.text for one in ET.fromstring(files["mods"]).findall("m:identifier", MODS)]
    if given.startswith("ark"):
        for address in (f"/{given}", f"/{given.replace(':', ':/')}/"):
            assert client.get(address)["Location"] == work.url
        work.unpublish()
        assert client.get(f"/{given}").status_code == 410
    else:
        assert read_meta(soup)["citation_doi"] == bibtexparser.parse_string(files["bibtex"]).entries[0]["doi"].split()
    assert client.get("/ark:99999/x1").status_code == client.get("/ark:0/%00/").status_code == 404


@pytest.mark.parametrize(
    "given", ["ark:12345", "doi:10.1/x", "https://doi.org/10.12345/x", "10.12345/a b", "ark:12345/é"]
)
def test_what_is_no_ark_nor_doi_is_refused_and_none_is_given_twice(given):
    with pytest.raises(ValidationError, match="persistent_id"):
        make_work(persistent_id=given).full_clean()
    make_work(persistent_id="10.12345/x1")
    with pytest.raises(ValidationError, match="persistent_id"):
        make_work(persistent_id="10.12345/x1").full_clean()


def test_what_is_no_content_is_taken_for_the_demonstrations_on_a_demonstration_site(client, settings):
    theme = make_theme("Brindilles", description="<p>Ce que sont les brindilles.</p>")
    for settings.DEMO in (False, True):
        head = BeautifulSoup(client.get(theme.get_absolute_url()).content, "html.parser").head
        told = [tag["content"] for tag in head.select('meta[name="description"], meta[property="og:description"]')]
        cited = make_web_reference("Brindilles", "brindilles", "fr", abstract="Ce que sont les brindilles.")
        assert all(text.startswith("[Texte de démonstration]") == settings.DEMO for text in [*told, cited.abstract])
        assert bool(cited.remark) == settings.DEMO and len(told) == 2


def test_an_english_record_is_told_in_english_to_those_who_do_not_say_their_language(client):
    page = make_page(ParolePage, title="Camille Exemple", topic="", language="en")
    record_last_path(page)
    add_contribution(page, make_person("Camille Exemple", sort_name="Exemple, Camille"), ContributionRole.INTERVIEWEE)
    title = "[Interview with Camille Exemple]"
    assert title in client.get(f"/en/id/{page.reference}/mods/").content.decode()
    key = f"en/{page.reference}"
    assert title in client.get("/unapi/", {"id": key, "format": "mods"}).content.decode()
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:localhost:{key}"}
    assert title in client.get("/oai/", asked).content.decode()


def test_styles_mark_a_quotation_in_a_quoted_title_and_retrieve_nothing_without_a_date(client):
    page = make_page(ParolePage, title="Camille Exemple", topic="Dire « oui » puis « non » ensemble")
    styles = [place.text for place in read(client, page).select("#citer dd span[id]")]
    assert len(styles) == 4 and not any("Consulté" in text for text in styles)
    quoted = [text for text in styles if re.search(r"«\s*Dire", text)]
    assert quoted and all("“oui” puis “non”" in text for text in quoted)


def test_hostile_words_break_neither_the_page_nor_its_citations(client):
    text = '<script>alert(1)</script> & "guillemets" </span> {\\'
    work = make_work(make_chapter("Un", "Texte."), title=text, subtitle=text, authorship="membres")
    add_contribution(work, make_person(text, slug="x"))
    soup = read(client, work)
    assert text in soup.find(id="citation").text.replace("\u202f", " ").replace("\u00a0", " ")
    assert not soup.find(id="citer").select("script")
    assert read_coins(soup)["rft.btitle"][0].startswith(text)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [("2024-05-12", "2024-05-14", "2024"), ("2024-05-12", "", "2024"), ("2024-12-30", "2025-01-02", "2024–2025")],
)
def test_every_style_writes_what_takes_place(client, start, end, years):
    page = make_action(start, end) if end else make_action(start)
    styles = [place.text for place in read(client, page).select("#citer dd span[id]")]
    assert len(styles) == 4 and all(years in text for text in styles)


def read_styles(client, page) -> dict[str, str]:
    """Name of a style → its citation of a page, with its italics."""
    box = read(client, page).find(id="citations")
    found = {name.text: place.span.decode_contents() for name, place in zip(box("dt"), box("dd"), strict=True)}
    return {name: text.replace("\u202f", " ").replace("\u00a0", " ") for name, text in found.items()}


def test_styles_write_what_stands_in_something_as_their_manuals_do(client):
    tribune = make_work(kind="tribune", title="Une tribune", date="2021-06-29", authorship="membres")
    add_contribution(tribune, make_person("Camille Exemple", sort_name="Exemple, Camille"))
    add_contribution(tribune, make_organisation("Le Journal"), ContributionRole.PUBLISHER)
    styles = read_styles(client, tribune)
    assert (
        "EXEMPLE, Camille, 2021. Une tribune [notice]. <i>Le Journal</i> [en ligne]. 29 juin 2021." in styles["ISO 690"]
    )
    assert "Exemple, C. (2021, 29 juin). Une tribune [notice] [Tribune]. <i>Le Journal</i>." in styles["APA"]
    assert "Exemple, Camille. 2021. « Une tribune » [notice]. Tribune. <i>Le Journal</i>, 29 juin." in styles["Chicago"]
    assert "« Une tribune » [notice]. Tribune. <i>Le Journal</i>, 29 juin 2021," in styles["MLA"]


def test_styles_write_what_stands_alone_as_their_manuals_do(client):
    leaflet = make_work(make_chapter("Un", "Texte."), kind="fiche", title="Une fiche", date="2021-05-12")
    assert all("<i>Une fiche</i>" in text for text in read_styles(client, leaflet).values())
    interview = make_page(ParolePage, title="Camille Exemple", topic="Les communs", date="2023-01-01")
    assert "<i>Conseil national du numérique</i>" in read_styles(client, interview)["MLA"]
    assert not any("Édition" in text for page in (leaflet, interview) for text in read_styles(client, page).values())
