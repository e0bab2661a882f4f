"""The queue: what is to be indexed, written with the change itself, drained after it.

A task of the engine "database" names a thing (`search.indexing.keys`); doing it looks at what the
thing is now, writes its documents and the words of the database's engine in one transaction, and
leaves a task `document:<id>` for the other engine, which may be away for days.
"""

import contextvars
import dataclasses
import datetime
import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..engines import get_engine
from ..engines.base import EngineUnavailable
from ..models import Family, IndexTask, SearchDocument
from .build import build_documents, find_things
from .files import read_files
from .keys import FAMILIES, expand, find_outdated, make_key, parse_key
from .rebuild import reindex
from .store import delete, find_documents, get_other_engine, write

log = logging.getLogger(__name__)

DATABASE = "database"
#: Things built in one transaction, and documents sent at once to the other engine.
BATCH = 10
SENT = 100
#: Seconds before another try: 2, 4, 8… and no more than this.
LONGEST_WAIT = 60
ALL = "all"

_held = contextvars.ContextVar("indexing_held", default=False)


@dataclasses.dataclass
class Outcome:
    """What one call of `process` did."""

    done: int = 0
    failed: int = 0
    #: Keys of things whose files are still to be read.
    unread: set[str] = dataclasses.field(default_factory=set)
    #: Key → the last of its tasks that was done.
    handled: dict[str, int] = dataclasses.field(default_factory=dict)


def enqueue(*keys: str) -> None:
    """Ask for things to be looked at again, in the transaction that changes them.

    What happens next is `worker.wake`'s, after the commit; a rollback leaves nothing.
    """
    if _held.get() or not keys:
        return
    tasks = [IndexTask(key=key, engine=DATABASE) for key in dict.fromkeys(keys)]
    IndexTask.objects.bulk_create(tasks, batch_size=200)
    from .worker import wake

    transaction.on_commit(lambda: wake({task.key: task.pk for task in tasks}))


def hold(value: bool = True) -> None:
    """Ask for nothing from now on, until told otherwise: everything will be indexed at the end."""
    _held.set(value)


def get_due(engine: str):
    """The tasks of an engine whose time has come, oldest first."""
    now = timezone.now()
    return IndexTask.objects.filter(Q(not_before=None) | Q(not_before__lte=now), engine=engine).order_by("pk")


def process(
    limit: int | None = None, engine: str | None = None, keys: Iterable[str] | None = None, read: bool = True
) -> Outcome:
    """Do the tasks that are due: all of them, or `limit`, of one engine or of all, of some keys or of all.

    Without `read`, a thing whose files were never read is indexed without them, and its task stays.
    Safe in several processes at once. A task that fails is put off, and stops no other.
    """
    outcome = Outcome()
    if engine in (None, DATABASE):
        _process_database(outcome, limit, keys, read)
    other = get_other_engine()
    if other and engine in (None, other) and keys is None:
        _process_other(outcome, limit, other)
    return outcome


def _process_database(outcome: Outcome, limit: int | None, keys: Iterable[str] | None, read: bool) -> None:
    while limit is None or outcome.done < limit:
        due = get_due(DATABASE).exclude(key__in=outcome.unread)
        if keys is not None:
            due = due.filter(key__in=list(keys))
        found = list(dict.fromkeys(due.values_list("key", flat=True)[:BATCH]))
        if not found:
            return
        before = (outcome.done, outcome.failed)
        for kind, members in _group(found):
            if not _try(outcome, kind, members, read) and len(members) > 1:
                for key in members:
                    _try(outcome, kind, [key], read)
        if before == (outcome.done, outcome.failed):
            # Another process is doing them.
            return


