"""From an `EngineRequest` to the body that Elasticsearch is sent, and from its hits to rows. No network here.

Each question of the `Lookup` is asked of each slot by a query with a name, « question|slot »: a hit tells those that
it satisfies, which is all that the ranking wants to know. What Elasticsearch scores only chooses the candidates.
"""

import datetime
from collections.abc import Iterable, Iterator

from ..ranking import (
    BOOSTS,
    DATED,
    EXACT_NAME,
    FIELD_PHRASE,
    OF_KIND,
    OTHERS,
    PART,
    SUBJECT,
    TITLE_PHRASE,
    TITLE_PREFIX,
    Expression,
    Fact,
    Lookup,
    Question,
)
from .base import EngineRequest
from .elasticsearch_mapping import FACETS, ORDERED, exact, stems
from .rows import TEXTS

#: More than any facet has: each value is counted.
MAX_VALUES = 2_000
#: How many candidates are ranked; what comes after them keeps the order of Elasticsearch.
WINDOW = 300
#: What each clause adds to a candidate that has it, beside its fields: those that have more of the query are candidates.
COVERED = 5.0
BONUSES = {"title": EXACT_NAME, "prefix": TITLE_PREFIX, "phrase": TITLE_PHRASE, "subject": SUBJECT}


def match(field: str, expression: Expression) -> dict:
    """Any of the sequences in a field."""
    single = [sequence[0] for sequence in expression.sequences if len(sequence) == 1]
    found: list[dict] = [{"terms": {field: single}}] if single else []
    found += [{"match_phrase": {field: " ".join(sequence)}} for sequence in expression.sequences if len(sequence) > 1]
    return found[0] if len(found) == 1 else {"bool": {"should": found, "minimum_should_match": 1}}


def list_slots(question: Question) -> Iterator[tuple[int, dict]]:
    """(slot, query) of each place where a question may be satisfied."""
    sought = question.sought
    if question.table == "dates":
        yield DATED, {"range": {"date": {"gte": sought[0].isoformat(), "lte": sought[1].isoformat()}}}
    elif question.table == "facets":
        yield OF_KIND, {"term": {f"facets.{sought[0]}": sought[1]}}
    elif question.table == "titles":
        yield 0, match("titles", sought)
    elif question.table == "parts":
        yield PART, match(f"parts_{sought.column}", sought)
    else:
        name = exact if sought.column == "exact" else stems
        slots = ORDERED if sought.column == "exact" or sought.is_phrase else (*ORDERED, *TEXTS)
        for slot in slots:
            yield slot, match(name(slot), sought)


def constant(query: dict, boost: float, name: str = "") -> dict:
    return {"constant_score": {"filter": query, "boost": boost, **({"_name": name} if name else {})}}


def score_question(question: Question, weight: float) -> dict:
    """A word, or words in a row, in any of the slots; the best of them counts, the others a little."""
    fields, texts = [], []
    for slot, query in list_slots(question):
        leaf = constant(query, weight * BOOSTS[slot], f"{question.number}|{slot}")
        (texts if slot in TEXTS else fields).append(leaf)
    queries = [*fields, *([{"bool": {"should": texts}}] if texts else [])]
    return {"dis_max": {"queries": queries, "tie_breaker": OTHERS}}


def satisfy(questions: Iterable[Question]) -> dict:
    """Any of the questions of a clause, anywhere."""
    anywhere = []
    for question in questions:
        slots = dict(list_slots(question))
        # What comes often in the text is in it.
        anywhere += [query for slot, query in slots.items() if slot not in TEXTS[1:]]
    return {"bool": {"should": anywhere, "minimum_should_match": 1}}


def words_query(request: EngineRequest, lookup: Lookup) -> dict:
    """Documents with enough of the query, those that are required, nothing of what is left out."""
    query = request.query
    by_clause: dict[int, list[tuple[Question, float]]] = {}
    scored: list[dict] = []
    for question in lookup.questions:
        clause, *worth = lookup.meaning[question.number]
        if clause is not None:
            by_clause.setdefault(clause, []).append((question, worth[0]))
            continue
        kind, weight = worth
        for slot, found in list_slots(question):
            worth_here = FIELD_PHRASE * BOOSTS[slot] if kind == "field" else BONUSES[kind]
            scored.append(constant(found, query.total * worth_here * weight, f"{question.number}|{slot}"))
    enough, filters, without = [], [], []
    for number, questions in by_clause.items():
        clause = query.clauses[number]
        any_of = satisfy(question for question, _weight in questions)
        if clause.left_out:
            without.append(any_of)
            continue
        enough.append(constant(any_of, clause.value))
        scored.append(constant(any_of, clause.value * COVERED))
        scored.append({"dis_max": {"queries": [score_question(q, weight * clause.value) for q, weight in questions]}})
        if query.is_required(clause):
            filters.append(any_of)
    found: dict[str, object] = {"must_not": without}
    if enough:
        filters.append({"function_score": {"query": {"bool": {"should": enough}}, "min_score": query.needed}})
        found |= {"filter": filters, "should": scored}
    return {"bool": found}


def filter_query(field: str, values: Iterable[str]) -> dict:
    return {"terms": {f"facets.{field}": list(values)}}


def get_filters(request: EngineRequest) -> dict[str, dict]:
    """Facet → its filter; without a chosen language, that of the screen's scope stands for it."""
    filters = {
        name: filter_query(name, values) for name, values in request.filters.items() if values and name in FACETS
    }
    filters.setdefault("language", filter_query("scope", [request.language]))
    return filters


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
    size = request.limit
    if ranked and request.offset < WINDOW:
        size = max(WINDOW, request.offset + request.limit)
    body = {
        "query": {"bool": {"must": [words_query(request, lookup)], "filter": common, "must_not": excluded}},
        "post_filter": {"bool": {"filter": list(filters.values())}},
        "sort": ["_score", date, {"document": "asc"}]
        if ranked
        else [date, {"rest": "asc"}, "_score", {"document": "asc"}],
        "track_scores": True,
        "track_total_hits": True,
        "from": 0 if ranked and request.offset < WINDOW else request.offset,
        "size": size,
        "docvalue_fields": ["document", {"field": "date", "format": "yyyy-MM-dd"}, "ages", "family", "weight"],
    }
    counted = [name for name in request.facets if name in FACETS]
    if counted:
        body["aggs"] = {
            name: {
                "filter": {"bool": {"filter": [query for other, query in filters.items() if other != name]}},
                "aggs": {"values": {"terms": {"field": f"facets.{name}", "size": MAX_VALUES}}},
            }
            for name in counted
        }
    return body


def read_rows(hits: Iterable[dict]) -> Iterator[tuple[int, int, int]]:
    """(question, document, slot) of what hits satisfy."""
    for hit in hits:
        document = hit["fields"]["document"][0]
        for name in hit.get("matched_queries", ()):
            question, slot = name.split("|")
            yield int(question), document, int(slot)


def read_facts(hits: Iterable[dict]) -> dict[int, Fact]:
    facts = {}
    for hit in hits:
        fields = hit["fields"]
        date = datetime.date.fromisoformat(fields["date"][0]) if "date" in fields else None
        facts[fields["document"][0]] = Fact(date, fields["ages"][0], fields["family"][0], fields["weight"][0])
    return facts
