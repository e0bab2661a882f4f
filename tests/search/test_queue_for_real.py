"""The queue with commits, threads and processes."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from care import keeper
from news.models import NewsPage
from search.contract import SearchQuery
from search.indexing.queue import process
from search.indexing.rebuild import reindex
from search.models import SearchDocument
from search.service import search
from tests.databases import put_in_place
from tests.factories import make_page
from tests.queue import find_rows, get_asked
from works.models import WorkPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def put_back_at_end():
    """Such tests empty every table when they end: the next file finds what migrations wrote."""
    yield
    put_in_place()


@pytest.fixture(autouse=True)
def site():
    put_in_place()
    reindex()


def find(text: str) -> list[str]:
    return [item.document.title for item in search(SearchQuery(text=text)).items]


def test_a_change_is_indexed_by_itself_after_its_commit(settings):
    settings.SEARCH_INDEX_BY_ITSELF = True
    make_page(NewsPage, title="La souveraineté")
    assert find("souverainete") == ["La souveraineté"]


def test_two_workers_do_everything_once():
    for number in range(12):
        make_page(NewsPage, title=f"Nouvelle {number}")
    outcomes, errors, end = [], [], time.monotonic() + 60

    def work():
        try:
            while get_asked() and time.monotonic() < end:
                outcomes.append(process())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, daemon=True) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert not errors
    assert sum(failed for _done, failed in outcomes) == 0
    assert len(find("nouvelle")) == 10 and SearchDocument.objects.filter(title__startswith="Nouvelle").count() == 12
    assert not reindex(check=True).differs


def test_a_worker_killed_in_the_middle_leaves_the_rest(tmp_path):
    for number in range(12):
        make_page(NewsPage, title=f"Nouvelle {number}")
    waiting = len(get_asked())
    script = tmp_path / "work.py"
    script.write_text(
        "import django, os, time\ndjango.setup()\n"
        "from django.conf import settings\n"
        "from search.indexing import queue\n"
        "from search.indexing.queue import process\n"
        "write = queue.write\n"
        "def slow(family, built):\n    write(family, built)\n    print('here', flush=True)\n    time.sleep(0.2)\n"
        "queue.write, queue.BATCH = slow, 3\n"
        "process()\n"
    )
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        at = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        url = f"postgresql://{at}/{database['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    child = subprocess.Popen(
        [sys.executable, str(script)], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )
    # Nobody waits for ever for a process that says nothing.
    limit = threading.Timer(90, child.kill)
    limit.start()
    # In the middle of the third batch, which is not committed.
    said = [child.stdout.readline() for _n in range(3)]
    child.send_signal(signal.SIGKILL)
    child.wait()
    limit.cancel()
    assert said == 3 * [b"here\n"]
    child.stdout.close()
    assert 0 < len(get_asked()) < waiting
    # It is taken back once it has given no sign for long enough.
    keeper.tend()
    assert process() == (0, 0)
    long_ago = timezone.now() - 2 * keeper.LEASE
    find_rows().filter(status="RUNNING").update(started_at=long_ago, run_after=long_ago)
    keeper.tend()
    process()
    assert SearchDocument.objects.filter(title__startswith="Nouvelle").count() == 12
    assert not get_asked()
    assert not reindex(check=True).differs


def count_kinds(text: str) -> dict[str, int]:
    return {value.value: value.count for value in search(SearchQuery(text=text)).facets["kind"]}


def test_counts_follow_what_is_committed():
    work = make_page(WorkPage, title="La souveraineté", kind="avis")
    process()
    assert count_kinds("souverainete") == {"avis": 1}
    work.kind = "note"
    work.save_revision().publish()
    process()
    assert count_kinds("souverainete") == {"note": 1}
    make_page(WorkPage, title="Souveraineté encore", kind="note")
    process()
    assert count_kinds("souverainete") == {"note": 2}
    work.unpublish()
    process()
    assert count_kinds("souverainete") == {"note": 1}
