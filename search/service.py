"""The search: a `SearchQuery` in, a `SearchResult` out. Everything that searches comes through here."""

import dataclasses
import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import count as count_from

from django.db.models import Q

from registers.names import fold
from sections.generations import never_keep

from .contract import FACETS, UNLISTED, FacetValue, Item, PassageHit, SearchQuery, SearchResult, Understood
from .engines import get_database_name, get_default_name, get_engine
from .engines.base import Engine, EngineAnswer, EngineRequest, EngineUnavailable, ParsedQuery
from .families import PAGE
from .hidden import get_excluded
from .highlighting import Highlighter
from .hydration import get_promoted, keep_known, lead_to_language, load_documents, load_objects, load_passages
from .labels import get_labels
from .models import SearchDocument
from .parsing import read_query
from .spans import find_path

#: Passages shown for a result.
PASSAGES = 3
#: Documents read at once for exports.
BATCH = 200
#: The labels of facets are sorted for each search, always the same ones.
fold_label = lru_cache(maxsize=10_000)(fold)


def search(query: SearchQuery, explained: bool = True) -> SearchResult:
    """Answer a query with objects, and with what was found in each if `explained`.

    If its engine cannot, the database's answers and the result says `degraded`. Raises KeyError for
    an engine that no setting knows, and nothing else for what readers can type.
    """
    start = time.perf_counter()
    name = query.engine or get_default_name()
    request = make_request(query, get_excluded())
    if named := find_named(query, request.excluded):
        answer, engine = EngineAnswer(len(named), [(pk, 1.0) for pk in named]), get_engine(name)
    else:
        answer, request, engine = _ask(request, name)
    result = SearchResult(query, answer.total, engine=engine.name, degraded=engine.name != name)
    if answer.total and request.query.corrected:
        result.suggestion, result.corrected = request.query.corrected, True
    if not named:
        result.understood = list(tell_understood(request.query))
        result.unknown = [clause.source for clause in request.query.asked if clause.matters and not clause.known]
    documents = load_documents([pk for pk, _score in answer.hits])
    result.items = [Item(documents[pk], score) for pk, score in answer.hits if pk in documents]
    if query.page == 1:
        result.promoted = get_promoted(query.text, query.language)
    _fill(query, request, result, explained and not named)
    if query.with_facets:
        result.facets = make_facets(query, answer)
    result.took_ms = (time.perf_counter() - start) * 1000
    return result


def find_named(query: SearchQuery, excluded: frozenset[int]) -> list[int]:
    """The document whose address or permanent identifier is typed, in the reader's language if it has one.

    The address of a part of a page is that of the page.
    """
    path, reference = find_path(query.text)
    if not reference or query.page > 1:
        return []
    parts = path.strip("/").split("/")
    above = ["/" + "/".join(parts[:length]) + "/" for length in range(2, len(parts))]
    asked = Q(reference=reference) | Q(url__in=above, family=PAGE) | (Q(url=path) if path else Q())
    found = [
        row for row in SearchDocument.objects.filter(asked).only("pk", "language", "url") if row.pk not in excluded
    ]
    found.sort(key=lambda row: (row.url != path, row.url in above, -len(row.url), row.language != query.language))
    return [row.pk for row in found[:1]]


def complete(text: str, language: str, limit: int = 8) -> list[SearchDocument]:
    """The documents whose title or name has words that start like those of `text`, best first."""
    excluded = get_excluded()
    text = text[:200].replace("\x00", " ")
    found = get_engine(get_database_name()).complete(text, language, excluded, limit)
    documents = load_documents(found)
    others = [document for document in documents.values() if document.language != language]
    lead_to_language(others, load_objects(others), language)
    return keep_known(documents[pk] for pk in found if pk in documents and pk not in excluded)


def iterate(query: SearchQuery) -> Iterator[Item]:
    """Every result of a query in order, with its object, without passages nor facets; `page` is ignored."""
    for number in count_from(1):
        part = dataclasses.replace(query, page=number, page_size=BATCH, with_facets=False, with_passages=False)
        result = search(part, explained=False)
        yield from result.items
        if number * BATCH >= result.total:
            return


def count(query: SearchQuery) -> int:
    """How many documents answer a query; nothing is loaded."""
    return _answer(query, 1, get_excluded()).total


def find_pages(query: SearchQuery, limit: int) -> list[int]:
    """The ids of the pages that answer a query, best first; nothing else is loaded."""
    hits = [pk for pk, _score in _answer(query, limit, get_excluded()).hits]
    pages = dict(SearchDocument.objects.filter(family=PAGE).order_by().values_list("pk", "page"))
    return [pages[pk] for pk in hits if pk in pages]


def find_among(query: SearchQuery, documents: frozenset[int], excluded: frozenset[int]) -> frozenset[int]:
    """Those of `documents`, by their ids, that answer a query, whatever the page; `excluded` is `get_excluded()`."""
    if named := find_named(query, excluded):
        return documents.intersection(named)
    engine = get_engine(get_database_name())
    # By its filters alone first, which costs little and leaves nothing to most queries; then by its words.
    for text in dict.fromkeys(["", query.text]):
        if not documents:
            break
        asked = dataclasses.replace(query, text=text, page=1, page_size=len(documents), with_facets=False)
        answer, _request = _search(engine, dataclasses.replace(make_request(asked, excluded), among=documents))
        documents = frozenset(pk for pk, _score in answer.hits)
    return documents


