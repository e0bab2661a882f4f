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
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.management import CommandError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from search.contract import SearchQuery
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.indexing.queue import process
from search.indexing.rebuild import reindex
from search.models import SearchDocument
from search.service import search

DEPTH = 10
#: The families whose members all have a page: one that is not found is a miss. Of the others (keywords, figures,
#: partners of Café IA…), what has no page is left out of the score.
WITH_PAGES = frozenset({"works", "paroles", "cenum", "actions", "news", "pages"})
#: Samples of the bootstrap.
RESAMPLES = 1_000
#: Times that an engine which did not answer is asked again, seconds in between, and how long it is waited for.
TRIES, PAUSE, PATIENCE = 4, 3.0, 10.0


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
    """Read graded queries, with all that they grade (see `leave_out`). Raises `CommandError`, with where and why."""
    try:
        return GradedFile.model_validate_json(path.read_bytes()).queries
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        raise CommandError(f"{path}{place and f', {place[1:]}'}: {first['msg']}.") from error


def leave_out(queries: Sequence[Graded]) -> list[Graded]:
    """Take out of what is graded the things that have no page."""
    known = get_known(thing.id for query in queries for thing in query.relevant)
    kept = [[row for row in query.relevant if row.family.lower() in WITH_PAGES or row.id in known] for query in queries]
    return [query.model_copy(update={"relevant": rows}) for query, rows in zip(queries, kept, strict=True)]


def prepare(engine: str, say: Callable[[str], None]) -> None:
    """Index what waits to be, and all that the index lacks: an empty or late index is not what is measured.

    Raises `EngineUnavailable`.
    """
    process()
    documents = set(SearchDocument.objects.values_list("pk", flat=True))
    if not documents or get_engine(engine).get_indexed() != documents:
        say(f"The index of {engine} is not complete: writing it again…")
        reindex(engine)


def get_known(references: Iterable[str]) -> set[str]:
    """Those of `references` that a document has."""
    known = SearchDocument.objects.exclude(reference="").values_list("reference", flat=True)
    return set(references) & set(known)


def run(queries: Iterable[Graded], engines: Sequence[str]) -> dict[str, list[Outcome]]:
    """Ask each query as a reader would of each engine in turn, facets and passages included. Raises `EngineUnavailable`."""
    outcomes: dict[str, list[Outcome]] = {engine: [] for engine in engines}
    for number, graded in enumerate(queries):
        for engine in engines:
            if not number:
                ask(graded, engine)  # the first one pays for what is loaded once
            outcomes[engine].append(ask(graded, engine))
    return outcomes


def ask(graded: Graded, engine: str) -> Outcome:
    years = {"year_from": graded.year, "year_to": graded.year}
    query = SearchQuery(text=graded.query, language=graded.language, page_size=DEPTH, engine=engine, **years)
    target = get_engine(engine)
    # What a reader would wait for is in the latencies; a busy machine changes no answer.
    target.search_timeout = PATIENCE
    try:
        for tried in range(TRIES):
            time.sleep(PAUSE if tried else 0)
            started = time.perf_counter()
            result = search(query)
            milliseconds = (time.perf_counter() - started) * 1000
            if result.engine == engine and not result.degraded:
                found = dict.fromkeys(item.document.reference for item in result.items if item.document.reference)
                return Outcome(graded, list(found), result.total, milliseconds)
    finally:
        del target.search_timeout
    raise EngineUnavailable(f"{engine} does not answer.")


def score(outcomes: Sequence[Outcome]) -> dict[str, dict]:
    """Return "all" and each type of query → its measures."""
    by_query = score_each(outcomes)
    kinds = sorted({kind for outcome in outcomes for kind in outcome.graded.types})
    groups = {kind: [outcome for outcome in outcomes if kind in outcome.graded.types] for kind in kinds}
    return {name: summarise(members, by_query) for name, members in ({"all": outcomes} | groups).items()}


def score_each(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Query → its nDCG@10, MRR and recall@10, and 1 where nothing came; those that nothing can answer are not scored."""
    import ir_measures
    from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

    names = {nDCG @ DEPTH: "ndcg", RR @ DEPTH: "mrr", R @ DEPTH: "recall"}
    scores: dict[str, dict[str, float]] = {}
    judged, ranked = [], []
    for outcome in outcomes:
        name = outcome.graded.id
        judged += [Qrel(name, reference, grade) for reference, grade in outcome.graded.grades.items()]
        ranked += [ScoredDoc(name, reference, float(-rank)) for rank, reference in enumerate(outcome.found)]
        if outcome.graded.grades:
            scores[name] = {"zero": float(not outcome.total)}
    for metric in ir_measures.iter_calc(list(names), judged, ranked):
        scores[metric.query_id][names[metric.measure]] = metric.value
    return scores


def summarise(outcomes: Sequence[Outcome], by_query: dict[str, dict[str, float]]) -> dict:
    """Means over the queries that can be answered, that of nDCG with its interval, and latencies over all of them."""
    scored = [by_query[outcome.graded.id] for outcome in outcomes if outcome.graded.id in by_query]
    times = sorted(outcome.milliseconds for outcome in outcomes)
    return {
        "queries": len(outcomes),
        "scored": len(scored),
        "interval": get_interval([row["ndcg"] for row in scored]),
        **{name: get_mean([row[name] for row in scored]) for name in ("ndcg", "mrr", "recall", "zero")},
        "p50": get_percentile(times, 50),
        "p95": get_percentile(times, 95),
    }


def get_mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def get_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Where the mean would be 95 times of 100 with other queries of the same kinds (bootstrap)."""
    if not values:
        return None
    chance = random.Random(0)  # noqa: S311
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return get_percentile(means, 2.5), get_percentile(means, 97.5)


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict:
    """How far two engines agree on the same queries, and what the second gains in nDCG, with its interval."""
    pairs, scores = list(zip(first, second, strict=True)), [score_each(first), score_each(second)]
    gains = [scores[1][name]["ndcg"] - found["ndcg"] for name, found in scores[0].items()]
    sets = [({*one.found}, {*other.found}) for one, other in pairs]
    return {
        "gain": get_mean(gains),
        "interval": get_interval(gains),
        "jaccard": get_mean([len(one & other) / len(one | other) if one or other else 1.0 for one, other in sets]),
        "same_first": sum(one.found[:1] == other.found[:1] for one, other in pairs) / len(pairs),
        "same_total": sum(one.total == other.total for one, other in pairs) / len(pairs),
    }


def get_percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile."""
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]
