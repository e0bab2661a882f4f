"""From an `EngineRequest` to the body that Elasticsearch is sent, and from its hits to rows. No network here.

Each question of the `Lookup` is asked of each slot by a query with a name, « question|slot »: a hit tells those that
it satisfies, which is all that the ranking wants to know. What Elasticsearch scores only tells who has enough of the
query, and which of too many are candidates.
"""

import datetime
from collections.abc import Iterable, Iterator

from ..ranking import BONUSES, BOOSTS, DATED, OF_KIND, PART, Expression, Fact, Lookup, Question
from .base import EngineRequest
from .elasticsearch_mapping import FACETS, ORDERED, TITLE
from .rows import TEXT

#: More than any facet has: each value is counted.
MAX_VALUES = 2_000
#: How many candidates are ranked; what comes after them keeps the order of Elasticsearch.
WINDOW = 300
#: A score is what the clauses of a document are worth, then, too small to matter to that, what their fields are.
SMALL = 1e-5


def match(field: str, expression: Expression) -> dict:
    """Any of the sequences in a field."""
    single = [sequence[0] for sequence in expression.sequences if len(sequence) == 1]
    found: list[dict] = [{"terms": {field: single}}] if single else []
    found += [{"match_phrase": {field: " ".join(sequence)}} for sequence in expression.sequences if len(sequence) > 1]
    return found[0] if len(found) == 1 else any_of(found)


def any_of(queries: list[dict]) -> dict:
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def list_slots(question: Question) -> Iterator[tuple[int, dict]]:
    """(slot, query) of each place where a question may be satisfied."""
    sought = question.sought
    if question.table == "dates":
        yield DATED, {"range": {"date": {"gte": sought[0].isoformat(), "lte": sought[1].isoformat()}}}
    elif question.table == "facets":
        yield OF_KIND, {"term": {f"facets.{sought[0]}": sought[1]}}
    elif question.table == "titles":
        yield TITLE, match("titles", sought)
    elif question.table == "parts":
        yield PART, match(f"parts_{sought.column}", sought)
    else:
        for slot in ORDERED if sought.column == "exact" or sought.is_phrase else (*ORDERED, TEXT):
            yield slot, match(f"{sought.column}_{slot}", sought)


def name_slots(question: Question, base: float, worth: float, by_slot: bool) -> Iterator[dict]:
    """The queries of a question with their names, each scored by its place if `by_slot`."""
    for slot, query in list_slots(question):
        boost = base + SMALL * worth * (BOOSTS[slot] if by_slot else 1)
        yield {"constant_score": {"filter": query, "boost": boost, "_name": f"{question.number}|{slot}"}}


def words_query(request: EngineRequest, lookup: Lookup) -> dict:
    """Documents with enough of the query, those that are required, nothing of what is left out."""
    query = request.query
    clauses: dict[int, list[dict]] = {number: [] for number, clause in enumerate(query.clauses)}
    scored: list[dict] = []
    for question in lookup.questions:
        clause, *worth = lookup.meaning[question.number]
        if clause is None:
            kind, weight = worth
            scored += name_slots(question, 0, query.total * weight * BONUSES[kind], kind == "field")
        else:
            value = query.clauses[clause].value
            clauses[clause] += name_slots(question, value, value * worth[0], True)
    filters, without = [], []
    for number, queries in clauses.items():
        if query.clauses[number].left_out or not queries:
            without += queries
            continue
        scored.append({"dis_max": {"queries": queries}})
        if query.is_required(query.clauses[number]):
            filters.append(any_of([found["constant_score"]["filter"] for found in queries]))
    if not query.asked:
        return {"bool": {"must_not": without}}
    enough = {"function_score": {"query": any_of(scored or [{"match_none": {}}]), "min_score": query.needed}}
    return {"bool": {"must": [enough], "filter": filters, "must_not": without}}


def get_filters(request: EngineRequest) -> dict[str, dict]:
    """Facet → its filter; without a chosen language, that of the screen's scope stands for it."""
    chosen = {name: list(values) for name, values in request.filters.items() if values and name in FACETS}
    filters = {name: {"terms": {f"facets.{name}": values}} for name, values in chosen.items()}
    return {"language": {"terms": {"facets.scope": [request.language]}}} | filters


def count_facets(request: EngineRequest, filters: dict[str, dict]) -> dict[str, dict]:
    """The counts of each facet under all the filters but its own: those that have none are counted together."""
    groups: dict[str, list[str]] = {}
    for name in request.facets:
        groups.setdefault(name if name in filters else "", []).append(name)
    return {
        f"but {own}": {
            "filter": {"bool": {"filter": [query for other, query in filters.items() if other != own]}},
            "aggs": {
                name: {"terms": {"field": f"facets.{name}", "size": MAX_VALUES, "execution_hint": "map"}}
                for name in names
            },
        }
        for own, names in groups.items()
    }


def read_counts(found: dict[str, dict]) -> dict[str, dict[str, int]]:
    """Facet → value → count."""
    return {
        name: {str(bucket["key"]): bucket["doc_count"] for bucket in values["buckets"]}
        for group in found.values()
        for name, values in group.items()
        if name != "doc_count"
    }


def search_body(request: EngineRequest, lookup: Lookup) -> dict:
    """One request: the hits under all the filters, and each facet under all the others'."""
    filters = get_filters(request)
    common: list[dict] = []
    if request.year_from is not None or request.year_to is not None:
        bounds = {"gte": request.year_from, "lte": request.year_to}
        common.append({"range": {"year": {name: year for name, year in bounds.items() if year is not None}}})
    excluded = [{"terms": {"document": sorted(request.excluded)}}] if request.excluded else []
    date = {"date": {"order": "desc", "missing": "_last"}}
    ranked = not request.by_date and bool(request.query.asked)
    is_first = ranked and request.offset < WINDOW
    by_rank, by_date = ["_score", date, {"document": "asc"}], [date, {"rest": "asc"}, "_score", {"document": "asc"}]
    return {
        "query": {"bool": {"must": [words_query(request, lookup)], "filter": common, "must_not": excluded}},
        "post_filter": {"bool": {"filter": list(filters.values())}},
        "sort": by_rank if ranked else by_date,
        "track_scores": True,
        "track_total_hits": True,
        "from": 0 if is_first else request.offset,
        "size": max(WINDOW, request.offset + request.limit) if is_first else request.limit,
        "docvalue_fields": ["document", {"field": "date", "format": "yyyy-MM-dd"}, "ages", "family", "weight", "title"],
        "aggs": count_facets(request, filters),
    }


def read_rows(hits: Iterable[dict]) -> Iterator[tuple[int, int, int]]:
    """(question, document, slot) of what hits satisfy."""
    for hit in hits:
        document, title = hit["fields"]["document"][0], hit["fields"]["title"][0]
        for name in hit.get("matched_queries", ()):
            question, slot = map(int, name.split("|"))
            yield question, document, title if slot == TITLE else slot


def read_facts(hits: Iterable[dict]) -> dict[int, Fact]:
    facts = {}
    for hit in hits:
        fields = hit["fields"]
        date = datetime.date.fromisoformat(fields["date"][0]) if "date" in fields else None
        facts[fields["document"][0]] = Fact(date, fields["ages"][0], fields["family"][0], fields["weight"][0])
    return facts