def _answer(query: SearchQuery, limit: int, excluded: frozenset[int]) -> EngineAnswer:
    request = make_request(dataclasses.replace(query, page=1, page_size=limit, with_facets=False), excluded)
    return _ask(request, query.engine or get_default_name())[0]


def make_request(query: SearchQuery, excluded: frozenset[int]) -> EngineRequest:
    """What the engine is asked for a page of results."""
    size = max(query.page_size, 1)
    return EngineRequest(
        query=read_query(query.text, query.language, excluded),
        language=query.language,
        filters={name: tuple(values) for name, values in query.facets.items() if values and name in FACETS},
        year_from=query.year_from,
        year_to=query.year_to,
        by_date=query.sort == "date",
        offset=(max(query.page, 1) - 1) * size,
        limit=size,
        facets=tuple(name for name in FACETS if name not in UNLISTED) if query.with_facets else (),
        excluded=excluded,
    )


def _ask(request: EngineRequest, name: str) -> tuple[EngineAnswer, EngineRequest, Engine]:
    """Ask an engine, or the database's when it cannot: (answer, request that was answered, engine)."""
    if name != get_database_name():
        # It learns of a change later than the tables.
        never_keep()
    engine = get_engine(name)
    try:
        return *_search(engine, request), engine
    except EngineUnavailable:
        if name == get_database_name():
            raise
    engine = get_engine(get_database_name())
    return *_search(engine, request), engine


def _search(engine: Engine, request: EngineRequest) -> tuple[EngineAnswer, EngineRequest]:
    parsed = request.query
    if parsed.text and not parsed.clauses:
        # Signs only: nothing has them.
        return EngineAnswer(facets={name: {} for name in request.facets}), request
    answer = engine.search(request)
    if answer.total or len(parsed.asked) < 2:
        return answer, request
    # Less will do where nothing at all has enough; then what stands between quotes is words like others.
    ways = [dataclasses.replace(parsed, loosest=True)]
    if '"' in parsed.text and len(parsed.asked) == len(parsed.clauses):
        words = read_query(parsed.text.replace('"', " "), request.language, request.excluded)
        ways += [words, dataclasses.replace(words, loosest=True)]
    for query in ways:
        loose = dataclasses.replace(request, query=query)
        found = engine.search(loose)
        if found.total and not (request.among and engine.search(dataclasses.replace(request, among=None)).total):
            return found, loose
    return answer, request


def _fill(query: SearchQuery, request: EngineRequest, result: SearchResult, explained: bool) -> None:
    """Load what items show: objects, highlights, passages, reasons."""
    items = [*result.items, *result.promoted]
    objects = load_objects([item.document for item in items])
    lead_to_language([item.document for item in items], objects, query.language)
    for item in items:
        item.object = objects.get(item.document.pk)
    result.items = [item for item in result.items if item.object is not None]
    if not request.query.clauses or not explained:
        return
    highlighter = Highlighter(request.query)
    for item in result.items:
        item.highlights, item.why = highlighter.highlight(item.document)
    if query.with_passages:
        _add_passages(request, result, highlighter)
    # Dates and kinds may be satisfied without any word.
    topic = [c for c in request.query.asked if c.known and c.matters and not c.since and not c.facets]
    for item in result.items:
        found = {reason.word for reason in item.why}
        item.lacking = [clause.source for clause in topic if clause.source not in found]


def tell_understood(query: ParsedQuery) -> Iterator[Understood]:
    """What was read in the query besides words. Between quotes, words are only words."""
    read = [("place", place) for place in query.places]
    for clause in query.clauses:
        if clause.left_out:
            yield Understood("left_out", clause.source, query.plain)
        elif clause.since and query.is_required(clause):
            read.append(("date", clause.source))
        elif clause.facets and clause.facets[0][0] != "place":
            read.append(("kind", clause.source))
    for what, source in read:
        yield Understood(what, source, query.text.replace(source, f'"{source}"', 1))


def _add_passages(request: EngineRequest, result: SearchResult, highlighter: Highlighter) -> None:
    ids = [item.document.pk for item in result.items]
    found = load_passages(get_engine(get_database_name()).find_passages(request, ids, PASSAGES))
    for item in result.items:
        language, places = item.document.language, []
        for row in found.get(item.document.pk, ()):
            html, text, inside = highlighter.extract(row.text, language)
            hit = PassageHit(row.title, html, text, row.url, row.page_no, row.timecode, row.file_id)
            item.passages.append(hit)
            places += [*highlighter.find(row.title, language), *inside]
        item.why += highlighter.explain_passages(places, item.why)


def make_facets(query: SearchQuery, answer: EngineAnswer) -> dict[str, list[FacetValue]]:
    """The values of each facet, most frequent first; those chosen are kept whatever they count."""
    facets = {}
    for name in FACETS:
        chosen = query.facets.get(name, ())
        counts = dict.fromkeys(chosen, 0) | answer.facets.get(name, {})
        labels, parents = get_labels(name, counts) if counts else ({}, {})
        values = [
            FacetValue(name, value, labels.get(value, value), count, value in chosen, parents.get(value, ""))
            for value, count in counts.items()
        ]
        facets[name] = sorted(values, key=lambda row: (-row.count, fold_label(row.label)))
    return facets
