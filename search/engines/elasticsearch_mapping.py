"""The index of Elasticsearch: the words of our own analyser, as the tables of the embedded engines have them.

Elasticsearch cuts nothing and stems nothing: it is sent words between spaces. What one engine finds, all find.
"""

import hashlib
import json

from .. import contract
from .rows import OTHER_TITLES, TEXT, TITLES, Rows

FACETS = (*contract.FACETS, "scope", "place")
#: All the titles are in one field; which of `TITLES` it is, by its length, is a value.
TITLE = TITLES[0]
#: The slots whose words follow each other: each has its stems, and its words as they are written.
ORDERED = (TITLE, *range(OTHER_TITLES, TEXT))
#: One shard: counts are exact, and the corpus is small. Results can be walked to the end.
INDEX_SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "max_result_window": 100_000,
}


def get_index() -> dict:
    """The body that makes the index. Nothing is read from it but a few values: the sources stay in the database."""
    words = {"type": "text", "analyzer": "whitespace", "norms": False}
    properties = {
        "document": {"type": "long"},
        "family": {"type": "keyword"},
        # 1 for people, organisations and themes: by date, they come after pages.
        "rest": {"type": "byte"},
        "date": {"type": "date"},
        "year": {"type": "short"},
        "ages": {"type": "boolean"},
        "weight": {"type": "float"},
        "title": {"type": "byte"},
        "facets": {"properties": {name: {"type": "keyword"} for name in FACETS}},
        "titles": words,
        **{f"stems_{slot}": words for slot in ORDERED},
        **{f"exact_{slot}": words for slot in ORDERED},
        f"stems_{TEXT}": {**words, "index_options": "docs"},
        "parts_stems": words,
        "parts_exact": words,
    }
    mappings = {"dynamic": "strict", "_source": {"enabled": False}, "properties": properties}
    return {"settings": INDEX_SETTINGS, "mappings": mappings}


def make_words(rows: Rows) -> dict:
    """The words of a document; a list keeps phrases from running from one row into the next."""
    words: dict[str, object] = {"titles": [" ".join(row.exact) for row in rows.titles], "title": TITLE}
    for row in rows.fields:
        slot = row.slot
        if slot in TITLES:
            words["title"], slot = slot, TITLE
        words[f"stems_{slot}"] = " ".join(row.stems)
        if row.order:
            words[f"exact_{slot}"] = " ".join(row.exact)
    words["parts_stems"] = [" ".join(row.stems) for row in rows.parts]
    words["parts_exact"] = [" ".join(row.exact) for row in rows.parts]
    return words


def get_fingerprint() -> str:
    """Changes with the index's body: an index made by another version of it is not searched."""
    return hashlib.sha256(json.dumps(get_index(), sort_keys=True).encode()).hexdigest()[:8]
