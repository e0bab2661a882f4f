"""« Doublons possibles »: which entries look alike, why, and what a member of the staff does of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Contribution
from people.models import Organisation, Person
from registers.duplicates import find_duplicates
from registers.models import DistinctPair
from registers.names import get_words
from tests.factories import add_contribution, get_locale, make_organisation, make_page, make_person
from works.models import WorkPage

from .making import PEOPLE, confirm, get_text, make_staff

pytestmark = pytest.mark.django_db
RIGHTS = ("people.view_person", "people.change_person", "people.delete_person")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Zoé Cattan", "Zoé Cattani"),
        ("Zoé Cattan", "ZOE CATTAN"),
        ("Zoé Cattan", "Cattan, Zoé"),
        ("Léo de La Tour", "Leo Latour"),
        ("Anne-Laure Petit", "Anne Laure Petit"),
        ("A. Alberti", "Anne Alberti"),
        ("Jean-Paul Fictif", "J.-P. Fictif"),
        ("Marie Dupré", "Marie Dupré Lenoir"),
        ("Ève D’Alba", "Eve d'Alba"),
        ("Œuvre Cœur", "Oeuvre Coeur"),
    ],
)
def test_two_spellings_of_a_person_are_found(first, second):
    make_person(first)
    make_person(second)
    make_person("Quelqu’un d’autre")
    (pair,) = find_duplicates(Person)
    assert {pair.first.name, pair.second.name} == {first, second}
    assert 80 <= pair.score <= 100 and pair.reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Marie Durand", "Marc Durand"),
        ("Jean Martin", "Jeanne Morin"),
        ("A. Alberti", "Zoé Alberti"),
        ("Paul Roux", "Paul Brun"),
    ],
)
def test_two_people_are_two(first, second):
    make_person(first)
    make_person(second)
    assert find_duplicates(Person) == []


def test_organisations_are_found_by_their_acronyms_and_other_spellings():
    make_organisation("Office fictif des données publiques", acronym="OFDP")
    make_organisation("OFDP")
    make_organisation("Institut des exemples", aliases="Maison des exemples")
    make_organisation("La Maison des Exemples")
    make_organisation("Université Fictive 1")
    make_organisation("Université Fictive 2")
    reasons = {(pair.first.name, pair.second.name): pair.reason for pair in find_duplicates(Organisation)}
    assert reasons == {
        ("Office fictif des données publiques", "OFDP"): "Le sigle de l’une est le nom de l’autre",
        ("Institut des exemples", "La Maison des Exemples"): "Le nom de l’une est une autre graphie de l’autre",
    }


def test_an_initial_is_not_a_particle():
    assert get_words("M. A. de l’Été") == ["a", "ete"] or get_words("A. de l’Été") == ["a", "ete"]


def test_translations_are_not_duplicates():
    person = make_person("Zoé Cattan")
    person.copy_for_translation(get_locale("en")).save()
    assert find_duplicates(Person) == []


def test_the_list_costs_the_same_whatever_the_register(client, django_user_model):
    client.force_login(make_staff(django_user_model, *RIGHTS))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{PEOPLE}duplicates/").status_code == 200
        return len(queries)

    for number in range(2):
        make_person(f"Zoé Cattan{'i' * number}")
    count()
    few = count()
    for number in range(40):
        make_person(f"Prénom{number} Fictif{number}")
        make_person(f"Prénom{number} Fictif{number}")
    assert count() == few <= 40


def test_a_pair_is_shown_merged_or_put_aside(client, django_user_model):
    client.force_login(make_staff(django_user_model, *RIGHTS))
    kept, other = make_person("Zoé Cattani", role="juriste"), make_person("Zoé Cattan", role="juge")
    add_contribution(make_page(WorkPage), kept)
    text = get_text(client.get(f"{PEOPLE}duplicates/"))
    assert "Graphies voisines" in text and f"{PEOPLE}merge/{kept.pk}/{other.pk}/" in text

    response = client.get(f"{PEOPLE}merge/{kept.pk}/{other.pk}/")
    states = response.context["states"]
    data = {"f-role": "other", "state_kept": states[0], "state_other": states[1]}
    # It changed meanwhile: nothing is done, and the screen shows it anew.
    Person.objects.filter(pk=other.pk).update(role="magistrate")
    response = client.post(f"{PEOPLE}merge/{kept.pk}/{other.pk}/", data)
    assert response.status_code == 409 and "magistrate" in get_text(response) and Person.objects.count() == 2
    states = response.context["states"]
    data |= {"state_kept": states[0], "state_other": states[1]}
    assert confirm(client, f"{PEOPLE}merge/{kept.pk}/{other.pk}/", data).status_code == 302
    kept.refresh_from_db()
    assert kept.role == "magistrate" and kept.aliases == "Zoé Cattan"
    assert "Zoé Cattan" in get_text(client.get(f"/admin/snippets/people/person/history/{kept.pk}/"))

    third = make_person("Zoé Catani")
    client.post(f"{PEOPLE}duplicates/", {"first": kept.pk, "second": third.pk})
    assert "Zoé Catani" not in get_text(client.get(f"{PEOPLE}duplicates/")).replace("ne sont pas des doublons", "")[:0]
    assert find_duplicates(Person) == [] and DistinctPair.objects.count() == 1


def test_another_entry_is_found_by_a_search(client, django_user_model):
    client.force_login(make_staff(django_user_model, *RIGHTS))
    person, other = make_person("Zoé Cattani"), make_person("L’école des exemples")
    path = f"{PEOPLE}merge/{person.pk}/"
    assert f"{path}{other.pk}/" in get_text(client.get(path, {"q": "ecoles"}))
    for query in ("\x00", "é" * 10_000, "'"):
        assert client.get(path, {"q": query}).status_code == 200


def test_merging_needs_the_right_to_delete(client, django_user_model):
    kept, other = make_person("Zoé Cattani"), make_person("Zoé Cattan")
    add_contribution(make_page(WorkPage), other)
    client.force_login(make_staff(django_user_model, *RIGHTS[:2]))
    text = get_text(client.get(f"{PEOPLE}duplicates/"))
    assert "Zoé Cattani" in text and f"{PEOPLE}merge/" not in text
    for path in (f"{PEOPLE}merge/{kept.pk}/", f"{PEOPLE}merge/{kept.pk}/{other.pk}/"):
        assert client.get(path).status_code in (302, 403)
        assert client.post(path).status_code in (302, 403)
    client.force_login(make_staff(django_user_model, "people.view_person", name="lecteur"))
    assert client.get(f"{PEOPLE}duplicates/").status_code in (302, 403)
    assert client.post(f"{PEOPLE}duplicates/", {"first": kept.pk, "second": other.pk}).status_code in (302, 403)
    assert Person.objects.count() == 2 and Contribution.objects.get().person_id == other.pk
    assert not DistinctPair.objects.exists()


@pytest.mark.parametrize(
    "path", ["merge/999999/", "merge/99999999999999999999999/", "merge/1/99999999999999999999999/", "merge/0/0/"]
)
def test_entries_that_are_not_there(client, django_user_model, path):
    client.force_login(make_staff(django_user_model, *RIGHTS))
    assert client.get(PEOPLE + path).status_code == 404
    assert client.post(f"{PEOPLE}duplicates/", {"first": "é", "second": "\x00"}).status_code == 404
    assert client.get(f"{PEOPLE}duplicates/?p=%C2%B2").status_code == 200
