"""Before an entry is deleted, all that names it is said."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cafeia.models import CafePage, Partner
from cafeia.models.landing import PartnerRole
from content.references.models import Source, SourceCredit
from people.models import Mandate, Organisation
from registers.uses import find_places
from tests.factories import (
    add_contribution,
    get_index,
    get_locale,
    make_organisation,
    make_page,
    make_person,
    make_theme,
)
from works.models import WorkPage

pytestmark = pytest.mark.django_db


def read(client, name: str, entry) -> list[str]:
    answer = client.get(reverse(name, args=[entry.pk]))
    return [item.get_text() for item in BeautifulSoup(answer.content, "html.parser").select(".register-places li")]


def test_the_25_places_of_a_person_are_named(admin_client):
    person = make_person("Oriane Cambrelin")
    works = [make_page(WorkPage, title=f"Rapport {number}", live=number % 2 == 0) for number in range(24)]
    for work in works:
        add_contribution(work, person)
    add_contribution(works[0], person, role="translator")
    source = Source.objects.create(name="Un livre", locale=get_locale())
    SourceCredit.objects.create(source=source, person=person)
    Mandate.objects.create(person=person, kind="member", locale=get_locale())
    found = read(admin_client, "people_person_modeladmin_delete", person)
    assert len(found) == 25, "a page is named once, and what belongs to the person is none"
    assert all(any(str(place.title) in line for line in found) for place in works)
    assert any("Un livre" in line for line in found)


def test_the_places_of_a_theme_too(admin_client):
    theme, child = make_theme("Attention"), None
    child = make_theme("Écrans", parent=theme)
    pages = [make_page(WorkPage, themes=[theme]) for _number in range(3)]
    assert {thing.pk for _kind, thing in find_places(theme)} >= {page.pk for page in pages} | {child.pk}
    assert len(read(admin_client, "themes_theme_modeladmin_delete", theme)) == 4


def test_nothing_is_said_of_an_entry_that_nothing_uses(admin_client):
    assert read(admin_client, "people_person_modeladmin_delete", make_person()) == []


def test_what_keeps_an_entry_is_told_by_any_relation(admin_client):
    organisation = make_organisation("Fabrique des usages")
    room = get_index(CafePage)
    partner = Partner.objects.create(page=room, organisation=organisation, role=PartnerRole.values[0])
    address = reverse("people_organisation_modeladmin_delete", args=[organisation.pk])
    answer = admin_client.post(address)
    assert answer.status_code == 200 and str(partner.get_role_display()) in answer.content.decode()
    partner.delete()
    assert admin_client.post(address).status_code == 302
    assert not Organisation.objects.filter(pk=organisation.pk).exists()
