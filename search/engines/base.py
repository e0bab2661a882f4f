"""The interface of an engine. A new one subclasses `Engine` and is named in `settings.SEARCH_ENGINES`.

An engine finds documents and counts them; passages and completion are the business of the database's (`EmbeddedEngine`),
whatever engine answers. It neither reads the query (see `search.parsing`), nor decides what
the public may see (the service gives `excluded`), nor writes snippets (`search.highlighting`).
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """A word, a quoted phrase or a date of the query, with all that may stand for it."""

    source: str
    alternatives: tuple[Alternative, ...]
    #: A quoted phrase, a date: a result must have it.
    required: bool = False
    #: Something in the index has it, or what stands for it: what nothing has cannot be asked of results.
    known: bool = True
    #: What it weighs: rare words more, words of asking less.
    value: float = 1.0
    #: It is part of what is asked about.
    matters: bool = True
    #: A result must not have it.
    left_out: bool = False
    #: Days that satisfy it, the last one too.
    since: datetime.date | None = None
    until: datetime.date | None = None
    #: (facet, value) pairs that satisfy it.
    facets: tuple[tuple[str, str], ...] = ()


#: How much of the weight of a query a result must have: of so many words, of a sentence, when nothing has that much.
NEEDED, NEEDED_MANY, NEEDED_SENTENCE, NEEDED_LOOSE = {1: 0.99, 2: 0.99, 3: 0.6}, 0.5, 0.25, 0.1


@dataclass(frozen=True)
class ParsedQuery:
    """The query as clauses; without any, everything matches."""

    clauses: tuple[Clause, ...] = ()
    #: The typed words, normalised.
    text: str = ""
    #: The same without what is left out: for exact titles, prefixes and phrase boosts.
    plain: str = ""
    #: `text`, misspelt words put right; "" when none is.
    corrected: str = ""
    #: The words in a row that a sentence is about.
    topics: tuple[str, ...] = ()
    #: The names of places in it, as they are typed.
    places: tuple[str, ...] = ()
    #: It is a sentence: a part of its words will do.
    loose: bool = False
    #: Nothing had enough of it: less will do, and dates and quotes are words like others.
    loosest: bool = False

    @property
    def meant(self) -> str:
        """The whole query as its author meant it, to compare with titles."""
        return self.corrected or self.plain or self.text

    @property
    def asked(self) -> tuple[Clause, ...]:
        """The clauses that results should have."""
        return tuple(clause for clause in self.clauses if not clause.left_out)

    @property
    def total(self) -> float:
        """What the clauses that something has weigh together; all of them if nothing has any."""
        return sum(c.value for c in self.asked if c.known) or sum(c.value for c in self.asked)

    @property
    def needed(self) -> float:
        """How much of `total` a result must have."""
        if self.loosest:
            return NEEDED_LOOSE * self.total
        if self.loose:
            return NEEDED_SENTENCE * self.total
        return NEEDED.get(sum(clause.known for clause in self.asked), NEEDED_MANY) * self.total

    def is_required(self, clause: Clause) -> bool:
        return clause.required and not (self.loosest and clause.since)


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
    #: Documents that the answer is limited to; only the database's engine is asked that.
    among: frozenset[int] | None = None


@dataclass
class EngineAnswer:
    """What an engine answers: document ids, best first, and counts."""

    total: int = 0
    hits: list[tuple[int, float]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class EngineUnavailable(Exception):
    """The engine cannot answer now: the service turns to the database's."""


class Engine(ABC):
    """Finds documents. Every method may raise `EngineUnavailable`."""

    #: The one that the settings give it.
    name: str
    #: The vendor of the database that it lives in; "" for a server of its own.
    vendor: str = ""
    #: Seconds that a reader waits for another server. A search may be two requests: both late, the database answers.
    search_timeout = 0.5

    @abstractmethod
    def search(self, request: EngineRequest) -> EngineAnswer: ...

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
