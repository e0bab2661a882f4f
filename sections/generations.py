"""Has anything changed since? Each table has a generation, which every commit that writes to it renews.

The database itself notes the changes (`sections.triggers`), whoever makes them: no model, section or
bulk update has to think of it. What is made is kept with what proves it (`sections.proofs`).
"""

import contextlib
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as store
from django.db import Error, connection, transaction
from django.db.backends.signals import connection_created

from . import lifeline
from .proofs import Generations, Reading, tell_given

#: For how long a process trusts what it read of the generations, in seconds; its own writes end that at once.
TRUSTED_SECONDS = 0.1
#: Rows of changes to a table beyond which they are made one again.
MAX_ROWS = 100
#: For how long what nobody asks for any more is kept, in seconds.
LIFE = 86_400
#: What changes, as a table would, whenever something that was public is taken back (`sections.triggers`).
WITHDRAWALS = "withdrawals"
#: How often the generations are told to the other processes, in seconds, for when the database is away.
TOLD_EVERY = 1.0
#: The table that the triggers write.
CHANGES = "sections_change"
READ = f"SELECT relation, max(number), min(number), count(*) FROM {CHANGES} GROUP BY relation"  # noqa: S608
#: What a statement that writes nothing begins with.
HARMLESS = re.compile(
    r"[\s(]*(SELECT|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET|SHOW|WITH(?!.*\b(INSERT|UPDATE|DELETE)\b))\b", re.S
)

_remembered: tuple[float, Generations] | None = None
#: The last generations that were told or heard of: (time, generations).
_last: tuple[float, Generations] | None = None
_readings: ContextVar[tuple[Reading, ...]] = ContextVar("readings", default=())


def get_generations() -> Generations:
    """The generations, read less than `TRUSTED_SECONDS` ago."""
    remembered = _remembered
    if remembered is None or time.monotonic() - remembered[0] > TRUSTED_SECONDS:
        return read_generations()
    return remembered[1]


def read_generations() -> Generations:
    """The generations as they are now. Raises OperationalError soon when the database does not answer."""
    global _remembered
    started = time.monotonic()
    lifeline.require_answer(connection)
    try:
        connection.ensure_connection()
        # Under Django's cursors: it is no statement of the page.
        with connection.wrap_database_errors, contextlib.closing(connection.connection.cursor()) as cursor:
            cursor.execute(READ)
            found = {relation: tuple(state) for relation, *state in cursor.fetchall()}
    except Error:
        lifeline.breaker.failed()
        raise
    lifeline.breaker.succeeded()
    if not connection.in_atomic_block and any(count > MAX_ROWS for _last, _first, count in found.values()):
        _shorten(found)
        return read_generations()
    # Of two threads, the one that asked last knows more.
    if _remembered is None or started >= _remembered[0]:
        _remembered = (started, found)
        _tell(found)
    return found


def _tell(found: Generations) -> None:
    """Tell the other processes, of what was taken back at once: what is served without a database is judged by that."""
    global _last
    now = time.time()
    if _last is None or now - _last[0] > TOLD_EVERY or _last[1].get(WITHDRAWALS) != found.get(WITHDRAWALS):
        _last = now, found
        with apart():
            store.set("generations", _last, LIFE)


def get_last_generations() -> Generations | None:
    """The last generations that any process read, for when the database is away; None when nobody knows."""
    with apart():
        known = [told for told in (_last, store.get("generations")) if told]
    return max(known, key=lambda told: told[0])[1] if known else None


def _shorten(found: Generations) -> None:
    """Forget the old changes of the tables that have many: they become one, which no state had before."""
    long = [relation for relation, (_last, _first, count) in found.items() if count > MAX_ROWS]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {CHANGES} WHERE relation = ANY(%s) AND number < txid_snapshot_xmin(txid_current_snapshot())",  # noqa: S608
            [long],
        )
        cursor.execute(
            f"INSERT INTO {CHANGES} (relation, number) "  # noqa: S608
            "SELECT relation, -(random() * 9e18)::bigint FROM unnest(%s::text[]) AS relation",
            [long],
        )


def forget_generations() -> None:
    """Read the generations again, next time."""
    global _remembered
    _remembered = None


@contextlib.contextmanager
def hold(variable: ContextVar, value):
    """Have a variable of the context be `value` in this block; give it."""
    token = variable.set(value)
    try:
        yield value
    finally:
        variable.reset(token)


@contextlib.contextmanager
def reading() -> Iterator[Reading]:
    """Note what is read meanwhile, by what is kept inside too."""
    with hold(_readings, (*_readings.get(), Reading())) as readings:
        yield readings[-1]


def apart():
    """What is asked meanwhile is not part of what is being made: the store may be a table itself."""
    return hold(_readings, ())


def never_keep() -> None:
    """Say that what is being made depends on something else than the database."""
    for each in _readings.get():
        each.is_lasting = False


def keep(key: str, make: Callable, within: Reading | None = None):
    """What `make` gives, made again only once a table that it reads has changed; it must depend on `key` alone.

    `within`: what was read before, and may be shown here too. None is not kept.
    """
    # What a transaction has written, nobody else sees yet.
    if connection.in_atomic_block:
        return make()
    generations = within.generations if within else get_generations()
    key = f"kept:{get_release()}:{hashlib.blake2b(key.encode(errors='replace'), digest_size=20).hexdigest()}"
    with apart():
        kept = store.get(key)
    known = kept and kept[0].generations
    if kept is None or not kept[0].holds(generations):
        with reading() as own:
            made = make()
        if within:
            own.note(within.statements)
            own.packed |= within.packed
        kept = own.prove(generations), made
        if not own.is_lasting or made is None:
            known = kept[0].generations
    if kept[0].generations is not known:
        with apart():
            store.set(key, kept, LIFE)
    for each in _readings.get():
        each.packed.add(kept[0].packed)
    return kept[1]


@cache
def get_release() -> str:
    """What tells one state of the code and of the list of apps from another: what is kept is of one."""
    found = hashlib.blake2b(repr((settings.INSTALLED_APPS, settings.DEMO)).encode(), digest_size=8)
    folders = [Path(config.path) for config in apps.get_app_configs() if settings.BASE_DIR in Path(config.path).parents]
    files = [file for folder in folders for pattern in ("*.py", "*.html") for file in folder.rglob(pattern)]
    found.update(repr(sorted((file.name, file.stat().st_mtime_ns) for file in files)).encode())
    return found.hexdigest()


def _note(execute, sql, parameters, many, context):
    """Note what a statement gives; one that writes makes this process read the generations again."""
    if not HARMLESS.match(sql):
        _note_write()
    done = execute(sql, parameters, many, context)
    if readings := _readings.get():
        given = tell_given(context["cursor"].cursor, sql, parameters)
        for each in readings:
            each.note(given)
    return done


def _note_write() -> None:
    forget_generations()
    never_keep()
    waiting = connection.run_on_commit
    if connection.in_atomic_block and not (waiting and waiting[-1][1] is forget_generations):
        transaction.on_commit(forget_generations)


def watch(connection, **kwargs) -> None:
    # First: what wraps the statements of a block takes the last one away at its end, and the connection may be opened
    # in that block.
    if _note not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _note)


connection_created.connect(watch, dispatch_uid="sections.generations")
