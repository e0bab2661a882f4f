"""From an `EngineRequest` to the bodies that Elasticsearch is sent. Pure functions, without a network."""

from collections.abc import Iterable

from ..analysis import get_analyser, normalise
from ..families import get_registers
from .base import Alternative, Clause, EngineRequest, ParsedQuery
from .elasticsearch_mapping import FACETS, FIELDS, LANGUAGES, PREFIXED

#: More than any facet has: each value is counted.
MAX_VALUES = 2_000
#: Of very long queries, what comes after is left out: the node refuses too many clauses.
MAX_CLAUSES, MANY_CLAUSES = 30, 8
#: What a word as it is written adds to its stem in these fields.
EXACT, EXACT_FIELDS = 0.3, ("title", "other_titles", "people")
WHOLE_TITLE = 60
#: For each word of a query of which a result has every one.
ALL_WORDS = 20
#: The whole query is a subject that editors gave, a place, someone who took part.
SUBJECT = 25
#: What a synonym of the whole query is worth beside it.
EQUIVALENT = 0.7
PHRASES = {"title": 12, "other_titles": 12, "people": 6, "summary": 4, "text": 2}
#: Titles and names only (`names`), and less than what was typed; short words have too many neighbours.
FUZZY_WEIGHT, FUZZY_FROM = 1.5, 4
FUZZY = {"fuzziness": "AUTO", "prefix_length": 1, "max_expansions": 12, "boost": FUZZY_WEIGHT}
#: A news item of the day counts a third more than an old one.
RECENCY, RECENCY_SCALE = 0.33, "365d"
#: Who types a part of a name wants the page of who has it: so much more for a person that has it in the
#: name, and less for persons and organisations that only have it in what is said of them.
PERSON, DESCRIBED = 0.3, 0.4
PASSAGE_FIELDS = {"title": 3, "text": 1}


def get_key(text: str) -> str:
    """A whole title as one word: folded, punctuation left out."""
    return " ".join(get_analyser("fr").exact(normalise(text)))[:1000]


def get_subject(text: str) -> str:
    """A whole line as one word, stemmed: « l’économie de l’attention » is the subject « économie de l’attention »."""
    return " ".join(get_analyser("fr").stems(normalise(text)))[:1000]


def alternative_query(alternative: Alternative, fields: dict[str, int], exact: bool) -> list[dict]:
    """A word, or words in a row, in any of the fields; the best of them counts, the others a little."""
    found = []
    for language in LANGUAGES:
        if alternative.exact:
            boosted = [f"{language}.{name}.exact^{boost}" for name, boost in fields.items()]
        else:
            boosted = [f"{language}.{name}^{boost}" for name, boost in fields.items()]
        if exact and not alternative.exact:
            boosted += [f"{language}.{name}.exact^{fields[name] * EXACT}" for name in EXACT_FIELDS if name in fields]
        # "phrase": one word is looked up, several must follow each other.
        words = {"query": alternative.text, "type": "phrase", "fields": boosted, "tie_breaker": 0.2}
        found.append({"multi_match": words | {"boost": alternative.weight}})
    return found


def clause_query(clause: Clause, fields: dict[str, int], exact: bool, fuzzy: bool) -> dict:
    """Whatever may stand for a clause."""
    queries = []
    for alternative in clause.alternatives:
        queries += alternative_query(alternative, fields, exact)
        word = alternative.text
        typed = not (clause.required or alternative.exact or alternative.through)
        if fuzzy and typed and word.isalpha() and len(word) >= FUZZY_FROM:
            queries.append({"match": {"names": {"query": word, **FUZZY}}})
    return {"dis_max": {"queries": queries}}


def words_query(query: ParsedQuery, fields: dict[str, int], minimum: int, fuzzy: bool = False) -> dict:
    """Documents with enough of the clauses, and all those that are required."""
    if not query.clauses:
        return {"match_all": {}}
    clauses = sorted(query.clauses, key=lambda clause: not clause.required)[:MAX_CLAUSES]
    many = len(clauses) > MANY_CLAUSES
    built = [(clause.required, clause_query(clause, fields, not many, fuzzy and not many)) for clause in clauses]
    found: dict[str, object] = {
        "must": [clause for required, clause in built if required],
        "should": [clause for _, clause in built],
        "minimum_should_match": min(minimum, len(clauses)),
    }
    known = [clause for clause in clauses if clause.known]
    if fuzzy and minimum < len(known) and not many:
        # A bool query only adds up: without this, two words of a title pass before all the words in a text.
        all_words = {"bool": {"filter": [clause_query(clause, fields, False, False) for clause in known]}}
        bonus = {"constant_score": {"filter": all_words, "boost": ALL_WORDS * len(known)}}
        return {"bool": {"must": [{"bool": found}], "should": [bonus]}}
    return {"bool": found}


def phrase_boosts(query: ParsedQuery) -> list[dict]:
    """More for a title typed whole, and for the query's words in a row."""
    text = query.meant
    boosts: list[dict] = []
    for whole, weight in [(text, 1.0), *((other, EQUIVALENT) for other in query.equivalents)]:
        boosts.append({"term": {"titles": {"value": get_key(whole), "boost": WHOLE_TITLE * weight}}})
        subject = {"term": {"subjects": get_subject(whole)}}
        boosts.append({"constant_score": {"filter": subject, "boost": SUBJECT * weight}})
    if len(text.split()) > 1:
        for language in LANGUAGES:
            fields = [f"{language}.{name}.exact^{boost}" for name, boost in PHRASES.items()]
            boosts.append({"multi_match": {"query": text, "type": "phrase", "slop": 1, "fields": fields}})
    return boosts


