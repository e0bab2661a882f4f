"""The interface of an engine. A new one subclasses `Engine` and is named in `settings.SEARCH_ENGINES`.

An engine finds and counts; it neither reads the query (see `search.parsing`), nor decides what
the public may see (the service gives `excluded`), nor writes snippets (`search.highlighting`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from ..models import SearchDocument


@dataclass(frozen=True)
class Alternative:
    """One way to satisfy a clause: a word, or words that follow each other."""

    #: The words as text; an engine with an analyser of its own starts from there.
    text: str
    #: language → tokens of `text` by the project's analyser, stemmed unless `exact`.
    tokens: Mapping[str, tuple[str, ...]]
    #: Match the exact form (quotes, acronyms) instead of the stems.
    exact: bool = False
    weight: float = 1.0
    #: "" for what was typed, "synonym" or "correction".
    through: str = ""


@dataclass(frozen=True)
class Clause:
    """A word or a quoted phrase of the query, with all that may stand for it."""

    source: str
    alternatives: tuple[Alternative, ...]
    #: A quoted phrase: a result must have it.
    required: bool = False
    #: Something in the index has it, or what stands for it: what nothing has cannot be asked of results.
    known: bool = True


@dataclass(frozen=True)
class ParsedQuery:
    """The query as clauses; without any, everything matches."""

    clauses: tuple[Clause, ...] = ()
    #: The typed words, normalised, for exact titles, prefixes and phrase boosts.
    text: str = ""
    #: The same, misspelt words put right; "" when none is.
    corrected: str = ""
    #: What the whole query is a synonym of.
    equivalents: tuple[str, ...] = ()
    #: It is a question, or nothing had enough clauses: half of them will do.
    loose: bool = False

    @property
    def meant(self) -> str:
        """The whole query as its author meant it, to compare with titles."""
        return self.corrected or self.text

    @property
    def minimum(self) -> int:
        """How many clauses a result must satisfy, of those that anything has: 2 of 3, 3 of 4 to 7, then half."""
        count = sum(clause.known for clause in self.clauses) or len(self.clauses)
        if self.loose:
            return (count + 1) // 2
        if count <= 2:
            return count
        if count == 3:
            return 2
        return 3 if count <= 7 else count // 2


@dataclass(frozen=True)
class EngineRequest:
    """What an engine is asked."""

    query: ParsedQuery
    #: The screen's language: only documents whose `scope` facet has it, unless a language is chosen.
    language: str
    #: facet → chosen values; values of one facet are alternatives, facets add up.
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    by_date: bool = False
    offset: int = 0
    limit: int = 10
    #: The facets to count, each under all the *other* filters.
    facets: tuple[str, ...] = ()
    #: Documents that may not be shown, whatever the index holds.
    excluded: frozenset[int] = frozenset()


@dataclass
class EngineAnswer:
    """What an engine answers: document ids, best first, and counts."""

    total: int = 0
    hits: list[tuple[int, float]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class EngineUnavailable(Exception):
    """The engine cannot answer now: the service turns to the database's."""


class Engine(ABC):
    """Finds documents and passages. Every method may raise `EngineUnavailable`."""

    #: The one that the settings give it.
    name: str
    #: The vendor of the database that it lives in; "" for a server of its own.
    vendor: str = ""

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Wait for slow answers too: someone measures, no reader waits."""
        yield

    @abstractmethod
    def search(self, request: EngineRequest) -> EngineAnswer: ...

    @abstractmethod
    def find_passages(self, request: EngineRequest, documents: Iterable[int], limit: int = 3) -> dict[int, list[int]]:
        """Return document id → ids of its best passages, best first; only those that match."""

    @abstractmethod
    def complete(self, text: str, language: str, excluded: frozenset[int], limit: int = 8) -> list[int]:
        """Return the documents whose title, other titles or name have words that start like `text`'s."""

    @abstractmethod
    def write(self, documents: Iterable[SearchDocument]) -> None:
        """Index these documents and their passages (`document.passages`), in place of what was there."""

    @abstractmethod
    def delete(self, ids: Iterable[int]) -> None:
        """Forget these documents and their passages."""

    @abstractmethod
    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        """Index these documents and nothing else; what was there answers until it is done."""

    @abstractmethod
    def get_indexed(self) -> set[int]:
        """The ids of the documents that the index holds."""


#: Documents read at once.
CHUNK = 25


def batched(rows: Iterable, size: int) -> Iterator[list]:
    """Cut into lists of `size`, the last one shorter."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def iterate_documents() -> Iterator[SearchDocument]:
    """Every document with its facets and passages, read by chunks.

    No reading is left open between two chunks: SQLite refuses to write on top of one that is out of date.
    """
    documents = SearchDocument.objects.order_by("pk").prefetch_related("facets", "passages")
    after = 0
    while chunk := list(documents.filter(pk__gt=after)[:CHUNK]):
        yield from chunk
        after = chunk[-1].pk
