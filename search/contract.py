"""What is asked of the search and what it answers, the same from every engine.

Views, feeds, exports, the API and `evaluate_search` make a `SearchQuery`, give it to
`search.service.search` and read a `SearchResult`; engines are behind, and only seen there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The facets of the public search: each may have several values, alternatives of each other.
FACETS = ("section", "kind", "theme", "keyword", "person", "organisation", "about", "text", "language")
#: Those that no form offers: pages of the site lead to them, and only the chosen values are told.
UNLISTED = ("organisation", "about")
SORTS = ("relevance", "date")


@dataclass(frozen=True)
class SearchQuery:
    """A reader's question, already cleaned."""

    text: str = ""
    #: The language of the screen: which version of a translated page answers, which analyser first.
    language: str = "fr"
    #: facet → chosen values.
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    #: One of `SORTS`; without words, everything is sorted by date.
    sort: str = "relevance"
    page: int = 1
    page_size: int = 10
    #: A name of `search.engines`, or None for the one of the settings.
    engine: str | None = None
    with_facets: bool = True
    with_passages: bool = True


@dataclass(frozen=True)
class Reason:
    """Why a result is there: a word of the query, the field that has it, and how it got there."""

    word: str
    #: title, other_titles, people, summary, headings, text or passage.
    field: str
    #: "" for the word itself, "synonym" or "correction".
    through: str = ""
    #: What was found instead of the word, when it is not the word itself.
    found: str = ""


@dataclass(frozen=True)
class PassageHit:
    """An extract that opens at its own place."""

    title: str
    #: HTML, safe: source text escaped, words found inside <mark>.
    html: str
    #: The same as plain text.
    text: str
    url: str
    page_no: int | None = None
    timecode: str = ""
    #: The file that a page of a PDF is of.
    file_id: int | None = None


@dataclass
class Item:
    """One result: its document, and what was found in it."""

    document: "object"  # search.models.SearchDocument
    score: float
    #: The page (specific, with its themes), or the entry of a register; set by the service.
    object: object = None
    #: field → safe HTML with <mark>.
    highlights: dict[str, str] = field(default_factory=dict)
    passages: list[PassageHit] = field(default_factory=list)
    why: list[Reason] = field(default_factory=list)
    #: Words of the query that it has not.
    lacking: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet; `count` is the number of results after a click on it."""

    field: str
    value: str
    label: str
    count: int
    selected: bool = False
    #: The value above it: a theme's broader theme.
    parent: str = ""


@dataclass(frozen=True)
class Understood:
    """A part of the query that was read as more than words."""

    #: date, kind, place or left_out.
    what: str
    #: The part, as it was typed.
    source: str
    #: The query without this reading.
    plain: str


@dataclass
class SearchResult:
    """The answer."""

    query: SearchQuery
    total: int = 0
    items: list[Item] = field(default_factory=list)
    #: Editors' choices for this very query; not counted in `total`.
    promoted: list[Item] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    understood: list[Understood] = field(default_factory=list)
    #: Words of the query that nothing public has.
    unknown: list[str] = field(default_factory=list)
    #: A better spelling of the whole query, or "".
    suggestion: str = ""
    #: Whether the words of `suggestion` were searched too (the query's own had nothing).
    corrected: bool = False
    engine: str = ""
    #: Another engine than the one of the settings answered.
    degraded: bool = False
    took_ms: float = 0.0
