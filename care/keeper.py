"""What watches over the jobs: another try after a failure, the next time of what comes back, the jobs of the dead.

A job that runs holds a lease, written in its row (`run_after`, which says nothing else of a job that runs) and
renewed by its process. All is written in the rows: a process that dies at any moment leaves it to the others.
"""

import datetime
import logging
import os
import threading

from django.db import close_old_connections, connection
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult, get_date_max

from sections.jobs import BACKEND, DAY, PERIODIC, get_job, get_key, job, make_row

log = logging.getLogger(__name__)

#: How long a job is left to a process that gives no sign, and seconds between two signs.
LEASE, SIGN = datetime.timedelta(minutes=3), 20
#: Tries that a row remembers.
TRIES = 100
#: How long what is done, and what has failed, is kept.
DONE_KEPT, FAILED_KEPT = 2 * DAY, 60 * DAY
#: How late a job may be before administrators are told that nobody does any.
LATE = datetime.timedelta(minutes=10)

READY, RUNNING, FAILED, DONE = (
    TaskResultStatus.READY,
    TaskResultStatus.RUNNING,
    TaskResultStatus.FAILED,
    TaskResultStatus.SUCCESSFUL,
)
#: The jobs that this process is doing.
_running: set[str] = set()


def find_jobs():
    return DBTaskResult.objects.filter(backend_name=BACKEND)


@receiver(task_started)
def take_lease(sender, task_result, **kwargs):
    if hasattr(task_result, "db_result"):
        _running.add(task_result.id)
        find_jobs().filter(pk=task_result.id).update(run_after=timezone.now() + LEASE)


@receiver(task_finished)
def end_lease(sender, task_result, **kwargs):
    _running.discard(task_result.id)
    if hasattr(task_result, "db_result"):
        settle(task_result.db_result)


def settle(row: DBTaskResult) -> None:
    """After a job: when it is done next, or tried again; one that is given up stays as it is."""
    if not isinstance(row.args_kwargs, dict) or not {"args", "kwargs"} <= set(row.args_kwargs):
        # Written by hand: it ends the worker that takes it.
        return
    known, now = get_job(row.task_path), timezone.now()
    # What somebody asks besides does not come back.
    every = known.every if row.pk == get_key(row.task_path) else None
    if row.status == FAILED:
        if known.given_up_after and not every and now - row.enqueued_at > known.given_up_after:
            return
        wait = min(2 ** min(len(row.worker_ids), 20), known.longest_wait)
        at, tries = now + datetime.timedelta(seconds=wait), row.worker_ids[-TRIES:]
        at = min(at, get_next(every)) if every else at
    elif row.status == DONE and every:
        at, tries = get_next(every), []
    elif row.status == DONE and known.comes_back and isinstance(row.return_value, int | float):
        at, tries = now + datetime.timedelta(seconds=row.return_value), []
    else:
        return
    find_jobs().filter(pk=row.pk, status=row.status).update(status=READY, run_after=at, worker_ids=tries)


def get_next(every: datetime.timedelta) -> datetime.datetime:
    """The next of the moments that are `every` apart: each minute at its beginning, each day at its own."""
    seconds = every.total_seconds()
    return datetime.datetime.fromtimestamp((timezone.now().timestamp() // seconds + 1) * seconds, datetime.UTC)


def retry(rows) -> int:
    """Have jobs that wait or were given up done as soon as possible."""
    return rows.filter(status__in=[READY, FAILED]).update(
        status=READY, run_after=timezone.now(), enqueued_at=timezone.now()
    )


def tend() -> None:
    """Renew the leases of this process, take back the jobs of those that died, and see to what ended without a word."""
    now = timezone.now()
    find_jobs().filter(pk__in=list(_running), status=RUNNING).update(run_after=now + LEASE)
    lost = find_jobs().filter(status=RUNNING, started_at__lt=now - LEASE)
    lost.exclude(run_after__gte=now, run_after__lt=get_date_max()).update(status=READY, run_after=now)
    ended = find_jobs().filter(status=FAILED) | find_jobs().filter(status=DONE, task_path__in=PERIODIC)
    for row in ended | find_jobs().filter(status=DONE, return_value__isnull=False):
        settle(row)
    plant()


def plant(**kwargs) -> None:
    """See that each job that comes back is there, once: its key is made from its name."""
    if DBTaskResult._meta.db_table not in connection.introspection.table_names():
        # After a migration of other apps alone.
        return
    DBTaskResult.objects.bulk_create([make_row(task) for task in PERIODIC.values()], ignore_conflicts=True)


@job(_("Cleaning of the list of jobs"), every=datetime.timedelta(hours=1))
def clean() -> int:
    """Delete what was done, and what was given up, long ago."""
    now = timezone.now()
    old = find_jobs().filter(status=DONE, finished_at__lt=now - DONE_KEPT)
    old |= find_jobs().filter(status=FAILED, finished_at__lt=now - FAILED_KEPT)
    return old.delete()[0]


def find_late():
    """The jobs whose time came long ago, but for those that give way to the others: nobody does any, or too few do."""
    limit = timezone.now() - LATE
    jobs = find_jobs().filter(status=READY, priority__gte=0)
    return jobs.filter(run_after=get_date_max(), enqueued_at__lt=limit) | jobs.filter(run_after__lt=limit)


class Keeper(threading.Thread):
    """The thread of a worker that tends the jobs as long as it lives; it ends its process with the one it serves."""

    def __init__(self, parent: int | None = None):
        super().__init__(name="jobs", daemon=True)
        self.parent = parent
        self.ended = threading.Event()

    def run(self) -> None:
        waited = SIGN
        while not self.ended.is_set():
            if self.parent and os.getppid() != self.parent:
                os._exit(0)
            if waited >= SIGN:
                waited = 0
                self.tend()
            self.ended.wait(1)
            waited += 1

    def tend(self) -> None:
        close_old_connections()
        try:
            tend()
        except Exception:
            log.exception("Tending the jobs failed")
        finally:
            connection.close()
