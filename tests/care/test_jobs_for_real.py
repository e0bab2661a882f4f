"""`manage.py db_worker`, with commits and processes: each job is done once, and a killed worker loses none."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from care import keeper
from tests.databases import put_in_place
from tests.queue import find_rows
from tests.toysection import jobs

pytestmark = pytest.mark.django_db(transaction=True)
#: Seconds that a busy machine is given.
PATIENCE = 120


@pytest.fixture(scope="module", autouse=True)
def put_back_at_end():
    yield
    put_in_place()


@pytest.fixture(autouse=True)
def site():
    put_in_place()


@pytest.fixture
def environment() -> dict[str, str]:
    """Where another process finds the database of this one."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test"}


@pytest.fixture
def start(environment):
    """Start workers; those that live at the end are killed."""
    workers = []

    def start(*options: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--interval", "0.1", *options]
        workers.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdin=subprocess.DEVNULL))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def read(file) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def wait_for(condition) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.timeout(2 * PATIENCE)
def test_three_workers_do_each_job_once(start, tmp_path):
    file = tmp_path / "done"
    for number in range(30):
        jobs.write_line.enqueue(str(file), f"n{number}", 0.05)
    workers = [start("--queue-name", "toys", "--batch") for _number in range(3)]
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0, 0]
    lines = [line.split() for line in read(file)]
    assert Counter(name for name, _process in lines) == Counter(f"n{number}" for number in range(30))
    assert len({process for _name, process in lines}) > 1, "they worked together"


@pytest.mark.timeout(3 * PATIENCE)
def test_what_a_killed_worker_was_doing_is_done_by_the_next(start, tmp_path):
    file = tmp_path / "done"
    jobs.write_line.enqueue(str(file), "long", 60)
    worker = start("--queue-name", "toys")
    wait_for(lambda: read(file))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    row = find_rows("write_line").get()
    assert (row.status, len(row.worker_ids)) == ("RUNNING", 1)
    assert row.run_after > timezone.now(), "its lease"
    # The time of the lease has passed, and this time it is short.
    long_ago = timezone.now() - 2 * keeper.LEASE
    arguments = {"args": [str(file), "again"], "kwargs": {}}
    find_rows("write_line").update(started_at=long_ago, run_after=long_ago, args_kwargs=arguments)
    start("--queue-name", "toys")
    wait_for(lambda: not find_rows("write_line"))
    assert [line.split()[0] for line in read(file)] == ["long", "again"]


@pytest.mark.timeout(2 * PATIENCE)
def test_a_worker_ends_with_the_process_that_started_it(environment, tmp_path):
    file, pid = tmp_path / "done", tmp_path / "pid"
    jobs.write_line.enqueue(str(file), "alive")
    script = (
        "import os, pathlib, subprocess, sys, time\n"
        "worker = subprocess.Popen([sys.executable, 'manage.py', 'db_worker', '--parent', str(os.getpid())])\n"
        f"pathlib.Path({str(pid)!r}).write_text(str(worker.pid))\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, env=environment)
    wait_for(lambda: read(file))
    worker = int(pid.read_text())
    os.kill(worker, 0)
    parent.kill()
    parent.wait()

    def is_gone() -> bool:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return True
        return False

    wait_for(is_gone)
