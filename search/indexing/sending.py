"""Telling the other engine, which may be away for days: a job asked for in the transaction that writes documents."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from sections.jobs import job, put, work_through

from ..engines import get_database_name, get_default_name, get_engine
from ..engines.base import EngineUnavailable
from ..models import SearchDocument

#: Documents sent at once.
SENT = 100


def get_other_engine() -> str:
    """The engine to tell beside the database's; "" when there is none."""
    name = get_default_name()
    return "" if name == get_database_name() else name


def tell_other_engine(ids: Iterable[int]) -> None:
    """Ask for documents to be sent to the other engine, or taken out of it."""
    if get_other_engine():
        put(send, map(str, ids))


@job(_("Search: sending to the other engine"), queue="search", takes_context=True, longest_wait=60, given_up_after=None)
def send(context, ids: list[str]) -> None:
    """Send documents as they are now, or take out those that are no more."""
    work_through(context, ids, _send, SENT, away=(EngineUnavailable,))
    # It answers: what waits for another try need not.
    now = timezone.now()
    late = DBTaskResult.objects.filter(task_path=send.module_path, status=TaskResultStatus.READY, run_after__gt=now)
    late.filter(run_after__lt=get_date_max()).update(run_after=now)


def _send(keys: list[str]) -> None:
    if not (name := get_other_engine()):
        return
    engine, ids = get_engine(name), [int(key) for key in keys]
    documents = list(SearchDocument.objects.filter(pk__in=ids).prefetch_related("facets", "passages"))
    sent = {document.pk: document.digest for document in documents}
    if documents:
        engine.write(documents)
    gone = set(ids) - set(sent)
    if gone:
        engine.delete(gone)
    now = dict(SearchDocument.objects.filter(pk__in=ids).values_list("pk", "digest"))
    # Somebody changed them meanwhile, and may have sent them before us: look again rather than lock.
    tell_other_engine(pk for pk in ids if now.get(pk) != sent.get(pk))
