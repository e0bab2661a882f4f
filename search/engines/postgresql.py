"""PostgreSQL: tsvectors of the analyser's words; none of its own dictionaries takes part."""

from collections.abc import Iterable, Sequence

from django.db import connection

from ..ranking import Expression
from .embedded import EmbeddedEngine, select_all
from .rows import FIRST_PASSAGE, Rows

TABLES = ("search_titles", "search_fields", "search_parts")
#: Tables that a search reads besides; of those that are empty, the planner knows nothing unless it is told.
READ = (
    *("search_words", "search_vocabulary", "search_searchdocument", "search_documentfacet", "search_passage"),
    *("wagtailcore_page", "wagtailcore_pageviewrestriction"),
    *("wagtailcore_collection", "wagtailcore_collectionviewrestriction"),
)
#: PostgreSQL keeps no place beyond this one in a text.
MAX_PLACE = 16_383


class PostgresqlEngine(EmbeddedEngine):
    vendor = "postgresql"
    both = " & "
    lookup_sql = {
        "titles": "SELECT %s::int, document_id, slot FROM search_titles_exact(%s::tsquery)",
        "fields": "SELECT %s::int, document_id, slot FROM search_fields_{column}(%s::tsquery)",
        "parts": "SELECT DISTINCT %s::int, document_id, -1 FROM search_parts_{column}(%s::tsquery)",
    }
    among = "= ANY(%s)"

    def write_lookup(self, number, table, expression):
        sql, params = super().write_lookup(number, table, expression)
        return sql.format(column=expression.column), params

    def write_expression(self, expression: Expression) -> str:
        found = [" <-> ".join(map(_quote, sequence)) for sequence in expression.sequences]
        if expression.prefix:
            found = [f"{phrase}:*" for phrase in found]
        return " | ".join(f"({phrase})" for phrase in found)

    def pack(self, ids: Iterable[int]) -> list[int]:
        return list(ids)

    def get_passage_rows(self, expressions, documents):
        parts = []
        for number, expression in enumerate(expressions):
            sql = (
                "SELECT %s::int, document_id, slot FROM search_parts"  # noqa: S608
                f" WHERE document_id = ANY(%s) AND slot >= %s AND {expression.column} @@ %s::tsquery"
            )
            parts.append((sql, [number, list(documents), FIRST_PASSAGE, self.write_expression(expression)]))
        return select_all(parts)

    def insert(self, document: int, rows: Rows) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_titles (document_id, slot, exact) VALUES (%s, %s, %s::tsvector)",
                [[document, row.slot, _write_places(row.exact)] for row in rows.titles],
            )
            for table, found in (("search_fields", rows.fields), ("search_parts", rows.parts)):
                cursor.executemany(
                    f"INSERT INTO {table} (document_id, slot, stems, exact)"  # noqa: S608
                    " VALUES (%s, %s, %s::tsvector, %s::tsvector)",
                    [
                        [document, row.slot, _write_places(row.stems, row.order), _write_places(row.exact)]
                        for row in found
                    ],
                )

    def remove(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"DELETE FROM {table} WHERE document_id = ANY(%s)", [list(ids)])  # noqa: S608

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            for table in (*TABLES, *READ):
                cursor.execute(f"ANALYZE {table}")


def _quote(word: str) -> str:
    """A word in the syntax of tsquery and tsvector; those of the analyser have letters and figures only."""
    return "'" + word.replace("'", "").replace("\\", "") + "'"


def _write_places(words: Sequence[str], order: bool = True) -> str:
    """A tsvector of words, which follow each other."""
    if not order:
        return " ".join(map(_quote, words))
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words[:MAX_PLACE], 1):
        places.setdefault(word, []).append(place)
    return " ".join(f"{_quote(word)}:{','.join(map(str, at[:255]))}" for word, at in places.items())
