"""A person, an organisation or a reference is chosen in a window with a search, in every form that names one."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import make_organisation, make_page, make_person
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def test_a_form_holds_no_list_of_people_and_its_window_finds_them(admin_client):
    make_person("Camille Exemple")
    other, institute = make_person("Dominique Exemple"), make_organisation("Institut des exemples")
    page = make_page(ToyPage)
    page.contributions.create(person=other, role="author")
    page.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    soup = BeautifulSoup(admin_client.get(address).content, "html.parser")
    assert "Camille Exemple" not in soup.get_text() and "Institut des exemples" not in soup.get_text()
    row = soup.select_one("#inline_child_contributions-0")
    assert "Dominique Exemple" in row.get_text()
    assert row.select_one("[name=contributions-0-person]")["value"] == str(other.pk)
    window = row.select_one("[data-chooser-url*=person]")["data-chooser-url"]
    found = admin_client.get(window, {"q": "camille"}, headers={"x-requested-with": "XMLHttpRequest"})
    assert found.status_code == 200
    results = admin_client.get(f"{window}results/", {"q": "camille"}).content.decode()
    assert "Camille Exemple" in results and "Dominique" not in results
    chosen = admin_client.get(f"{window}chosen/{institute.pk}/".replace("people/person", "people/organisation"))
    assert chosen.json()["result"]["string"] == "Institut des exemples"
