"""A document ready to be written, and its fingerprint."""

import hashlib
import json
from collections.abc import Set
from typing import NamedTuple

from ..analysis import get_version
from ..models import Passage, SearchDocument

#: What of a document is indexed, hence part of its fingerprint.
FIELDS = tuple(
    "family reference language url title other_titles people summary headings text date year ages weight".split()
)

PASSAGE_FIELDS = ("position", "kind", "title", "text", "url", "page_no", "timecode")


class Built(NamedTuple):
    """An unsaved document, its (facet, value) pairs, its unsaved passages."""

    document: SearchDocument
    facets: list[tuple[str, str]]
    passages: list[Passage]
    #: Ids of attached documents whose pages were not read yet.
    unread: Set[int] = frozenset()


def clean(text: str) -> str:
    """`text` without what no database keeps."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def make_passages(thing, url: str) -> list[Passage]:
    """The parts of a page that open at an address of their own."""
    return [
        Passage(kind=row.kind, title=row.title, text=row.text, url=url + row.path, timecode=row.timecode)
        for row in getattr(thing, "get_search_passages", list)()
    ]


def join_lines(lines) -> str:
    """One line for each text, once, empty ones left out."""
    return clean("\n".join(dict.fromkeys(line.strip() for line in lines if line and line.strip())))


def finish(document: SearchDocument, facets, passages=(), unread=frozenset()) -> Built:
    """Cut what is too long, put facets in order and sign."""
    for name in ("title", "url"):
        setattr(document, name, clean(getattr(document, name))[: document._meta.get_field(name).max_length])
    facets = sorted({(field, clean(value)[:120]) for field, value in facets if value})
    passages = [passage for passage in passages if passage.text or passage.title]
    for position, passage in enumerate(passages):
        passage.document, passage.position = document, position
        passage.title, passage.text = clean(passage.title)[:500], clean(passage.text)
        passage.url = passage.url[:600]
    document.digest = sign(document, facets, passages)
    return Built(document, facets, passages, unread)


def sign(document: SearchDocument, facets, passages) -> str:
    """A hash of everything that is indexed, and of how its words are read."""
    content = [
        get_version(),
        [str(getattr(document, name)) for name in FIELDS],
        facets,
        [[getattr(passage, name) for name in PASSAGE_FIELDS] for passage in passages],
    ]
    return hashlib.md5(json.dumps(content).encode(), usedforsecurity=False).hexdigest()
