"""Graded queries: reading their file, and scoring what the search answers to them.

File: {"queries": [{"id", "query", "types": […], "year": null or 2021, "language": "fr" (optional),
"relevant": [{"id": a document's reference, "family", "grade": 3 perfect, 2 good, 1 related}]}]}.
Other fields are not read; what is null is as if it were not there.
"""

import dataclasses
import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.conf import settings

from .contract import SearchQuery
from .engines import get_engine
from .indexing import process, reindex
from .indexing.rebuild import iterate_documents
from .models import SearchDocument
from .service import search

DEPTH = 10
#: 0 is what answers nothing.
GRADES = (0, 1, 2, 3)
#: The families whose members all have a page: one that is not found is a miss. Of the others (keywords, figures,
#: partners of Café IA…), what has no page is left out of the score.
WITH_PAGES = frozenset({"works", "paroles", "cenum", "actions", "news", "pages"})
#: Times that an engine which did not answer is asked again, and seconds in between.
TRIES, PAUSE = 4, 3.0


class BadFile(Exception):
    """The file cannot be used; the message says where and why."""


class EngineSilent(Exception):
    """The engine that is measured does not answer."""


@dataclasses.dataclass(frozen=True)
class Graded:
    """A query with what should answer it: reference → grade."""

    id: str
    query: str
    types: tuple[str, ...]
    language: str
    year: int | None
    relevant: dict[str, int]
    families: dict[str, str]
    #: How many graded things have no page.
    left_out: int = 0


@dataclasses.dataclass
class Outcome:
    """What came for a query."""

    graded: Graded
    found: list[str]
    total: int
    milliseconds: float


