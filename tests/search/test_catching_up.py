"""The index after an outage, and built again: it catches up with the database, and says what differs."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from news.models import NewsPage
from search.contract import SearchQuery
from search.engines.base import EngineUnavailable
from search.indexing import process, queue, reindex, worker
from search.models import IndexTask, SearchDocument
from search.service import search
from tests.factories import make_page, make_theme

from .finding import find, get_indexed

pytestmark = pytest.mark.django_db


class Away:
    """Another engine, which may be away."""

    def __init__(self):
        self.here, self.documents, self.calls = True, {}, 0

    def write(self, documents):
        self.calls += 1
        if not self.here:
            raise EngineUnavailable("nobody answers")
        self.documents |= {document.pk: document.title for document in documents}

    def delete(self, ids):
        self.calls += 1
        if not self.here:
            raise EngineUnavailable("nobody answers")
        for pk in ids:
            self.documents.pop(pk, None)


@pytest.fixture
def away(monkeypatch):
    engine = Away()
    monkeypatch.setattr("search.indexing.store.get_default_name", lambda: "elsewhere")
    real = queue.get_engine
    monkeypatch.setattr(queue, "get_engine", lambda name=None: engine if name == "elsewhere" else real(name))
    return engine


def test_the_other_engine_catches_up_after_an_outage(away):
    kept, gone = make_page(NewsPage, title="Une nouvelle"), make_page(NewsPage, title="Une autre")
    process()
    assert set(away.documents.values()) == {"Une nouvelle", "Une autre"}

    away.here, away.calls = False, 0
    kept.title = "Une nouvelle changée"
    kept.save_revision().publish()
    gone.delete()
    for number in range(5):
        make_page(NewsPage, title=f"Pendant la panne {number}")
    assert process().failed
    # The database's engine has it all; the other was asked once.
    assert find("changée") == ["Une nouvelle changée"]
    assert away.calls == 1
    assert IndexTask.objects.filter(engine="elsewhere").count() == 7
    assert process().failed == 0

    away.here = True
    IndexTask.objects.update(not_before=timezone.now())
    process()
    assert away.documents == dict(SearchDocument.objects.values_list("pk", "title"))
    assert not IndexTask.objects.exists()


def test_what_changes_while_it_is_sent_is_sent_again(away):
    page = make_page(NewsPage, title="Une nouvelle")
    process(engine="database")
    write = away.write

    def slow(documents):
        write(documents)
        SearchDocument.objects.filter(page=page).update(title="Une nouvelle changée", digest="x")

    away.write = slow
    process(engine="elsewhere", limit=1)
    away.write = write
    process()
    assert list(away.documents.values()) == ["Une nouvelle changée"]


def test_reindex_says_what_differs_and_repairs_it(capsys):
    page, other = make_page(NewsPage, title="Une nouvelle"), make_page(NewsPage, title="Une autre")
    process()
    NewsPage.objects.filter(pk=page.pk).update(live=False)
    type(other).objects.filter(pk=other.pk).update(title="Une autre, changée")
    IndexTask.objects.all().delete()
    missing = make_page(NewsPage, title="Une oubliée")
    IndexTask.objects.all().delete()

    report = reindex(check=True)
    assert (report.missing, report.stale, report.extra) == (["Une oubliée"], ["Une autre, changée"], ["Une nouvelle"])
    with pytest.raises(SystemExit):
        call_command("reindex", "--check")
    call_command("reindex")
    assert not reindex(check=True).differs
    assert find("oubliée") == ["Une oubliée"]
    assert get_indexed() == set(SearchDocument.objects.values_list("pk", flat=True))
    assert missing.pk
    call_command("reindex", "--check")
    assert "missing" in capsys.readouterr().out


def test_what_is_there_answers_while_everything_is_built_again(monkeypatch):
    monkeypatch.setattr("search.indexing.rebuild.CHUNK", 2)
    monkeypatch.setattr("search.engines.embedded.BATCH", 2)
    for number in range(5):
        make_page(NewsPage, title=f"Souveraineté {number}")
    process()
    steps, totals = set(), set()

    def look(step: str, done: int, total: int) -> None:
        steps.add(step)
        totals.add(search(SearchQuery(text="souveraineté")).total)

    reindex(progress=look)
    assert steps == {"documents", connection.vendor} and totals == {5}


def test_index_queue_does_what_waits(capsys):
    make_page(NewsPage, title="Une nouvelle")
    call_command("index_queue")
    assert "0 waiting" in capsys.readouterr().out
    assert find("nouvelle") == ["Une nouvelle"]


def test_fixtures_are_loaded_without_tasks(tmp_path):
    theme = make_theme()
    IndexTask.objects.all().delete()
    data = [{"model": "themes.keyword", "pk": 900, "fields": {"name": "Brut", "slug": "brut", "reference": "brut"}}]
    file = tmp_path / "data.json"
    file.write_text(json.dumps(data))
    call_command("loaddata", str(file), verbosity=0)
    assert not IndexTask.objects.exists()
    assert theme.pk


def test_the_first_search_of_a_process_wakes_what_waits(settings, monkeypatch):
    started = []
    monkeypatch.setattr(worker, "start", lambda: started.append(True))
    monkeypatch.setattr(worker, "_looked", False)
    make_page(NewsPage)
    settings.SEARCH_INDEX_BY_ITSELF = True
    worker.start_if_needed()
    worker.start_if_needed()
    assert started == [True]