def filter_query(field: str, values: Iterable[str]) -> dict:
    return {"terms": {f"facets.{field}": list(values)}}


def get_filters(request: EngineRequest) -> dict[str, dict]:
    """Facet → its filter; without a chosen language, that of the screen's scope stands for it."""
    filters = {
        name: filter_query(name, values) for name, values in request.filters.items() if values and name in FACETS
    }
    filters.setdefault("language", filter_query("scope", [request.language]))
    return filters


def get_common_filters(request: EngineRequest) -> list[dict]:
    filters: list[dict] = []
    if request.year_from is not None or request.year_to is not None:
        bounds = {"gte": request.year_from, "lte": request.year_to}
        filters.append({"range": {"year": {name: year for name, year in bounds.items() if year is not None}}})
    return filters


def get_excluded(request: EngineRequest) -> list[dict]:
    return [{"terms": {"document": sorted(request.excluded)}}] if request.excluded else []


def get_sort(by_date: bool) -> list:
    date = {"date": {"order": "desc", "missing": "_last"}}
    rest = [{"document": "desc"}]
    return [date, "_score", *rest] if by_date else ["_score", date, *rest]


def weigh_families(query: ParsedQuery) -> list[dict]:
    """What the score is multiplied by, in parts that add up."""
    fields = [f"{language}.{name}" for language in LANGUAGES for name in PREFIXED]
    named = {"multi_match": {"query": query.text, "fields": fields, "fuzziness": "AUTO", "prefix_length": 1}}
    registers = get_registers().items()
    described = {"terms": {"family": [family for family, model in registers if model.search_is_named]}}
    first = {"terms": {"family": [family for family, model in registers if model.search_comes_first]}}
    return [
        {"weight": 1 - DESCRIBED},
        {"filter": {"bool": {"should": [named, {"bool": {"must_not": described}}]}}, "weight": DESCRIBED},
        {"filter": {"bool": {"filter": [named, first]}}, "weight": PERSON},
    ]


def search_body(request: EngineRequest) -> dict:
    """One request: the hits under all the filters, and each facet under all the others'."""
    filters = get_filters(request)
    words = words_query(request.query, FIELDS, request.query.minimum, fuzzy=True)
    found = {
        "bool": {
            "must": [words],
            "should": phrase_boosts(request.query) if request.query.clauses else [],
            "filter": get_common_filters(request),
            "must_not": get_excluded(request),
        }
    }
    recent = {
        "filter": {"term": {"ages": True}},
        "gauss": {"date": {"origin": "now/d", "scale": RECENCY_SCALE, "decay": 0.5}},
        "weight": RECENCY,
    }
    functions = [{"weight": 1}, recent] if not request.query.clauses else [*weigh_families(request.query), recent]
    scored = {"query": found, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}
    weighed = {"query": {"function_score": scored}, "field_value_factor": {"field": "weight", "missing": 1}}
    body = {
        "query": {"function_score": weighed},
        "post_filter": {"bool": {"filter": list(filters.values())}},
        "sort": get_sort(request.by_date or not request.query.clauses),
        "track_scores": True,
        "track_total_hits": True,
        "from": request.offset,
        "size": request.limit,
        "docvalue_fields": ["document"],
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


def passages_body(request: EngineRequest, documents: list[int], limit: int) -> dict:
    """The best passages of each of these documents: those with any word of the query, and all that is quoted."""
    return {
        "query": {
            "bool": {
                "must": [words_query(request.query, PASSAGE_FIELDS, 1)],
                "filter": [{"terms": {"document": documents}}],
                "must_not": get_excluded(request),
            }
        },
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "documents": {
                "terms": {"field": "document", "size": len(documents)},
                "aggs": {
                    "best": {
                        "top_hits": {
                            "size": limit,
                            "sort": ["_score", {"position": "asc"}],
                            "docvalue_fields": ["passage"],
                        }
                    }
                },
            }
        },
    }


def completion_body(text: str, language: str, excluded: frozenset[int], limit: int) -> dict:
    """Documents that have, for each word typed, a word that starts like it in the title or another one."""
    started = []
    for name in LANGUAGES:
        fields = [f"{name}.title.prefix^2", f"{name}.other_titles.prefix"]
        started.append({"multi_match": {"query": text, "type": "cross_fields", "operator": "and", "fields": fields}})
    boosts = [{"term": {"titles": {"value": get_key(text), "boost": 20}}}]
    for name in LANGUAGES:
        # Whole words first, then those in the order typed.
        whole = {"query": text, "fields": [f"{name}.title.exact^2", f"{name}.other_titles.exact"]}
        boosts.append({"multi_match": whole})
        boosts.append({"match_phrase_prefix": {f"{name}.title.exact": {"query": text, "boost": 4}}})
    return {
        "query": {
            "bool": {
                "must": [{"dis_max": {"queries": started}}],
                "should": boosts,
                "filter": [filter_query("scope", [language])],
                "must_not": [{"terms": {"document": sorted(excluded)}}] if excluded else [],
            }
        },
        "sort": get_sort(by_date=False),
        "track_total_hits": False,
        "size": limit,
        "docvalue_fields": ["document"],
    }
