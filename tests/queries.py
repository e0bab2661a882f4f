"""Counting what a request asks of the database."""

import json
import re
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

#: The limits held by every article, and by every page, when nothing is kept, not even the navigation and the footer.
#: They guard against a query for each thing that is shown; ten small queries cost less than one that PostgreSQL
#: takes 30 ms to plan.
ARTICLE_QUERIES, PAGE_QUERIES = 26, 36

#: What no reader writes, and any address may hold.
HOSTILE_QUERIES = (
    "year=abc",
    "year=-1&year=99999999999999999999",
    "page=-1",
    "page=0",
    "page=999999999999999999999",
    "page=%00",
    "page=%C2%B2",
    "sort=%27%3B+DROP+TABLE",
    "theme=%22&theme=%00&keyword=%FF",
    "mandate=%00",
    "q=%00%22%27%28",
    "kind=" + "a" * 10_000,
    "&".join(f"theme={n}" for n in range(500)),
)


def count_queries(client, path: str) -> int:
    """The number of queries of a page that was asked for before."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def weigh(client, path: str) -> tuple[int, int, int]:
    """(joins, those of the statement that has most, bytes of SQL) of a page: what PostgreSQL plans by."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    joins = [len(re.findall(r"\bJOIN\b", query["sql"])) for query in queries.captured_queries]
    return sum(joins), max(joins), sum(len(query["sql"]) for query in queries.captured_queries)


def scan(client, path: str) -> int:
    """The rows that PostgreSQL looks at for a page, those that it throws away too."""
    asked = []

    def note(execute, sql, parameters, many, context):
        asked.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200
    rows = 0
    for sql, parameters in asked:
        if sql.lstrip("( ").startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
                found = cursor.fetchone()[0]
            (plan,) = json.loads(found) if isinstance(found, str) else found
            rows += sum(_count_rows(plan["Plan"]))
    return rows


def _count_rows(plan: dict) -> Iterator[int]:
    """Those of each node of a plan that reads a table."""
    if "Relation Name" in plan:
        thrown = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        yield (plan["Actual Rows"] + thrown) * plan["Actual Loops"]
    for inner in plan.get("Plans", ()):
        yield from _count_rows(inner)
