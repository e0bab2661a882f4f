"""Counts beside facet values are the hits after a click, on random libraries."""

import dataclasses
import random
from types import SimpleNamespace

import pytest

from search.contract import FACETS, SearchQuery
from search.engines import get_engine
from search.engines.base import iterate_documents
from search.engines.elasticsearch import ElasticsearchEngine
from search.service import iterate, search
from tests.factories import make_page
from tests.filler import fill
from tests.search.library import add_document, engine
from works.models import WorkPage

pytestmark = pytest.mark.django_db

WORDS = "école données réseau loi santé travail avis rapport Europe libertés".split()
VALUES = {
    "section": ("travaux", "paroles", "actualites"),
    "kind": ("rapport", "avis", "lettre"),
    "theme": ("education", "sante", "donnees", "ia"),
    "keyword": ("a", "b", "c"),
    "person": ("camille", "dominique", "sacha"),
}


@pytest.fixture
def library(db):
    chance = random.Random(20)
    documents = []
    for page in fill(make_page(WorkPage, title="Ouvrage"), 40):
        language = chance.choice(("fr", "fr", "fr", "en"))
        facets = {name: chance.sample(values, chance.randint(0, 2)) for name, values in VALUES.items()}
        documents.append(
            add_document(
                " ".join(chance.sample(WORDS, 3)),
                summary=" ".join(chance.sample(WORDS, 4)),
                text=" ".join(chance.choices(WORDS, k=30)),
                passages=[" ".join(chance.sample(WORDS, 5))],
                language=language,
                scope=("en",) if language == "en" else chance.choice((("fr",), ("fr", "en"))),
                facets=facets,
                thing=SimpleNamespace(pk=page),
                write=False,
            )
        )
        documents[-1].year = chance.choice((None, 2019, 2021, 2023))
        documents[-1].save()
    engine().write(documents)
    return chance


def make_query(chance) -> SearchQuery:
    facets = {
        name: tuple(chance.sample(values, chance.randint(1, 2)))
        for name, values in (VALUES | {"language": ("fr", "en")}).items()
        if chance.random() < 0.3
    }
    return SearchQuery(
        text=chance.choice(("", "école", "loi santé", "données réseau avis", '"rapport"', "libertés travail")),
        language=chance.choice(("fr", "en")),
        facets=facets,
        year_from=chance.choice((None, 2020)),
        sort=chance.choice(("relevance", "date")),
    )


def click(library, times: int) -> int:
    """Ask at random, click on some values, compare; return how many clicks were made."""
    clicks = 0
    for _ in range(times):
        query = make_query(library)
        result = search(dataclasses.replace(query, with_passages=False))
        assert not result.degraded
        assert result.total == sum(1 for _item in iterate(query))
        for name in FACETS:
            for value in library.sample(result.facets[name], min(2, len(result.facets[name]))):
                # Values of one facet are alternatives: the count is that of the value alone.
                clicked = dataclasses.replace(
                    query, facets={**query.facets, name: (value.value,)}, with_facets=False, with_passages=False
                )
                assert search(clicked).total == value.count, (query, value)
                clicks += 1
    return clicks


def test_counts_are_the_hits_after_a_click(library):
    assert click(library, 15) > 60


@pytest.mark.services
def test_counts_are_the_hits_after_a_click_on_a_node(library, elasticsearch_url, settings, monkeypatch):
    settings.ELASTICSEARCH_URL, settings.SEARCH_ENGINE = elasticsearch_url, "elasticsearch"
    monkeypatch.setattr(ElasticsearchEngine, "search_timeout", 20.0)
    get_engine("elasticsearch").rebuild(iterate_documents(), lambda done: None)
    assert click(library, 15) > 60


def test_what_is_excluded_is_not_counted(library):
    query = SearchQuery()
    before = search(query)
    page = before.items[0].object
    page.unpublish()

    after = search(query)

    assert after.total == before.total - 1
    assert sum(v.count for v in after.facets["language"]) == sum(v.count for v in before.facets["language"]) - 1
    assert page.pk not in [item.document.page_id for item in iterate(query)]


def test_a_chosen_value_stays_whatever_it_counts(library):
    result = search(SearchQuery(text="école", facets={"theme": ("inconnu",)}))
    assert result.total == 0
    assert [(v.value, v.count) for v in result.facets["theme"] if v.selected] == [("inconnu", 0)]
    assert any(v.count for v in result.facets["theme"])


def test_pages_of_results_follow_each_other(library):
    seen = []
    for number in range(1, 20):
        items = search(SearchQuery(text="école", page=number, page_size=4, with_facets=False)).items
        if not items:
            break
        seen += [item.document.pk for item in items]
    assert len(seen) == len(set(seen)) == search(SearchQuery(text="école")).total
