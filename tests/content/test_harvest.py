"""OAI-PMH, asked by a harvester that others wrote, and by hostile ones."""

from xml.etree import ElementTree as ET

import pytest
from oaipmh_scythe import Scythe
from wagtail.models import PageViewRestriction

from content import harvest
from content.identifiers import record_last_path
from news.models import NewsPage
from paroles.models import ParolePage
from tests.factories import make_page, make_private, make_theme
from tests.works.making import make_work

OAI = {"o": "http://www.openarchives.org/OAI/2.0/"}


def publish(page):
    """What publishing leaves, besides the page."""
    record_last_path(page)
    return page


def ask(client, **arguments) -> ET.Element:
    response = client.get("/oai/", arguments)
    assert response.status_code == 200 and response["Content-Type"].startswith("text/xml")
    return ET.fromstring(response.content)


def get_error(client, query: str) -> str:
    answer = ET.fromstring(client.get(f"/oai/?{query}").content)
    return answer.find("o:error", OAI).get("code")


@pytest.mark.django_db(transaction=True)
def test_a_harvester_reads_everything_by_parts(live_server, monkeypatch):
    monkeypatch.setattr(harvest, "BATCH", 2)
    theme = make_theme("Attention")
    works = [publish(make_work(title=f"Travail {n}", themes=[theme] if n else [])) for n in range(4)]
    page = publish(make_page(ParolePage))
    with Scythe(f"{live_server.url}/oai/") as scythe:
        assert scythe.identify().deletedRecord == "persistent"
        known = {work.reference for work in works} | {page.reference}
        for prefix in ("oai_dc", "mods"):
            records = list(scythe.list_records(metadata_prefix=prefix))
            assert {record.header.identifier.rpartition(":")[2] for record in records} >= known
        assert {one.setSpec for one in scythe.list_sets()} >= {"section:travaux", f"theme:{theme.slug}"}
        names = {header.identifier.rpartition(":")[2] for header in scythe.list_identifiers(set_="section:travaux")}
        assert names == {work.reference for work in works}
        assert len(list(scythe.list_identifiers(set_=f"theme:{theme.slug}"))) == 3
        record = scythe.get_record(identifier=f"oai:localhost:{page.reference}", metadata_prefix="oai_dc")
        assert record.metadata["title"] == [f"[Entretien avec {page.title}]"]
        assert record.metadata["rights"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Destroy", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=hier", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01&until=2023-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01&until=2025-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31&set=theme:rien", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:ailleurs:x", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=%00", "idDoesNotExist"),
    ],
)
def test_every_error_has_its_code(client, query, code):
    publish(make_page(NewsPage))
    assert get_error(client, query) == code


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["withdrawn", "deleted", "closed"])
def test_what_is_gone_is_told_as_deleted_and_nothing_of_it(client, way):
    page = publish(make_page(NewsPage, title="Secret à présent"))
    name = f"oai:localhost:{page.reference}"
    arguments = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": name}
    before = ask(client, **arguments).find(".//o:datestamp", OAI).text
    if way == "withdrawn":
        page.unpublish()
    elif way == "deleted":
        page.delete()
    else:
        make_private(page)
    answer = ask(client, **arguments)
    assert answer.find(".//o:header", OAI).get("status") == "deleted"
    assert answer.find(".//o:datestamp", OAI).text >= before
    assert "Secret" not in ET.tostring(answer, encoding="unicode")
    if way == "closed":
        PageViewRestriction.objects.all().delete()
        assert ask(client, **arguments).find(".//o:header", OAI).get("status") is None


@pytest.mark.django_db
def test_a_list_costs_as_much_for_many(client, django_assert_max_num_queries):
    for _ in range(3):
        publish(make_work(themes=[make_theme()]))
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    ask(client, **arguments)
    with django_assert_max_num_queries(14) as few:
        ask(client, **arguments)
    for _ in range(9):
        publish(make_work(themes=[make_theme()]))
    with django_assert_max_num_queries(len(few)):
        ask(client, **arguments)


@pytest.mark.django_db
def test_mining_is_said_not_to_be_reserved_by_the_file_and_by_each_answer(client):
    (told,) = client.get("/.well-known/tdmrep.json").json()
    assert told == {"location": "/", "tdm-reservation": 0}
    for address in ("/", "/oai/?verb=Identify", "/api/v1/search/", "/rien/"):
        assert client.get(address)["tdm-reservation"] == "0", address
