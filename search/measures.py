"""Graded queries: reading their file, and scoring what the search answers to them.

File: {"queries": [{"id", "query", "types": […], "year": null or 2021, "language": "fr" (optional),
"relevant": [{"id": a document's reference, "family", "grade": 3 perfect, 2 good, 1 related}]}]}.
Other fields are not read; what is null is as if it were not there.
"""

import math
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .contract import SearchQuery
from .engines import get_engine
from .engines.base import EngineUnavailable, iterate_documents
from .indexing.queue import process
from .indexing.rebuild import reindex
from .models import SearchDocument
from .service import search

DEPTH = 10
#: The families whose members all have a page: one that is not found is a miss. Of the others (keywords, figures,
#: partners of Café IA…), what has no page is left out of the score.
WITH_PAGES = frozenset({"works", "paroles", "cenum", "actions", "news", "pages"})
#: Samples of the bootstrap.
RESAMPLES = 1_000
#: Times that an engine which did not answer is asked again, seconds in between, and how long it is waited for.
TRIES, PAUSE, PATIENCE = 4, 3.0, 10.0


class BadFile(Exception):
    """The file cannot be used; the message says where and why."""


class Entry(BaseModel):
    """An object of the file."""

    model_config = ConfigDict(strict=True)

    @model_validator(mode="before")
    @classmethod
    def forget_nulls(cls, data):
        return {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data


class Relevant(Entry):
    """Something that should answer a query; grade 0 is what answers nothing."""

    id: str = Field(min_length=1)
    family: str = ""
    grade: int = Field(ge=0, le=3)


class Graded(Entry):
    """A query with what should answer it."""

    id: str = Field(min_length=1)
    query: str = Field(pattern=r"\S")
    types: list[str] = []
    year: int | None = Field(None, ge=1000, le=9999)
    language: Literal[*dict(settings.LANGUAGES)] = settings.LANGUAGE_CODE
    relevant: list[Relevant] = []

    @property
    def grades(self) -> dict[str, int]:
        """Reference → grade."""
        return {thing.id: thing.grade for thing in sorted(self.relevant, key=lambda thing: thing.grade) if thing.grade}


class GradedFile(Entry):
    queries: list[Graded] = Field(min_length=1)

    @model_validator(mode="after")
    def have_own_ids(self):
        name, times = Counter(query.id for query in self.queries).most_common(1)[0]
        if times > 1:
            raise ValueError(f"two queries have the id “{name}”")
        return self


@dataclass
class Outcome:
    """What came for a query."""

    graded: Graded
    found: list[str]
    total: int
    milliseconds: float


def read_file(path: Path) -> list[Graded]:
    """Read graded queries, with all that they grade (see `leave_out`). Raises `BadFile`."""
    try:
        return GradedFile.model_validate_json(path.read_bytes()).queries
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        raise BadFile(f"{path}{place and f', {place[1:]}'}: {first['msg']}.") from error


def leave_out(queries: Sequence[Graded]) -> list[Graded]:
    """Take out of what is graded the things that have no page."""
    known = get_known(thing.id for query in queries for thing in query.relevant)
    return [
        query.model_copy(
            update={"relevant": [row for row in query.relevant if row.family.lower() in WITH_PAGES or row.id in known]}
        )
        for query in queries
    ]


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


def run(queries: Iterable[Graded], engines: Sequence[str]) -> dict[str, list[Outcome]]:
    """Ask each query as a reader would of each engine in turn, facets and passages included. Raises `EngineUnavailable`."""
    outcomes: dict[str, list[Outcome]] = {engine: [] for engine in engines}
    with ExitStack() as stack:
        for engine in engines:
            # What a reader would wait for is in the latencies; a busy machine changes no answer.
            target = get_engine(engine)
            target.search_timeout = PATIENCE
            stack.callback(delattr, target, "search_timeout")
        for number, graded in enumerate(queries):
            for engine in engines:
                if not number:
                    ask(graded, engine)  # the first one pays for what is loaded once
                outcomes[engine].append(ask(graded, engine))
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
    raise EngineUnavailable(f"{engine} does not answer.")


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
        judged += [ir_measures.Qrel(name, ref, grade) for ref, grade in outcome.graded.grades.items()]
        ranked += [ir_measures.ScoredDoc(name, ref, float(-rank)) for rank, ref in enumerate(outcome.found)]
    scores = {outcome.graded.id: dict.fromkeys(names.values(), 0.0) for outcome in outcomes if outcome.graded.grades}
    if judged and ranked:
        for metric in ir_measures.iter_calc(list(names), judged, ranked):
            if metric.query_id in scores:
                scores[metric.query_id][names[metric.measure]] = metric.value
    return scores


def summarise(outcomes: Sequence[Outcome], by_query: dict[str, dict[str, float]]) -> dict:
    """Means over the queries that can be answered, that of nDCG with its interval, and latencies over all of them."""
    scored = [outcome for outcome in outcomes if outcome.graded.id in by_query]
    summary: dict[str, object] = {"queries": len(outcomes), "scored": len(scored), "interval": None}
    for name in ("ndcg", "mrr", "recall"):
        values = [by_query[outcome.graded.id][name] for outcome in scored]
        summary[name] = statistics.fmean(values) if values else None
        if values and name == "ndcg":
            summary["interval"] = get_interval(values)
    summary["zero"] = sum(not outcome.total for outcome in scored) / len(scored) if scored else None
    times = sorted(outcome.milliseconds for outcome in outcomes)
    summary["p50"], summary["p95"] = get_percentile(times, 50), get_percentile(times, 95)
    return summary


def get_interval(values: Sequence[float]) -> tuple[float, float]:
    """Where the mean would be 95 times of 100 with other queries of the same kinds (bootstrap)."""
    chance = random.Random(0)  # noqa: S311
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return get_percentile(means, 2.5), get_percentile(means, 97.5)


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict:
    """How far two engines agree on the same queries, and what the second gains in nDCG, with its interval."""
    pairs, scores = list(zip(first, second, strict=True)), [score_each(first), score_each(second)]
    gains = [scores[1][name]["ndcg"] - found["ndcg"] for name, found in scores[0].items()]
    shared = [
        len({*one.found} & {*other.found}) / len({*one.found} | {*other.found}) if one.found or other.found else 1.0
        for one, other in pairs
    ]
    return {
        "gain": statistics.fmean(gains) if gains else None,
        "interval": get_interval(gains) if gains else None,
        "jaccard": statistics.fmean(shared),
        "same_first": sum(one.found[:1] == other.found[:1] for one, other in pairs) / len(pairs),
        "same_total": sum(one.total == other.total for one, other in pairs) / len(pairs),
    }


def get_percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile."""
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]
