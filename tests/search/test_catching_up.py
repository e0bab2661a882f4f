"""The index after an outage, and built again: it catches up with the database, and says what differs."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from news.models import NewsPage
from search.contract import SearchQuery
from search.engines.base import EngineUnavailable
from search.indexing import sending
from search.indexing.queue import process
from search.indexing.rebuild import reindex
from search.models import SearchDocument
from search.service import search
from sections.jobs import work_here
from tests.factories import make_page, make_theme
from tests.queue import drop, get_asked, make_due

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
    monkeypatch.setattr("search.indexing.sending.get_default_name", lambda: "elsewhere")
    real = sending.get_engine
    monkeypatch.setattr(sending, "get_engine", lambda name=None: engine if name == "elsewhere" else real(name))
    return engine


def test_the_other_engine_catches_up_after_an_outage(away):
    kept, gone = make_page(NewsPage, title="Une nouvelle"), make_page(NewsPage, title="Une autre")
    process()
    assert {"Une nouvelle", "Une autre"} <= set(away.documents.values())

    away.here, away.calls = False, 0
    kept.title = "Une nouvelle changée"
    kept.save_revision().publish()
    gone.delete()
    for number in range(5):
        make_page(NewsPage, title=f"Pendant la panne {number}")
    assert process()[1] == 1
    # The database's engine has it all; the other was asked once.
    assert find("changée") == ["Une nouvelle changée"]
    assert away.calls == 1
    assert len(get_asked("send")) == 7
    assert process() == (0, 0)

    away.here = True
    make_due()
    process()
    assert away.documents == dict(SearchDocument.objects.values_list("pk", "title"))
    assert not get_asked()


def test_what_changes_while_it_is_sent_is_sent_again(away):
    page = make_page(NewsPage, title="Une nouvelle")
    write = away.write

    def slow(documents):
        write(documents)
        SearchDocument.objects.filter(page=page).update(title="Une nouvelle changée", digest="x")

    away.write = slow
    while "Une nouvelle" not in away.documents.values() and work_here("search", most=1)[0]:
        pass
    assert get_asked("send")
    away.write = write
    process()
    assert "Une nouvelle changée" in away.documents.values() and "Une nouvelle" not in away.documents.values()


def test_reindex_says_what_differs_and_repairs_it(capsys):
    page, other = make_page(NewsPage, title="Une nouvelle"), make_page(NewsPage, title="Une autre")
    process()
    NewsPage.objects.filter(pk=page.pk).update(live=False)
    type(other).objects.filter(pk=other.pk).update(title="Une autre, changée")
    drop()
    missing = make_page(NewsPage, title="Une oubliée")
    drop()

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


def test_fixtures_are_loaded_without_tasks(tmp_path):
    theme = make_theme()
    drop()
    data = [{"model": "themes.keyword", "pk": 900, "fields": {"name": "Brut", "slug": "brut", "reference": "brut"}}]
    file = tmp_path / "data.json"
    file.write_text(json.dumps(data))
    call_command("loaddata", str(file), verbosity=0)
    assert not get_asked()
    assert theme.pk
