"""The public pages of people and organisations."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cafeia.models import CafeIaIndexPage, Partner
from cafeia.models.landing import PartnerRole
from content.models import ContributionRole
from people.models import Mandate, MandateKind
from people.views import INDEX_SIZE
from tests.factories import (
    add_contribution,
    make_organisation,
    make_page,
    make_person,
    make_private,
    make_theme,
    name_publicly,
)
from tests.queries import HOSTILE_QUERIES, PAGE_QUERIES, count_queries
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def read(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def contribute(contributor, role=ContributionRole.AUTHOR, label: str = "", **fields):
    page = make_page(ToyPage, **fields)
    add_contribution(page, contributor, role, label)
    return page


def test_everything_is_told_by_role_and_year(client):
    person = make_person("Camille Exemple")
    contribute(person, title="Ancien", date="2021-03-01")
    contribute(person, title="Récent", date="2023-05-12", label="chercheuse")
    contribute(person, title="Sans date")
    contribute(person, ContributionRole.SPEAKER, title="Oral", date="2022-01-01")
    soup = read(client, person.get_absolute_url())
    assert [section.h2["id"] for section in soup.select("section.around")] == ["role-author", "role-speaker"]
    author = soup.find(id="role-author").find_parent("section")
    assert [year.text for year in author.select(".year__number")][:2] == ["2023", "2021"]
    assert [line.a.text for line in author.select(".line")] == ["Récent", "Ancien", "Sans date"]
    assert "chercheuse" in author.select_one(".line").text
    count = soup.select_one(".who__count").text
    assert count.startswith("4 ") and "2021–2023" in count


@pytest.mark.parametrize("make", [make_person, make_organisation])
def test_nothing_unpublished_is_listed_or_counted(client, make):
    entry = make()
    contribute(entry, title="Au grand jour")
    contribute(entry, title="secretbrouillon", live=False)
    make_private(contribute(entry, title="secretprive"))
    scheduled = contribute(entry, title="secretprogramme", live=False)
    scheduled.go_live_at = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
    scheduled.save_revision().publish()
    expired = contribute(entry, title="secretexpire")
    expired.unpublish()
    html = client.get(entry.get_absolute_url()).content.decode()
    assert "Au grand jour" in html and "secret" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.select_one(".count").text == "1"
    assert soup.select_one(".who__count").text.startswith("1 ")


def test_without_anything_public_the_page_says_so(client):
    person = make_person()
    Mandate.objects.create(person=person, kind=MandateKind.MEMBER, locale=person.locale)
    soup = read(client, person.get_absolute_url())
    assert soup.select_one(".empty a")["href"] == reverse("search")
    assert soup.select(".who__count") == []


def test_mandates_have_their_dates(client):
    person = make_person()
    Mandate.objects.create(
        person=person,
        kind=MandateKind.MEMBER,
        start=datetime.date(2021, 1, 1),
        end=datetime.date(2025, 1, 1),
        locale=person.locale,
    )
    assert "2021-2025" in read(client, person.get_absolute_url()).select_one(".mandates").text


def test_an_internal_note_is_never_shown_and_a_doubt_is(client):
    person = make_person(editor_note="motsecret", aliases="autresecret", uncertain=True, doubt="Homonyme possible.")
    name_publicly(person)
    html = client.get(person.get_absolute_url()).content.decode()
    assert "secret" not in html
    assert "Homonyme possible." in html


@pytest.mark.parametrize("name", ["people:person", "people:organisation"])
def test_nobody_is_not_found(client, name):
    make_person()
    assert client.get(reverse(name, args=["personne"])).status_code == 404


def test_the_index_is_sorted_whatever_the_accents(client):
    for name in ("Zoé Aubert", "Élie Écrivain", "Jeanne Édouard", "Paul Ebert", "Marc 42"):
        name_publicly(make_person(name))
    soup = read(client, reverse("people:people"))
    assert [link.text for link in soup.select(".person__link")] == [
        "Zoé Aubert",
        "Paul Ebert",
        "Élie Écrivain",
        "Jeanne Édouard",
        "Marc 42",
    ]
    letters = [link.text for link in soup.select(".letters a")]
    assert letters == ["A", "E", "0–9"]
    assert all(soup.find(id=link["href"][1:]) for link in soup.select(".letters a"))


def test_the_index_is_cut_into_pages_that_letters_lead_to(client):
    people = []
    for number in range(INDEX_SIZE + 5):
        people.append(make_person(f"Camille A{number:03}"))
    name_publicly(*people, make_person("Camille Zola"))
    url = reverse("people:people")
    first, last = read(client, url), read(client, f"{url}?page=99")
    assert len(first.select(".person__link")) == INDEX_SIZE
    assert len(last.select(".person__link")) == 6
    assert first.select(".letters a")[-1]["href"] == "?page=2#lettre-Z"
    assert last.find(id="lettre-Z")


def test_the_index_of_a_mandate_keeps_it_from_page_to_page(client):
    for number in range(INDEX_SIZE + 1):
        person = make_person(f"Camille A{number:03}")
        Mandate.objects.create(person=person, kind=MandateKind.MEMBER, locale=person.locale)
    make_person("Camille Zola")
    soup = read(client, f"{reverse('people:people')}?mandate={MandateKind.MEMBER}")
    assert all("mandate=membre" in link["href"] for link in soup.select(".pages a"))
    assert "Camille Zola" not in soup.text


def test_as_many_queries_for_twelve_as_for_three(client):
    def fill(number: int):
        person, organisation = make_person(organisation=make_organisation()), make_organisation()
        for n in range(number):
            page = contribute(person, list(ContributionRole)[n % 4], themes=[make_theme()], date="2024-01-01")
            add_contribution(page, organisation, ContributionRole.PARTNER)
            make_person(organisation=organisation)
            make_organisation(parent=organisation)
        return person.get_absolute_url(), organisation.get_absolute_url()

    indexes = (reverse("people:people"), reverse("people:organisations"))
    few = [count_queries(client, url) for url in (*fill(3), *indexes)]
    many = [count_queries(client, url) for url in (*fill(12), *indexes)]
    assert few == many
    assert max(many) <= PAGE_QUERIES


@pytest.mark.parametrize("query", HOSTILE_QUERIES)
def test_hostile_addresses_get_a_clear_answer(client, query):
    make_person()
    make_organisation()
    for name in ("people:people", "people:organisations"):
        assert client.get(f"{reverse(name)}?{query}").status_code == 200


def test_pages_that_name_an_organisation_otherwise_are_on_its_page(client):
    """Among the partners of an index page, for instance, each at its place; not those that are no longer online."""
    organisation = make_organisation("Fondation Exemple")
    index = CafeIaIndexPage.objects.get()
    index.partners.add(*(Partner(organisation=organisation, role=role) for role in PartnerRole.values[:2]))
    index.save()
    links = read(client, organisation.get_absolute_url()).select(f'main .lines a[href^="{index.url}"]')
    assert {link["href"] for link in links} == {line.get_absolute_url() for line in index.partners.all()}
    assert len(links) == 2
    # Public no longer, unless something else names it.
    contribute(organisation)
    index.unpublish()
    assert not read(client, organisation.get_absolute_url()).select(f'main a[href^="{index.url}"]')
