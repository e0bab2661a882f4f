"""A fourth engine is one more line of the settings: it answers, is fed, rebuilt and measured, and nothing names it."""

import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from search.contract import FACETS, SearchQuery
from search.engines.base import Engine, EngineAnswer, EngineRequest, EngineUnavailable
from search.indexing.queue import process
from search.models import SearchDocument
from search.service import search
from tests.factories import make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


class ListEngine(Engine):
    """Keeps the words of each document in a list, and reads all of it."""

    rows: dict[int, str] = {}
    is_away = False

    def search(self, request: EngineRequest) -> EngineAnswer:
        if self.is_away:
            raise EngineUnavailable("away")
        words = [clause.source.casefold() for clause in request.query.clauses]
        found = [pk for pk, text in self.rows.items() if all(word in text for word in words)]
        found = [pk for pk in found if pk not in request.excluded]
        page = found[request.offset : request.offset + request.limit]
        return EngineAnswer(len(found), [(pk, 1.0) for pk in page], {name: {} for name in request.facets})

    def write(self, documents):
        self.rows.update({row.pk: f"{row.title} {row.summary} {row.text}".casefold() for row in documents})

    def delete(self, ids):
        for pk in ids:
            self.rows.pop(pk, None)

    def rebuild(self, documents, progress):
        self.rows.clear()
        self.write(documents)

    def get_indexed(self):
        return set(self.rows)


@pytest.fixture(autouse=True)
def fourth(settings, monkeypatch):
    settings.SEARCH_ENGINES = {**settings.SEARCH_ENGINES, "list": f"{__name__}.ListEngine"}
    settings.SEARCH_ENGINE = "list"
    monkeypatch.setattr(ListEngine, "rows", {})


def test_it_is_fed_by_changes_and_answers_every_channel(client, admin_client):
    page = make_page(ToyPage, title="Toupie ancienne")
    process()
    assert len(ListEngine.rows) == SearchDocument.objects.count() > 0
    result = search(SearchQuery(text="toupie"))
    assert (result.engine, result.degraded, result.total) == ("list", False, 1)
    assert page.url in client.get(reverse("search"), {"q": "toupie"}).content.decode()
    answer = client.get("/api/v1/search/", {"q": "toupie"}).json()
    assert (answer["engine"], answer["degraded"], answer["total"]) == ("list", False, 1)
    assert "Toupie ancienne" in client.get("/api/v1/suggest/", {"q": "toupie"}).content.decode()
    assert "Toupie ancienne" in admin_client.get("/admin/pages/search/", {"q": "toupies"}).content.decode()
    page.delete()
    process()
    assert "toupie" not in " ".join(ListEngine.rows.values())


def test_the_engine_of_the_database_is_its_spare(monkeypatch):
    make_page(ToyPage, title="Toupie ancienne")
    process()
    monkeypatch.setattr(ListEngine, "is_away", True)
    result = search(SearchQuery(text="toupie"))
    assert (result.total, result.degraded) == (1, True) and result.engine != "list"
    assert set(result.facets) == set(FACETS)


def test_it_is_rebuilt_and_measured_by_its_name(tmp_path):
    page = make_page(ToyPage, title="Toupie ancienne")
    process()
    ListEngine.rows.clear()
    call_command("reindex", engine="list", verbosity=0)
    assert len(ListEngine.rows) == SearchDocument.objects.count()
    things = [{"id": page.reference, "family": "works", "grade": 3}]
    (tmp_path / "queries.json").write_text(
        json.dumps({"queries": [{"id": "1", "query": "toupie", "relevant": things}]})
    )
    output = io.StringIO()
    call_command("evaluate_search", str(tmp_path / "queries.json"), engine="list", json=True, stdout=output)
    report = json.loads(output.getvalue())
    assert (report["engine"], report["ndcg"]) == ("list", 1.0)
