"""The graded queries of the project: their references are those of the demo content."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from search.engines.elasticsearch import ElasticsearchEngine
from search.indexing.rebuild import reindex

from .measures import get_known, leave_out, read_file, run, score

FILE = Path(__file__).with_name("queries.json")
#: 150 others, of the kinds that are harder: one half to work with; the other is run to report, never to tune.
HALVES = [Path(__file__).with_name(name) for name in ("harder.json", "locked.json")]
TYPES = {
    *("titre_exact", "titre_partiel", "acronyme", "nom", "theme"),
    *("question", "typo", "apostrophe", "anglais"),
}


def test_they_are_150_well_spread():
    queries = json.loads(FILE.read_text())["queries"]
    assert len(queries) == len({query["id"] for query in queries}) == 150
    counts = Counter(kind for query in queries for kind in query["types"])
    assert set(counts) == TYPES
    assert min(counts.values()) >= 8
    assert all(query["relevant"] for query in queries)


def test_the_harder_ones_are_two_halves_of_the_same_kinds():
    halves = [json.loads(file.read_text())["queries"] for file in HALVES]
    assert [len(half) for half in halves] == [75, 75]
    kinds = [Counter(kind for query in half for kind in query["types"]) for half in halves]
    assert set(kinds[0]) == set(kinds[1]) and all(abs(kinds[0][kind] - kinds[1][kind]) <= 1 for kind in kinds[0])
    assert not {query["query"] for query in halves[0]} & {query["query"] for query in halves[1]}


@pytest.mark.django_db
def test_every_graded_thing_is_in_the_demo_content(demo_site):
    reindex()
    queries = [query for file in (FILE, *HALVES) for query in json.loads(file.read_text())["queries"]]
    graded = {thing["id"] for query in queries for thing in query["relevant"]}
    assert graded - get_known(graded) == set()


@pytest.mark.django_db
def test_the_engine_of_the_database_is_as_good_as_promised(demo_site):
    reindex()
    check(connection.vendor, ndcg=0.80, typo=0.90, zero=0.02)


@pytest.mark.django_db
@pytest.mark.services
def test_elasticsearch_is_as_good_as_promised(demo_site, elasticsearch_url, settings, monkeypatch):
    settings.ELASTICSEARCH_URL, settings.SEARCH_ENGINE = elasticsearch_url, "elasticsearch"
    monkeypatch.setattr(ElasticsearchEngine, "search_timeout", 20.0)
    reindex()
    check("elasticsearch", ndcg=0.85, typo=0.95, zero=0.01)


def check(engine: str, ndcg: float, typo: float, zero: float) -> None:
    scores = score(run(leave_out(read_file(FILE)), [engine])[engine])
    assert scores["all"]["ndcg"] >= ndcg
    assert scores["all"]["zero"] <= zero
    assert scores["titre_exact"]["recall"] == 1
    assert scores["titre_exact"]["mrr"] >= 0.95
    assert scores["typo"]["recall"] >= typo
