"""Members by mandate: each under the term in which the mandate began, with its own years."""

import datetime

import pytest

from council.models import MandatesPage, MandateTerm
from people.models import Mandate, MandateKind
from tests.factories import get_locale, make_person

pytestmark = pytest.mark.django_db


def make_member(name: str, start: int | None, end: int | None, kind: str = MandateKind.MEMBER, **fields):
    person = make_person(name, **fields)
    years = {"start": start and datetime.date(start, 1, 1), "end": end and datetime.date(end, 1, 1)}
    Mandate.objects.create(person=person, kind=kind, precision="year", locale=get_locale(), **years)
    return person


@pytest.fixture
def terms(members_page):
    for title, start, end in (
        ("Premier mandat", datetime.date(2018, 5, 1), datetime.date(2020, 12, 31)),
        ("Deuxième mandat", datetime.date(2021, 2, 15), datetime.date(2023, 9, 15)),
    ):
        MandateTerm.objects.create(page=members_page, title=title, start=start, end=end, locale=get_locale())
    return members_page


def test_members_stand_under_their_term_the_latest_first(client, terms):
    make_member("Ancienne Membre", 2018, 2020)
    make_member("Membre Récent", 2021, 2023)
    make_member("Présidente Exemple", 2021, 2025, MandateKind.CO_CHAIR)
    html = client.get(terms.url).content.decode()
    positions = [html.index(text) for text in ("Deuxième mandat", "Présidente Exemple", "Membre Récent")]
    positions += [html.index(text) for text in ("Premier mandat", "Ancienne Membre")]
    assert positions == sorted(positions)


def test_years_are_said_when_they_are_not_those_of_the_term(terms):
    make_member("Prolongée", 2021, 2025)
    make_member("Comme les autres", 2021, 2023)
    own = {m.shown_person.name: m.own_period for p in terms.get_periods() for g in p["groups"] for m in g["mandates"]}
    assert own == {"Prolongée": "2021-2025", "Comme les autres": ""}


def test_no_one_is_listed_without_a_date_in_sight(client, terms):
    make_member("Hors mandat", 2030, 2031)
    make_member("Sans date", None, None)
    periods = {period["title"]: period["total"] for period in terms.get_periods()}
    assert periods["2030-2031"] == 1
    assert len(periods) == 2
    assert "Sans date" in client.get(terms.url).content.decode()


def test_the_secretariat_is_by_function(client, council):
    page = council.add_child(instance=MandatesPage(title="Secrétariat", slug="secretariat", scope="secretariat"))
    make_member("Stagiaire Exemple", 2022, 2022, MandateKind.INTERN)
    make_member("Équipe Exemple", 2025, 2025, MandateKind.TEAM)
    make_member("Ancienne Équipe", 2021, 2024, MandateKind.FORMER_TEAM)
    make_member("Un Membre", 2021, 2023)
    html = client.get(page.url).content.decode()
    positions = [html.index(name) for name in ("Équipe Exemple", "Ancienne Équipe", "Stagiaire Exemple")]
    assert positions == sorted(positions)
    assert "Un Membre" not in html


def test_a_doubtful_name_says_so(client, terms):
    make_member(
        "Nom Incertain", 2021, 2023, uncertain=True, doubt="Orthographe à vérifier.", editor_note="note interne"
    )
    html = client.get(terms.url).content.decode()
    assert "Orthographe à vérifier." in html
    assert "note interne" not in html


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_members(client, terms, django_assert_max_num_queries, count):
    for number in range(count):
        make_member(f"Camille {number}", 2021, 2023)
    client.get(terms.url)
    with django_assert_max_num_queries(24):
        client.get(terms.url)
