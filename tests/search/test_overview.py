"""An idea over the years: each point of the drawings leads to the results that it stands for."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override

from search.indexing.queue import process
from tests.factories import add_contribution, make_page, make_person, make_private, make_theme
from tests.queries import HOSTILE_QUERIES, count_queries
from tests.toysection.models import ToyPage
from works.models import WorkPage

from .test_page import get_total

pytestmark = pytest.mark.django_db


def get(client, query: str = "", language: str = "fr") -> BeautifulSoup:
    with override(language):
        path = reverse("search_overview")
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def read_table(table) -> dict[tuple[str, str], int]:
    """(row, column) → number."""
    columns = [cell.get_text(strip=True) for cell in table.select("thead th")][1:]
    return {
        (row.th.get_text(strip=True), column): int(cell.get_text(strip=True))
        for row in table.select("tbody tr")
        for column, cell in zip(columns, row.select("td"), strict=True)
    }


@pytest.fixture
def harbours():
    """Four contents on harbours: two works of 2019, one of 2021, a toy of 2021; a draft and a private one besides."""
    sea, trade = make_theme("Océans", slug="oceans"), make_theme("Commerce", slug="commerce")
    ana, bo = make_person("Ana Exemple", slug="ana"), make_person("Bo Exemple", slug="bo")
    pages = [
        make_page(WorkPage, title="Le port ancien", date="2019-05-01", themes=[sea]),
        make_page(WorkPage, title="Le port nouveau", date="2019-06-01", themes=[sea, trade]),
        make_page(WorkPage, title="Le port franc", date="2021-03-01", themes=[trade]),
        make_page(ToyPage, title="Bateau au port", date="2021-01-01", themes=[sea]),
    ]
    for page, person in zip(pages, (ana, ana, bo, bo), strict=True):
        add_contribution(page, person)
    make_page(WorkPage, title="Le port secret", date="2001-01-01", live=False, themes=[sea])
    make_private(make_page(WorkPage, title="Le port privé", date="2002-01-01", themes=[sea]))
    process()
    return pages


def test_the_table_says_what_the_columns_show_and_no_hidden_year(client, harbours):
    soup = get(client, "q=port")
    table = read_table(soup.select_one("#annees").find_parent("section").table)
    assert {row for row, _column in table} == {"2019", "2020", "2021"}
    assert table["2019", "Travaux"] == 2 and table["2021", "Travaux"] == 1 and table["2021", "Total"] == 2
    assert table["2020", "Total"] == 0
    drawn = [link["aria-label"].replace("\xa0", " ") for link in soup.select("svg a:has(rect)")]
    assert "2019, Travaux : 2" in drawn and len(drawn) == 3
    assert "port ancien" in soup.get_text() and "port franc" in soup.get_text()


def test_each_point_leads_to_as_many_results_as_it_says(client, harbours):
    soup = get(client, "q=port&theme=oceans")
    found = 0
    for link in [*soup.select("svg a:has(rect)"), *soup.select("table td a")]:
        number = int(link.get("aria-label", link.get_text()).split()[-1])
        listing = BeautifulSoup(client.get(link["href"]).content, "html.parser")
        if "person=" not in link["href"] or "theme=oceans" in link["href"]:
            assert get_total(listing).split()[0] == str(number), link["href"]
            found += 1
    assert found >= 6


def test_who_carries_it_beside_which_theme(client, harbours):
    table = read_table(get(client, "q=port").select_one("#qui").find_parent("section").table)
    assert table["Ana Exemple", "Océans"] == 2 and table["Ana Exemple", "Commerce"] == 1
    assert table["Bo Exemple", "Océans"] == 1


def test_it_is_in_english_too_and_says_when_there_is_nothing(client, harbours):
    assert "over time" in get(client, "q=port", "en").h1.get_text()
    soup = get(client, "q=introuvable")
    assert not soup.select("svg a") and "0 résultat" in soup.get_text()


def test_the_search_and_the_theme_lead_to_it(client, harbours):
    soup = BeautifulSoup(client.get(reverse("search") + "?q=port&theme=oceans").content, "html.parser")
    assert soup.select_one(f'a[href="{reverse("search_overview")}?q=port&theme=oceans"]')
    soup = BeautifulSoup(client.get("/themes/oceans/").content, "html.parser")
    assert soup.select_one(f'a[href="{reverse("search_overview")}?theme=oceans"]')


@pytest.mark.parametrize("query", HOSTILE_QUERIES)
def test_a_hostile_address_gets_an_answer(client, harbours, query):
    assert client.get(f"{reverse('search_overview')}?{query}").status_code == 200


def test_twelve_contents_cost_what_three_do(client, harbours):
    few = count_queries(client, reverse("search_overview") + "?q=port")
    for number in range(9):
        page = make_page(WorkPage, title=f"Port {number}", date=f"{1990 + number}-01-01")
        add_contribution(page, make_person(f"Cleo {number}"))
    process()
    assert count_queries(client, reverse("search_overview") + "?q=port") <= few
