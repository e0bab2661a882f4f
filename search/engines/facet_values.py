"""The facets of documents, read once and kept in memory until the index changes.

Counting them in SQL takes half of a search; a set of ten thousand documents takes 10 MB.
"""

from collections.abc import Iterable, Mapping

from django.db import connection

#: A facet and one of its values.
Pair = tuple[str, str]


#: The version of the facets that are kept, and them.
_kept: tuple[tuple | None, Mapping[int, frozenset[Pair]]] = (None, {})


def get_facet_values(cursor, condition: str, candidates: object) -> Mapping[int, frozenset[Pair]]:
    """document → its (facet, value) pairs, of `candidates` at least; `condition` is the SQL of "is among" them.

    What a transaction has changed is only its own: inside one, nothing is kept.
    """
    global _kept
    sql = "SELECT document_id, field, value FROM search_documentfacet"
    if connection.in_atomic_block:
        cursor.execute(f"{sql} WHERE document_id {condition}", [candidates])
        return _group(cursor.fetchall())
    # Rows are added and removed, never changed, and their ids are not used again.
    cursor.execute("SELECT COUNT(*), MAX(id) FROM search_documentfacet")
    version = (connection.settings_dict["NAME"], *cursor.fetchone())
    if _kept[0] != version:
        cursor.execute(sql)
        _kept = version, _group(cursor.fetchall())
    return _kept[1]


def _group(rows: Iterable[tuple[int, str, str]]) -> dict[int, frozenset[Pair]]:
    pairs: dict[Pair, Pair] = {}
    found: dict[int, set[Pair]] = {}
    for document, name, value in rows:
        pair = (name, value)
        # One tuple for all the documents that have it.
        found.setdefault(document, set()).add(pairs.setdefault(pair, pair))
    return {document: frozenset(values) for document, values in found.items()}
