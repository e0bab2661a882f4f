"""What is to be indexed: asked in the transaction of the change, done right after it when that is cheap, else by
the worker.

A key names a thing (`search.indexing.keys`); indexing it looks at what the thing is now, writes its documents and
the words of the database's engine in one transaction, and asks that the other engine be told (`sending`).
"""

import contextvars
import logging
import threading
import time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from sections.jobs import forget, get_items, job, put, work_here, work_through

from ..alerts.matching import note_news
from ..families import PAGE, get_families
from .build import build_documents, find_things
from .files import read_files
from .keys import expand, find_outdated, make_key, parse_key
from .rebuild import reindex
from .store import delete, find_documents, write

log = logging.getLogger(__name__)

QUEUE = "search"
#: Things built in one transaction.
BATCH = 10
#: Seconds that whoever changes something may spend on its indexing, and keys of a row that are not left to the worker.
BUDGET, AT_ONCE = 0.1, 3
ALL = "all"

_held = contextvars.ContextVar("indexing_held", default=False)
_state = threading.local()


@job(
    _("Search: indexing of what changed"),
    queue=QUEUE,
    priority=10,
    takes_context=True,
    longest_wait=600,
    given_up_after=None,
)
def index(context, keys: list[str]) -> None:
    """Look at things again; what depends on them is another job."""
    _state.busy = True
    try:
        work_through(context, keys, index_keys, BATCH)
    finally:
        _state.busy = False


def enqueue(*keys: str) -> None:
    """Ask for things to be looked at again, in the transaction that changes them."""
    if keys and not _held.get():
        put(index, keys, then=index_at_once)


def hold(value: bool = True) -> None:
    """Ask for nothing from now on, until told otherwise: everything will be indexed at the end."""
    _held.set(value)


def process() -> tuple[int, int]:
    """Do in this process the jobs of the search that are due: (done, failed)."""
    return work_here(QUEUE)


def index_at_once(row: str, shared: dict) -> None:
    """After a commit: do what its row asks, if that is cheap; the worker does what is left of it."""
    spent = shared.setdefault(QUEUE, 0.0)
    if not settings.SEARCH_INDEX_BY_ITSELF or getattr(_state, "busy", False) or spent > BUDGET:
        return
    started, _state.busy = time.monotonic(), True
    try:
        with transaction.atomic():
            # Locked: no worker takes it meanwhile. A process that dies leaves it as it was.
            found = DBTaskResult.objects.ready().filter(pk=row).get_locked()
            keys = get_items(found) if found else None
            # Whoever makes very much says when it is time (`sections.signals.contents_committed`).
            if keys and ALL not in keys:
                forget([row])
                index_keys(keys[:AT_ONCE], read=False)
                enqueue(*keys[AT_ONCE:])
                found.delete()
    except Exception:
        # The row is still there.
        log.exception("Indexing after a change failed")
    finally:
        _state.busy = False
        shared[QUEUE] = spent + time.monotonic() - started


def index_keys(keys: list[str], read: bool = True) -> None:
    """Index what `keys` name, those of one kind in one transaction, and ask for what depends on it.

    Without `read`, a thing whose files were never read is indexed without them, and asked for again.
    """
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(parse_key(key)[0], []).append(key)
    for kind, members in groups.items():
        if kind == ALL:
            reindex()
        else:
            _index(kind, members, read)


def _index(kind: str, keys: list[str], read: bool) -> None:
    ids = [int(parse_key(key)[1][0]) for key in keys] if kind in get_families() else []
    if read and kind == PAGE:
        # Seconds for a file that nobody read yet: outside of the transaction.
        read_files(find_things(kind, ids))
    with transaction.atomic():
        if ids:
            _index_things(kind, ids, read)
        enqueue(*dict.fromkeys(other for key in keys for other in expand(key)))


def _index_things(family: str, ids: list[int], read: bool) -> None:
    """Write the documents of things; a file that was tried and is not where it should be is waited for no longer."""
    # Locked before the things are looked at: whoever comes next sees what is newer.
    find_documents(family, ids, lock=True)
    things = find_things(family, ids)
    built = build_documents(family, things)
    delete(find_outdated(family, ids, [thing.pk for thing in things]))
    created = write(family, built)
    if family == PAGE:
        note_news(created, [item.document.page_id for item in built if read or not item.unread])
    enqueue(*(make_key(family, item.document.page_id) for item in built if item.unread and not read))
