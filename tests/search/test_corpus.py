"""The whole corpus as files and the catalogue that describes them, read by other hands than those that wrote them."""

import datetime
import json

import duckdb
import pytest
import rdflib
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from content.identifiers import record_last_path
from content.models import LastPath
from search.corpus import parquet, views, writing
from search.indexing.queue import process
from search.models import FileReport
from sections.jobs import get_key
from tests.factories import add_contribution, make_person, make_private, make_theme
from tests.works.making import make_chapter, make_work
from works.models import WorkDocument

pytestmark = pytest.mark.django_db

DCAT, DCT = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": local}


def publish(page):
    """What publishing leaves, besides the page."""
    record_last_path(page)
    return page


def make_library() -> dict:
    report = publish(
        make_work(
            make_chapter("Un", "Premier paragraphe.", "Second « paragraphe » ; 100 %."),
            title="Le rapport",
            kind="rapport",
            date="2022-03-01",
            date_precision="month",
        )
    )
    add_contribution(report, make_person("Camille Exemple", sort_name="Exemple, Camille"))
    document = get_document_model().objects.create(title="Le PDF", file=ContentFile(b"%PDF-1.4", name="rapport.pdf"))
    document._set_file_hash()
    document.save()
    FileReport.objects.create(document=document, file_hash=document.file_hash, state="read", texts=["", "Page deux."])
    WorkDocument.objects.create(work=report, document=document, locale=report.locale)
    demonstration = publish(make_work(title="Démo", summary="Un résumé.", is_demonstration=True))
    hidden = publish(make_work(title="Secret"))
    make_private(hidden)
    return {"report": report, "document": document, "demonstration": demonstration, "hidden": hidden}


def take(client, name: str) -> bytes:
    response = client.get(f"/donnees/corpus.{name}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def read_lines(client) -> dict[str, dict]:
    rows = [json.loads(line) for line in take(client, "jsonl").decode().splitlines()]
    return {row["reference"]: row for row in rows}


def test_every_content_is_there_to_its_paragraphs_and_pages(client):
    library = make_library()
    writing.write_corpus.func()
    rows = read_lines(client)
    assert library["hidden"].reference not in rows and "Secret" not in take(client, "jsonl").decode()
    report = rows[library["report"].reference]
    assert (report["date"], report["kind"], report["language"]) == ("2022-03", "Rapport", "fr")
    assert report["authors"] == ["Conseil national du numérique", "Camille Exemple"]
    assert "licence-ouverte" in report["licence"] and report["published_at"]
    by_text = {passage["text"]: passage for passage in report["passages"]}
    assert by_text["Second « paragraphe » ; 100 %."]["locator"] == "§ 2, 1. Un"
    page = by_text["Page deux."]
    assert page["locator"] == "Le PDF, p. 2" and page["id"] == f"document-{library['document'].pk}-page-2"
    assert len({passage["id"] for passage in report["passages"]}) == len(report["passages"])
    process()
    for passage in report["passages"]:
        assert client.get(passage["address"], follow=True).status_code == 200, passage
    demonstration = rows[library["demonstration"].reference]
    assert "démonstration" in demonstration["remark"] and "démonstration" in demonstration["summary"]
    erc = take(client, "erc").decode()
    assert f"where: {report['permanent_url']}\n" in erc and "what: Le rapport\nwhen: 2022-03\n" in erc


def test_another_reader_of_parquet_finds_the_same(client, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS", 2)
    make_library()
    writing.write_corpus.func()
    path = tmp_path / "read.parquet"
    path.write_bytes(take(client, "parquet"))
    table = duckdb.sql(f"select * from '{path}'")
    assert table.columns == [*writing.OF_CONTENT, *writing.OF_PASSAGE] and set(table.types) == {"VARCHAR"}
    expected = [tuple(row) for row in writing.read_rows(take(client, "jsonl").splitlines())]
    assert table.fetchall() == expected and len(expected) > 6


@pytest.mark.parametrize("size", [0, 1, 14, 15, 300])
def test_a_table_of_any_size_is_read(tmp_path, size):
    rows = [(f"Ligne {n} : l’« été » \x00", "" if n % 2 else "x" * 5000) for n in range(size)]
    with (tmp_path / "t.parquet").open("wb") as file:
        parquet.write_table(file, ["un", "deux"], ([row] for row in rows))
    assert duckdb.sql(f"select * from '{tmp_path}/t.parquet'").fetchall() == rows


def test_what_is_withdrawn_is_no_longer_given_and_the_files_are_made_again(client):
    library = make_library()
    assert client.get("/donnees/corpus.jsonl").status_code == 503
    writing.write_corpus.func()
    assert library["report"].reference in read_lines(client)
    library["report"].unpublish()
    for name in views.FILES:
        response = client.get(f"/donnees/corpus.{name}")
        assert response.status_code == 503 and response["Retry-After"]
    assert DBTaskResult.objects.filter(pk=get_key(writing.write_corpus.module_path), status="READY").exists()
    LastPath.objects.update(changed_at=timezone.now() - datetime.timedelta(seconds=2))
    writing.write_corpus.func()
    assert library["report"].reference not in read_lines(client)
    assert len(default_storage.listdir(writing.FOLDER)[1]) == len(views.FILES)


def test_files_of_other_sections_are_not_given(client, monkeypatch):
    make_library()
    writing.write_corpus.func()
    monkeypatch.setattr(views, "get_mark", lambda: "other")
    assert client.get("/donnees/corpus.jsonl").status_code == 503


def test_a_file_that_is_closed_is_no_longer_told(client):
    library = make_library()
    writing.write_corpus.func()
    document = library["document"]
    document.collection = Collection.get_first_root_node().add_child(name="Archives")
    document.save()
    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    assert client.get("/donnees/corpus.jsonl").status_code == 503
    writing.write_corpus.func()
    assert "Page deux." not in take(client, "jsonl").decode()


def test_it_costs_as_much_for_many(django_assert_max_num_queries):
    for number in range(3):
        publish(make_work(make_chapter("Un", f"Texte {number}."), proposals=[(1, "", "Un")]))
    list(writing.read_contents())
    with django_assert_max_num_queries(40) as few:
        list(writing.read_contents())
    for number in range(9):
        publish(make_work(make_chapter("Un", f"Texte {number}."), proposals=[(1, "", "Un")]))
    with django_assert_max_num_queries(len(few)):
        list(writing.read_contents())


def test_the_catalogue_is_read_by_others_and_leads_to_what_is_there(client):
    make_library()
    make_theme("L’école & « la \\ ville »")
    writing.write_corpus.func()
    response = client.get("/donnees/catalogue.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    graph = rdflib.Graph().parse(data=response.content, format="json-ld")
    (catalogue,), (dataset,) = (list(graph.subjects(rdflib.RDF.type, DCAT[name])) for name in ("Catalog", "Dataset"))
    assert graph.value(catalogue, DCAT.dataset) == dataset
    for thing in (catalogue, dataset):
        for told in (DCT.title, DCT.description, DCT.publisher, DCT.license, DCT.modified):
            assert graph.value(thing, told) is not None, told
    files = [str(graph.value(thing, DCAT.downloadURL)) for thing in graph.objects(dataset, DCAT.distribution)]
    assert len(files) == len(views.FILES)
    for address in [*files, *map(str, graph.objects(None, DCAT.endpointURL))]:
        assert client.get(address).status_code == 200, address


def test_the_folder_leads_to_what_tells_of_it(client):
    answer = client.get("/donnees/", follow=True)
    assert answer.redirect_chain == [("/api/#corpus", 302)] and b'id="corpus"' in answer.content
