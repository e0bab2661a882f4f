"""SQLite: FTS5 tables of the analyser's words."""

import datetime
import json
from collections.abc import Iterable, Sequence

from django.db import connection

from ..ranking import Expression
from .embedded import EmbeddedEngine, select_all
from .rows import FIELD_SHIFT, FIRST_PASSAGE, PART_SHIFT, TITLE_SHIFT, Rows

_SHIFTS = {"search_titles": TITLE_SHIFT, "search_fields": FIELD_SHIFT, "search_parts": PART_SHIFT}


class SqliteEngine(EmbeddedEngine):
    vendor = "sqlite"
    lookup_sql = {
        "titles": f"SELECT %s, rowid >> {TITLE_SHIFT}, rowid & {(1 << TITLE_SHIFT) - 1}"  # noqa: S608
        " FROM search_titles WHERE search_titles MATCH %s",
        "fields": f"SELECT %s, rowid >> {FIELD_SHIFT}, rowid & {(1 << FIELD_SHIFT) - 1}"  # noqa: S608
        " FROM search_fields WHERE search_fields MATCH %s",
        "parts": f"SELECT DISTINCT %s, rowid >> {PART_SHIFT}, -1"  # noqa: S608
        " FROM search_parts WHERE search_parts MATCH %s",
    }
    both = " AND "
    among = "IN (SELECT value FROM json_each(%s))"

    def write_expression(self, expression: Expression) -> str:
        # Words of the analyser have letters and figures only.
        phrases = (" ".join(sequence).replace('"', "") for sequence in expression.sequences)
        found = " OR ".join(f'"{phrase}"' for phrase in phrases)
        if expression.prefix:
            found += " *"
        column = expression.column
        if column == "stems" and not expression.is_phrase:
            # Rows whose words do not follow each other have them apart; only `search_fields` has that column.
            return f"{{stems bag}} : ({found})"
        return f"{column} : ({found})"

    def write_lookup(self, number, table, expression):
        sql, params = super().write_lookup(number, table, expression)
        return sql, [number, params[1].replace("{stems bag}", "stems") if table == "parts" else params[1]]

    def pack(self, ids: Iterable[int]) -> str:
        return json.dumps(list(ids))

    @staticmethod
    def convert_date(value):
        return datetime.date.fromisoformat(value) if isinstance(value, str) else value

    def get_passage_rows(self, expressions, documents):
        sql = (
            f"SELECT %s, rowid >> {PART_SHIFT}, rowid & {(1 << PART_SHIFT) - 1}"  # noqa: S608
            " FROM search_parts WHERE search_parts MATCH %s AND rowid BETWEEN %s AND %s"
        )
        parts = []
        for document in documents:
            between = [(document << PART_SHIFT) + FIRST_PASSAGE, ((document + 1) << PART_SHIFT) - 1]
            for number, expression in enumerate(expressions):
                parts.append((sql, [*self.write_lookup(number, "parts", expression)[1], *between]))
        return select_all(parts)

    def insert(self, document: int, rows: Rows) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_titles (rowid, exact) VALUES (%s, %s)",
                [[(document << TITLE_SHIFT) + row.slot, " ".join(row.exact)] for row in rows.titles],
            )
            words = [(row, " ".join(row.stems), " ".join(row.exact)) for row in rows.fields]
            cursor.executemany(
                "INSERT INTO search_fields (rowid, stems, exact, bag) VALUES (%s, %s, %s, %s)",
                [
                    [(document << FIELD_SHIFT) + row.slot, *((stems, exact, "") if row.order else ("", "", stems))]
                    for row, stems, exact in words
                ],
            )
            cursor.executemany(
                "INSERT INTO search_parts (rowid, stems, exact) VALUES (%s, %s, %s)",
                [[(document << PART_SHIFT) + row.slot, " ".join(row.stems), " ".join(row.exact)] for row in rows.parts],
            )

    def remove(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for table, shift in _SHIFTS.items():
                cursor.executemany(
                    f"DELETE FROM {table} WHERE rowid BETWEEN %s AND %s",  # noqa: S608
                    [[d << shift, ((d + 1) << shift) - 1] for d in ids],
                )

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            for table in _SHIFTS:
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
