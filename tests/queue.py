"""The queue of jobs, as tests look at it."""

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sections.jobs import forget, get_items


def find_rows(name: str = ""):
    """The rows of the jobs that wait, are being done or have failed: those of one function, or all that were asked."""
    rows = DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(args_kwargs__args__0__isnull=False)
    return rows.filter(task_path__endswith=f".{name}") if name else rows


def get_asked(name: str = "") -> list[str]:
    """What they are asked for, beside the pages that every test's site is made with."""
    items = [item for row in find_rows(name).order_by("enqueued_at") for item in get_items(row) or []]
    return [item for item in items if not str(item).startswith("site:")]


def drop() -> None:
    """Forget all that was asked."""
    rows = find_rows()
    forget(rows.values_list("pk", flat=True))
    rows.delete()


def make_due() -> None:
    """Come to the time of the next try."""
    find_rows().update(run_after=timezone.now())
