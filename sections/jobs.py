"""Jobs: work asked for in the transaction of a change, and done after it by `manage.py db_worker`.

The engine is django-tasks; what is added here is what it does not say of a job: its name on screen, how it is
tried again, whether it comes back by itself, and that a thousand asks for the same thing are one. What watches
over the queue is in `care.keeper`.
"""

import dataclasses
import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

#: The engine of our jobs (`TASKS`); Wagtail's own bookkeeping stays in its transaction, with the default one.
BACKEND = "jobs"
DAY = datetime.timedelta(days=1)
#: Asks kept in one row; what a transaction asks beyond makes another.
ASKS = 100
#: Rows that a job takes over when it starts.
TAKEN = 200
#: Path → each job that comes back every so often; the module that has one is imported by `ready()` of its app.
PERIODIC: dict[str, Task] = {}
#: Where the keys of the rows that there can be only one of come from.
NAMESPACE = uuid.UUID("1f4e2c9a-6f0b-4c53-9c1e-0d5b7a3f8e21")
#: (job, what then) → what is asked of it once the rest is done (`sections.indexes`): a row that grows is written anew.
gathered: ContextVar[dict | None] = ContextVar("gathered_asks", default=None)


@dataclasses.dataclass(frozen=True)
class Job:
    """What the house knows of a task, beside what django-tasks does."""

    #: Its name on screen.
    label: str
    #: It comes back by itself, so often.
    every: datetime.timedelta | None = None
    #: It returns the seconds until it comes back, None when it is done (`put_once`).
    comes_back: bool = False
    #: Seconds between two tries: 2, 4, 8… and no more than this.
    longest_wait: int = 3600
    #: When a job that fails is left to administrators, after its first ask; None: never.
    given_up_after: datetime.timedelta | None = 7 * DAY


def job(label: str, *, queue: str = "default", priority: int = 0, takes_context: bool = False, **options) -> Callable:
    """Make a function of a module a job: `@job(_("Mail"))`, then `function.enqueue(…)`, arguments being JSON.

    A job may be done twice (its process died at the very end): it has to come to the same.
    """

    def decorate(function):
        function.job = Job(label, **options)
        made = task(backend=BACKEND, queue_name=queue, priority=priority, takes_context=takes_context)(function)
        if function.job.every:
            PERIODIC[made.module_path] = made
        return made

    return decorate


def get_job(path: str) -> Job:
    """What is known of the task at `path`; of another's, of one that is gone, or of an app that was taken out, its path."""
    try:
        return import_string(path).func.job
    except (ImportError, AttributeError, RuntimeError):
        # RuntimeError: models of an app that is not installed.
        return Job(path)


def get_key(path: str, *arguments) -> uuid.UUID:
    """The primary key of a job that there can be only one of."""
    return uuid.uuid5(NAMESPACE, ":".join([path, *map(str, arguments)]))


class Undone(Exception):
    """Something of what a job was asked could not be done."""


class Asks:
    """What a transaction asks of one job, in one row; Django forgets it with the savepoint that wrote the row."""

    def __init__(self, asked, items: list[str], savepoints: list, then: Callable | None, shared: dict):
        self.asked, self.items, self.savepoints = asked, items, savepoints
        self.then, self.shared = then, shared
        self.row = asked.enqueue(items).id

    def add(self, items: list[str]) -> None:
        self.items = [*self.items, *items]
        _write(self.row, self.items)

    def __call__(self) -> None:
        if self.then and self.row:
            self.then(self.row, self.shared)


def _get_asks() -> list[Asks]:
    hooks = (hook for _savepoints, hook, *_others in transaction.get_connection().run_on_commit)
    return [hook for hook in hooks if isinstance(hook, Asks)]


def make_row(asked: Task, *arguments) -> DBTaskResult:
    """The row of a job that there can be only one of, with these arguments; not saved."""
    return DBTaskResult(
        id=get_key(asked.module_path, *arguments),
        task_path=asked.module_path,
        args_kwargs={"args": list(arguments), "kwargs": {}},
        queue_name=asked.queue_name,
        priority=asked.priority,
        backend_name=asked.backend,
        run_after=timezone.now(),
    )


