"""The search box of a section's list: words narrow it, with the same counts."""

import datetime

import pytest
from bs4 import BeautifulSoup

from search.indexing.queue import process
from tests.factories import (
    add_contribution,
    make_keyword,
    make_page,
    make_person,
    make_theme,
)
from tests.queries import PAGE_QUERIES, count_queries
from tests.toysection.models import ToyPage
from works.models import WorkPage

pytestmark = pytest.mark.django_db


def get_total(response) -> str:
    return BeautifulSoup(response.content, "html.parser").select_one("#resultats").get_text(strip=True)


def test_a_list_of_a_section_costs_the_same_for_3_and_13_pages_with_words(client):
    def add(number: int) -> str:
        theme, keyword, person = make_theme(), make_keyword(), make_person()
        for _n in range(number):
            page = make_page(WorkPage, title="Dune", summary="Sable.", themes=[theme], tags=[keyword.name])
            add_contribution(page, person)
        process()
        return page.get_parent().get_url()

    path = add(3) + "?q=dune"
    few = count_queries(client, path)
    add(10)
    assert count_queries(client, path) == few <= PAGE_QUERIES


def test_a_list_of_a_section_is_narrowed_by_words_with_the_same_counts(client):
    make_page(WorkPage, title="La mer et ses ports", kind="rapport")
    make_page(WorkPage, title="Une note sur la mer", kind="note")
    make_page(ToyPage, title="Bateau de mer")
    index = make_page(WorkPage, title="Avis : la mer en hiver", kind="avis").get_parent().get_url()
    process()
    response = client.get(f"{index}?q=mer&kind=note&kind=avis")
    assert get_total(response) == "2 résultats"
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one("#liste-recherche")["value"] == "mer"
    kept = {(field["name"], field["value"]) for field in soup.select("main form[role=search] input[type=hidden]")}
    assert kept == {("kind", "note"), ("kind", "avis")}
    feed = client.get(f"{index}feed/?q=hiver").content.decode()
    assert "hiver" in feed and "ses ports" not in feed
    assert get_total(client.get(f"{index}?q=introuvable")) == "0 résultat"


def test_the_best_results_of_a_list_come_first_unless_another_order_is_asked_for(client):
    make_page(WorkPage, title="Autre chose", summary="On y parle de corail.", date=datetime.date(2024, 1, 1))
    best = make_page(WorkPage, title="Corail", date=datetime.date(2015, 1, 1))
    process()
    index = best.get_parent().get_url()
    soup = BeautifulSoup(client.get(f"{index}?q=corail").content, "html.parser")
    assert [title.get_text() for title in soup.select(".card__title")] == ["Corail", "Autre chose"]
    soup = BeautifulSoup(client.get(f"{index}?q=corail&sort=recent").content, "html.parser")
    assert [title.get_text() for title in soup.select(".card__title")] == ["Autre chose", "Corail"]
