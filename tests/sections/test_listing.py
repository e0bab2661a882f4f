"""Listings: what an address asks for, cleaned, filtered, counted and linked."""

import pytest
from django.http import QueryDict

from sections.registry import get_section_for
from tests.factories import get_index, make_page, make_private
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db

HOSTILE = [
    "year=abc",
    "year=-1",
    "year=99999999999999999999",
    "year=%00",
    "page=-1",
    "page=abc",
    "page=0",
    "page=99999999999999999999",
    "page=1e9",
    "page=%C2%B2",
    "sort=nothing",
    "colour=%27%20OR%201%3D1--",
    "colour=" + "x" * 10_000,
    "year=2024&year=2024&year=abc&year=" + "&year=".join(str(y) for y in range(1900, 1990)),
    "theme=%22%00%27",
    "unknown=1",
    "%00=%00",
    "colour=%F0%9F%98%80",
    "colour=%E2%80%AE",
]


def listing(query: str = ""):
    section = get_section_for(ToyPage)
    return section.get_listing(QueryDict(query), get_index(ToyPage).url)


@pytest.fixture
def toys():
    return [
        make_page(ToyPage, title="Cerceau", colour="rouge", date="2023-01-01"),
        make_page(ToyPage, title="Ballon", colour="rouge", date="2024-01-01"),
        make_page(ToyPage, title="Avion", colour="bleu", date="2024-06-01"),
        make_page(ToyPage, title="Sans date", colour="bleu"),
    ]


def titles(query: str = "") -> list[str]:
    return [page.title for page in listing(query).page]


def test_newest_come_first_and_undated_last(toys):
    assert titles() == ["Avion", "Ballon", "Cerceau", "Sans date"]
    assert titles("sort=title") == ["Avion", "Ballon", "Cerceau", "Sans date"]
    assert titles("sort=oldest")[-1] == "Avion"


def test_values_of_a_facet_are_alternatives_and_facets_add_up(toys):
    assert titles("year=2024") == ["Avion", "Ballon"]
    assert titles("year=2024&year=2023") == ["Avion", "Ballon", "Cerceau"]
    assert titles("year=2024&colour=rouge") == ["Ballon"]


def test_a_count_is_the_number_of_results_after_a_click(toys):
    for query in ["", "year=2024", "colour=rouge", "colour=bleu&year=2024"]:
        current = listing(query)
        for facet in current.active_facets:
            for option in facet.options:
                clicked = QueryDict(query, mutable=True)
                clicked.setlist(facet.name, [option.value])
                assert listing(clicked.urlencode()).total == option.count, (query, facet.name, option)


def test_a_selected_value_without_result_can_be_unselected(toys):
    current = listing("colour=bleu&year=2023")
    assert current.total == 0
    assert {chip.label for chip in current.chips} == {"Bleu", "2023"}


def test_chips_take_one_filter_away_and_keep_the_others(toys):
    current = listing("colour=rouge&year=2024&sort=title&page=2")
    chip = next(chip for chip in current.chips if chip.label == "Rouge")
    assert chip.remove_url == f"{current.path}?year=2024&sort=title"
    assert current.reset_url == current.path


def test_the_feed_has_the_filters_of_the_page(client, toys):
    feed = client.get(listing("colour=rouge").get_feed_url("atom")).content.decode()
    assert "Ballon" in feed and "Avion" not in feed


def test_a_hostile_address_gets_a_page_and_a_feed(client, toys):
    index = get_index(ToyPage)
    for query in HOSTILE:
        for url in (index.url, index.url + "feed/"):
            assert client.get(f"{url}?{query}").status_code == 200, query[:80]


def test_a_value_that_makes_no_sense_is_told(client, toys):
    response = client.get(get_index(ToyPage).url + "?year=abc")
    assert response.status_code == 200
    assert "abc" in response.content.decode()
    assert listing("year=abc").total == 4


def test_a_page_number_beyond_the_last_gives_the_last(toys):
    assert listing("page=50").page.number == 1


def test_drafts_private_and_scheduled_pages_are_in_no_list_count_or_feed(client, toys):
    from datetime import timedelta

    from django.utils import timezone

    make_page(ToyPage, title="Brouillon", live=False, date="2024-02-02")
    make_private(make_page(ToyPage, title="Privé", date="2024-02-02"))
    scheduled = make_page(ToyPage, title="Programmé", live=False, date="2024-02-02")
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision().publish()
    index = get_index(ToyPage)
    html = client.get(index.url).content.decode() + client.get(index.url + "feed/").content.decode()
    for title in ("Brouillon", "Privé", "Programmé"):
        assert title not in html
    assert listing().total == 4
    year = next(facet for facet in listing().active_facets if facet.name == "year")
    assert sum(option.count for option in year.options) == 3


def test_a_listing_costs_the_same_for_3_and_13_pages(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        client.get(index.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(index.url).status_code == 200
        return len(queries)

    index = get_index(ToyPage)
    for _number in range(3):
        make_page(ToyPage, date="2024-01-01")
    few = cost()
    for _number in range(10):
        make_page(ToyPage, date="2023-01-01")
    # Site, page, restrictions, settings, navigation, footer, facets, page of results: none per result.
    assert cost() == few <= 25
