"""What tells that something kept is what would be made now: generations of tables, then what statements give.

Nearly every commit touches the tables of pages, and few of them the rows that a page was made from. When a table has
changed, the statements that named it are asked again as they were: while they give the same, the same would be made.
"""

import dataclasses
import hashlib
import pickle
import re
import zlib
from functools import cache, lru_cache

from django.apps import apps
from django.db import Error, connection

#: Tables whose rows processes remember, and read without a query; of the last, those that all addresses begin with.
REMEMBERED = {"wagtailcore_site", "wagtailcore_locale", "django_content_type"}
ROOTS = "SELECT id, path, url_path, live, locale_id FROM wagtailcore_page WHERE depth <= 2 ORDER BY path"
WORD = re.compile(r"\w+")

#: Table → its generation (a table that never changed is not there); statement as it was sent → what it gave, in a few
#: bytes, None when that cannot be compared.
Generations, Statements = dict[str, tuple], dict[str, bytes | None]


def select(generations: Generations, tables) -> dict[str, tuple | None]:
    """The generations of some tables."""
    return {table: generations.get(table) for table in tables}


@dataclasses.dataclass
class Proof:
    """What is kept with something that was made; its statements are packed."""

    generations: Generations
    packed: bytes

    def holds(self, generations: Generations) -> bool:
        """Whether no table that was read has changed, or nothing of what was read in it."""
        changed = {table for table, state in self.generations.items() if generations.get(table) != state}
        if changed & REMEMBERED:
            return False
        for statement, given in _unpack(self.packed).items() if changed else ():
            tables = find_tables(statement)
            # Those of an index of words are no model's: they are asked again whatever changed.
            if not (tables and changed.isdisjoint(tables)) and (not given or _ask(statement, generations) != given):
                return False
        if changed:
            self.generations = select(generations, self.generations)
        return True


class Reading:
    """What was read while something was made."""

    def __init__(self):
        self.statements: Statements = {}
        #: The statements of what was kept already, and is part of this.
        self.packed: set[bytes] = set()
        #: The generations when it was begun, for what may be kept of it.
        self.generations: Generations | None = None
        #: False when it must not be kept: it wrote something, or asked something else than the database.
        self.is_lasting = True

    def note(self, statements: Statements) -> None:
        for statement, given in statements.items():
            # What gave two things, before a change and after it, proves nothing.
            self.statements[statement] = given if self.statements.get(statement, given) == given else None

    def prove(self, generations: Generations) -> Proof:
        """What is to be kept with what was made from this, begun at `generations`."""
        whole = Reading()
        for statements in ({ROOTS: _ask(ROOTS, generations)}, self.statements, *map(_unpack, self.packed)):
            whole.note(statements)
        tables = REMEMBERED.union(*map(find_tables, whole.statements))
        return Proof(select(generations, tables), zlib.compress(pickle.dumps(whole.statements), 1))


@lru_cache(maxsize=1000)
def find_tables(sql: str) -> frozenset[str]:
    """The tables of models that a statement names."""
    return _known_tables().intersection(WORD.findall(sql))


@cache
def _known_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def tell_given(cursor, sql: str, parameters) -> Statements:
    """The statement that a cursor of the database has just executed, and what it gave."""
    if not sql.lstrip("( ").startswith(("SELECT", "WITH")):
        return {}
    statement = connection.ops.last_executed_query(cursor, sql, parameters) or sql
    # A cursor of the server, which has a name, gives its rows later; one of SQLite gives them once.
    if hasattr(cursor, "name"):
        return {statement: None}
    return {statement: _digest(cursor.pgresult) if hasattr(cursor, "pgresult") else _execute.__wrapped__(statement)}


def _ask(statement: str, generations: Generations) -> bytes | None:
    """What a statement gives, asked once for each state of its tables, at `generations` or later."""
    return _execute(statement, tuple(select(generations, find_tables(statement) or generations).items()))


@lru_cache(maxsize=2000)
def _execute(statement: str, state: tuple = ()) -> bytes | None:
    """What a statement gives; None when it cannot be asked. Under the noting of statements: it is none of a page."""
    try:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            if connection.vendor == "postgresql":
                # Planned once, where a connection keeps its session.
                pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
                connection.connection.prepare_threshold = None if pooled else 0
                return _digest(connection.Database.Cursor(connection.connection).execute(statement).pgresult)
            return _digest(connection.create_cursor().execute(statement).fetchall())
    except Error:
        return None


def _digest(rows) -> bytes:
    """The rows that a database gave, in a few bytes."""
    if not isinstance(rows, list):
        rows = [[rows.get_value(row, column) for column in range(rows.nfields)] for row in range(rows.ntuples)]
    return hashlib.blake2b(repr(rows).encode(errors="replace"), digest_size=12).digest()


def _unpack(packed: bytes) -> Statements:
    return pickle.loads(zlib.decompress(packed))  # noqa: S301