def read_file(path: Path) -> list[Graded]:
    """Read graded queries, with all that they grade (see `leave_out`). Raises `BadFile`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadFile(f"{path} is not JSON: {error}.") from error
    queries = content.get("queries") if isinstance(content, dict) else None
    if not isinstance(queries, list) or not queries:
        raise BadFile('The file must be an object with a list of queries: {"queries": […]}.')
    graded = [read_query(entry, number) for number, entry in enumerate(queries, 1)]
    seen: set[str] = set()
    for query in graded:
        if query.id in seen:
            raise BadFile(f"Two queries have the id “{query.id}”.")
        seen.add(query.id)
    return graded


def read_query(entry: object, number: int) -> Graded:
    where = f"Query {number}"
    if not isinstance(entry, dict):
        raise BadFile(f"{where} is not an object.")
    name = entry.get("id")
    if not isinstance(name, str) or not name:
        raise BadFile(f"{where}: “id” must be a text.")
    where = f"Query {number} ({name})"
    text = entry.get("query")
    if not isinstance(text, str) or not text.strip():
        raise BadFile(f"{where}: “query” must be a text.")
    entry = {"types": [], "language": settings.LANGUAGE_CODE, "relevant": []} | {
        field: value for field, value in entry.items() if value is not None
    }
    types = entry["types"]
    if not isinstance(types, list) or not all(isinstance(kind, str) for kind in types):
        raise BadFile(f"{where}: “types” must be a list of texts.")
    year = entry.get("year")
    if year is not None and (not is_integer(year) or not 1000 <= year <= 9999):
        raise BadFile(f"{where}: “year” must be a year or null.")
    language = entry["language"]
    if language not in dict(settings.LANGUAGES):
        raise BadFile(f"{where}: “language” must be one of {', '.join(dict(settings.LANGUAGES))}.")
    relevant = entry["relevant"]
    if not isinstance(relevant, list):
        raise BadFile(f"{where}: “relevant” must be a list.")
    grades: dict[str, int] = {}
    families: dict[str, str] = {}
    for item in relevant:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
            raise BadFile(f"{where}: each relevant thing must be an object with an “id”.")
        if not is_integer(item.get("grade")) or item["grade"] not in GRADES:
            raise BadFile(f"{where}: the grade of “{item['id']}” must be 3, 2, 1 or 0.")
        family = "" if item.get("family") is None else item["family"]
        if not isinstance(family, str):
            raise BadFile(f"{where}: the family of “{item['id']}” must be a text.")
        if item["grade"]:
            grades[item["id"]] = max(item["grade"], grades.get(item["id"], 0))
            families[item["id"]] = family.lower()
    return Graded(name, text, tuple(types), language, year, grades, families)


def leave_out(queries: Sequence[Graded]) -> list[Graded]:
    """Take out of what is graded the things that have no page."""
    known = get_known(name for query in queries for name in query.relevant)
    kept = []
    for query in queries:
        relevant = {
            name: grade for name, grade in query.relevant.items() if query.families[name] in WITH_PAGES or name in known
        }
        kept.append(dataclasses.replace(query, relevant=relevant, left_out=len(query.relevant) - len(relevant)))
    return kept


def prepare(engine: str, say: Callable[[str], None]) -> None:
    """Index what waits to be, and all that the index lacks: an empty or late index is not what is measured.

    Raises `EngineUnavailable`.
    """
    done, failed = process()
    if done or failed:
        say("What changed is indexed.")
    if not SearchDocument.objects.exists():
        say("Nothing is indexed yet: indexing everything…")
        reindex(engine)
    target = get_engine(engine)
    if target.get_indexed() != set(SearchDocument.objects.values_list("pk", flat=True)):
        say(f"The index of {engine} is not complete: writing it again…")
        target.rebuild(iterate_documents(), lambda done: None)


def get_known(references: Iterable[str]) -> set[str]:
    """Those of `references` that a document has."""
    known = SearchDocument.objects.exclude(reference="").values_list("reference", flat=True)
    return set(references) & set(known)


def is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def run(queries: Iterable[Graded], engine: str, progress: Callable[[int], None] = lambda done: None) -> list[Outcome]:
    """Ask each query as a reader would, facets and passages included. Raises `EngineSilent`."""
    outcomes = []
    # What a reader would wait for is in the latencies; a busy machine changes no answer.
    with get_engine(engine).patient():
        for number, graded in enumerate(queries, 1):
            if number == 1:
                ask(graded, engine)  # the first one pays for what is loaded once
            outcomes.append(ask(graded, engine))
            progress(number)
    return outcomes


def ask(graded: Graded, engine: str) -> Outcome:
    query = SearchQuery(
        text=graded.query,
        language=graded.language,
        year_from=graded.year,
        year_to=graded.year,
        page_size=DEPTH,
        engine=engine,
    )
    for tried in range(TRIES):
        if tried:
            time.sleep(PAUSE)
        started = time.perf_counter()
        result = search(query)
        milliseconds = (time.perf_counter() - started) * 1000
        if result.engine == engine and not result.degraded:
            found = dict.fromkeys(item.document.reference for item in result.items if item.document.reference)
            return Outcome(graded, list(found), result.total, milliseconds)
    raise EngineSilent(f"{engine} does not answer.")


def score(outcomes: Sequence[Outcome]) -> dict[str, dict]:
    """Return "all" and each type of query → its measures."""
    by_query = score_each(outcomes)
    groups: dict[str, list[Outcome]] = {"all": list(outcomes)}
    for kind in sorted({kind for outcome in outcomes for kind in outcome.graded.types}):
        groups[kind] = [outcome for outcome in outcomes if kind in outcome.graded.types]
    return {name: summarise(members, by_query) for name, members in groups.items()}


def score_each(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Query → its nDCG@10, MRR and recall@10; those that nothing can answer are not scored."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    names = {nDCG @ DEPTH: "ndcg", RR @ DEPTH: "mrr", R @ DEPTH: "recall"}
    judged, ranked = [], []
    for outcome in outcomes:
        name = outcome.graded.id
        judged += [ir_measures.Qrel(name, ref, grade) for ref, grade in outcome.graded.relevant.items()]
        ranked += [ir_measures.ScoredDoc(name, ref, float(-rank)) for rank, ref in enumerate(outcome.found)]
    scores = {outcome.graded.id: dict.fromkeys(names.values(), 0.0) for outcome in outcomes if outcome.graded.relevant}
    if judged and ranked:
        for metric in ir_measures.iter_calc(list(names), judged, ranked):
            if metric.query_id in scores:
                scores[metric.query_id][names[metric.measure]] = metric.value
    return scores


def summarise(outcomes: Sequence[Outcome], by_query: dict[str, dict[str, float]]) -> dict:
    """Means over the queries that can be answered, and latencies over all of them."""
    scored = [outcome for outcome in outcomes if outcome.graded.id in by_query]
    summary: dict[str, object] = {"queries": len(outcomes), "scored": len(scored)}
    for name in ("ndcg", "mrr", "recall"):
        values = [by_query[outcome.graded.id][name] for outcome in scored]
        summary[name] = sum(values) / len(values) if values else None
    summary["zero"] = sum(not outcome.total for outcome in scored) / len(scored) if scored else None
    times = sorted(outcome.milliseconds for outcome in outcomes)
    summary["p50"], summary["p95"] = get_percentile(times, 50), get_percentile(times, 95)
    return summary


def get_percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile."""
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]