def put_once(asked: Task, *arguments) -> None:
    """Ask for a job with these arguments unless it waits already or is being done."""
    row = make_row(asked, *arguments)
    DBTaskResult.objects.bulk_create([row], ignore_conflicts=True)
    ended = DBTaskResult.objects.filter(pk=row.pk, status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
    ended.update(status=TaskResultStatus.READY, run_after=row.run_after, enqueued_at=row.run_after, worker_ids=[])


def put(asked, items: Iterable[str], then: Callable[[str, dict], None] | None = None) -> None:
    """Ask a job, whose one argument is a list of strings, to look at `items`; those asked already cost nothing.

    `then(row, shared)` is called after the commit with the key of the row; `shared` is one for the transaction.
    """
    items = list(dict.fromkeys(items))
    if (later := gathered.get()) is not None:
        later.setdefault((asked, then), []).extend(items)
        return
    if not isinstance(asked.get_backend(), DatabaseBackend):
        # Another engine is told once it is true.
        transaction.on_commit(lambda: asked.enqueue(items))
        return
    every = _get_asks()
    own = [asks for asks in every if asks.asked is asked]
    items = [item for item in items if not any(item in asks.items for asks in own)]
    if not items:
        return
    savepoints = list(transaction.get_connection().savepoint_ids)
    for asks in own:
        # A row is only added to where it was made: what undoes one undoes the other.
        if asks.savepoints == savepoints and asks.row and len(asks.items) < ASKS:
            return asks.add(items)
    shared = every[0].shared if every else {}
    for start in range(0, len(items), ASKS):
        transaction.on_commit(Asks(asked, items[start : start + ASKS], savepoints, then, shared))


def forget(rows: Iterable[str]) -> None:
    """These rows are being done: what this very transaction asked by them can be asked again."""
    rows = {str(row) for row in rows}
    for asks in _get_asks():
        if asks.row in rows:
            asks.items, asks.row = [], None


def get_items(row: DBTaskResult) -> list[str] | None:
    """What a row asks; None when it is not a list, as somebody may have written it by hand."""
    arguments = row.args_kwargs.get("args") if isinstance(row.args_kwargs, dict) else None
    items = arguments[0] if isinstance(arguments, list) and arguments else None
    return items if isinstance(items, list) and all(isinstance(item, str) for item in items) else None


def _write(row: str, items: Sequence[str]) -> None:
    DBTaskResult.objects.filter(pk=row).update(args_kwargs={"args": [list(items)], "kwargs": {}})


def absorb(context: TaskContext, items: list[str]) -> list[str]:
    """`items` with those of the other jobs of the kind whose time has come, which end here.

    They are this job's own in one transaction: whoever dies afterwards leaves one job that asks for everything.
    """
    own = getattr(context.task_result, "db_result", None)
    if own is None:
        return items
    with transaction.atomic():
        due = DBTaskResult.objects.ready().filter(task_path=own.task_path, backend_name=own.backend_name)
        rows = due.exclude(pk=own.pk).select_for_update(skip_locked=True)[:TAKEN]
        others = {row.pk: more for row in rows if (more := get_items(row)) is not None}
        forget([own.pk, *others])
        if others:
            items = list(dict.fromkeys([*items, *(item for more in others.values() for item in more)]))
            _write(own.pk, items)
            DBTaskResult.objects.filter(pk__in=others).delete()
    return items


def work_through(context: TaskContext, items: list[str], act: Callable, size: int, away: tuple = ()) -> None:
    """Do what a job asks by `put`, and what its like asks: `act(items)`, `size` at a time.

    What fails is tried alone, and stops nothing else; the job is then left with it, and fails. An exception of
    `away` says that nothing can be done now.
    """
    left, errors = absorb(context, items), {}
    while left:
        chunk, left = left[:size], left[size:]
        errors |= _try(act, chunk, away)
        if (errors or left) and hasattr(context.task_result, "db_result"):
            _write(context.task_result.id, [*errors, *left])
    for item, error in errors.items():
        raise Undone(f"{item}: {type(error).__name__}: {error}") from error


def _try(act: Callable, items: list[str], away: tuple) -> dict[str, Exception]:
    try:
        act(items)
    except away:
        raise
    except Exception as error:  # noqa: BLE001 — whatever it is, it is told by the job that fails with it.
        if len(items) == 1:
            return {items[0]: error}
        return {key: value for item in items for key, value in _try(act, [item], away).items()}
    return {}


def work_here(*queues: str, most: int | None = None) -> tuple[int, int]:
    """Do in this process what is due in `queues`, `most` jobs at the most: (done, failed).

    Unlike `db_worker --batch`, inside a transaction too.
    """
    options = {"interval": 0, "batch": True, "startup_delay": False, "max_tasks": most, "excluded_queue_names": []}
    worker = Worker(queue_names=list(queues), backend_name=BACKEND, worker_id=uuid.uuid4().hex, **options)
    ends: Counter = Counter()
    while most is None or ends.total() < most:
        with exclusive_transaction():
            row = DBTaskResult.objects.ready().filter(backend_name=BACKEND, queue_name__in=queues).get_locked()
            if row:
                row.claim(worker.worker_id)
        if row is None:
            break
        worker.run_task(row)
        ends[row.status] += 1
    return ends[TaskResultStatus.SUCCESSFUL], ends[TaskResultStatus.FAILED]