def _group(keys: list[str]) -> list[tuple[str, list[str]]]:
    """Keys of things by family, each other key by itself."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        kind = parse_key(key)[0]
        groups.setdefault(kind if kind in FAMILIES else key, []).append(key)
    return [(parse_key(members[0])[0], members) for members in groups.values()]


def _try(outcome: Outcome, kind: str, keys: list[str], read: bool) -> bool:
    """Do tasks; False when something failed, which is put off if it is one key."""
    try:
        outcome.done += _index_all(keys) if kind == ALL else _index(outcome, kind, keys, read)
    except Exception as error:
        if len(keys) > 1:
            return False
        log.exception("Indexing %s failed", keys[0])
        outcome.failed += 1
        _put_off(IndexTask.objects.filter(engine=DATABASE, key=keys[0]), error)
        return False
    return True


def _index(outcome: Outcome, kind: str, keys: list[str], read: bool) -> int:
    """Index the things of `keys`, all of one kind, and ask for those that depend on them."""
    ids = [int(parse_key(key)[1][0]) for key in keys] if kind in FAMILIES else []
    if read and kind == Family.PAGE:
        # Seconds for a file that nobody read yet: outside of the transaction.
        read_files(find_things(kind, ids))
    with transaction.atomic():
        # What another process is doing is left to it. The documents are locked before the things
        # are looked at: whoever comes next sees what is newer.
        rows = IndexTask.objects.filter(engine=DATABASE, key__in=keys).select_for_update(skip_locked=True)
        claimed = list(rows.order_by("pk").values_list("pk", "key"))
        keys = list(dict.fromkeys(key for _pk, key in claimed))
        if kind in FAMILIES:
            outcome.unread |= _index_things(kind, [int(parse_key(key)[1][0]) for key in keys])
        enqueue(*dict.fromkeys(other for key in keys for other in expand(key)))
        IndexTask.objects.filter(pk__in=[pk for pk, _key in claimed]).delete()
    outcome.handled |= {key: pk for pk, key in claimed}
    return len(claimed)


def _index_things(family: str, ids: list[int]) -> set[str]:
    """Write the documents of things; return the keys of those to come back to, for their files."""
    list(find_documents([(f"{family}_id", pk) for pk in ids], lock=True))
    things = find_things(family, ids)
    built = build_documents(family, things, read_files=False)
    delete(find_outdated(family, ids, [thing.pk for thing in things]))
    write(built)
    again = {make_key(family, item.document.page_id) for item in built if item.unread}
    enqueue(*again)
    return again


def _index_all(keys: list[str]) -> int:
    claimed = list(IndexTask.objects.filter(engine=DATABASE, key__in=keys).values_list("pk", flat=True))
    reindex()
    return IndexTask.objects.filter(pk__in=claimed).delete()[0]


def _process_other(outcome: Outcome, limit: int | None, name: str) -> None:
    """Send documents to the other engine, or take them out of it."""
    sent = 0
    while limit is None or sent < limit:
        tasks = dict(get_due(name).values_list("pk", "key")[:SENT])
        if not tasks:
            return
        try:
            _send(name, {int(parse_key(key)[1][0]) for key in tasks.values()})
        except EngineUnavailable as error:
            # It is away for all of them.
            outcome.failed += len(tasks)
            _put_off(IndexTask.objects.filter(pk__in=tasks), error)
            later = IndexTask.objects.filter(pk__in=tasks).order_by("-not_before").values_list("not_before")[0][0]
            get_due(name).order_by().update(not_before=later)
            return
        except Exception as error:
            log.exception("%s failed", name)
            outcome.failed += len(tasks)
            _put_off(IndexTask.objects.filter(pk__in=tasks), error)
            continue
        sent += len(tasks)
        outcome.done += len(tasks)
        IndexTask.objects.filter(pk__in=tasks).delete()


def _send(name: str, ids: set[int]) -> None:
    engine = get_engine(name)
    documents = list(SearchDocument.objects.filter(pk__in=ids).prefetch_related("facets", "passages"))
    sent = {document.pk: document.digest for document in documents}
    if documents:
        engine.write(documents)
    gone = ids - set(sent)
    if gone:
        engine.delete(gone)
    # Another process may have sent something newer before us: look again rather than lock.
    now = dict(SearchDocument.objects.filter(pk__in=ids).values_list("pk", "digest"))
    changed = [pk for pk in ids if now.get(pk) != sent.get(pk)]
    IndexTask.objects.bulk_create([IndexTask(key=make_key("document", pk), engine=name) for pk in changed])


def _put_off(tasks, error: Exception) -> None:
    """Try again later, less and less often."""
    rows = list(tasks)
    for task in rows:
        task.attempts = min(task.attempts + 1, 1_000)
        wait = min(2 ** min(task.attempts, 10), LONGEST_WAIT)
        task.not_before = timezone.now() + datetime.timedelta(seconds=wait)
        task.last_error = f"{type(error).__name__}: {error}"[:500]
    IndexTask.objects.bulk_update(rows, ["attempts", "not_before", "last_error"], batch_size=100)
