"""What blocks the publication, in the editor."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from content.models import ContentPage
from sections.registry import get_sections
from tests.factories import get_locale, make_theme
from tests.toysection.models import ToyPage

from .conftest import make_draft, make_user

pytestmark = pytest.mark.django_db


def read(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_editor_lists_what_blocks_with_links_to_the_fields(client, staff):
    page = make_draft(staff["camille"], summary="")
    client.force_login(staff["camille"])
    gate = read(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))).select_one("[data-gate]")
    assert "Ce qui bloque la publication" in gate.get_text()
    assert gate.select_one("[data-gate-field=summary]").get_text().startswith("Il n’y a pas de résumé")
    assert gate["data-gate-url"] == reverse("newsroom_checks", args=[page.pk])


def test_it_follows_what_is_saved(client, staff):
    page = make_draft(staff["camille"], summary="")
    client.force_login(staff["camille"])
    address = reverse("newsroom_checks", args=[page.pk])
    assert read(client.get(address)).select_one("[data-gate-count]")["data-gate-count"] == "1"
    page.summary = "Une phrase."
    page.save_revision(user=staff["camille"])
    soup = read(client.get(address))
    assert soup.select_one("[data-gate-count]")["data-gate-count"] == "0"
    assert "Rien ne bloque la publication." in soup.get_text()


def test_for_those_who_may_edit_only(client, staff):
    page = make_draft(staff["camille"])
    address = reverse("newsroom_checks", args=[page.pk])
    assert client.get(address).status_code == 302
    client.force_login(make_user("visiteuse"))
    assert client.get(address).status_code in (302, 403)


def test_a_new_page_has_an_editor_too(client, staff):
    client.force_login(staff["camille"])
    index = make_draft(staff["camille"]).get_parent()
    assert client.get(reverse("wagtailadmin_pages:add", args=["toysection", "toypage", index.pk])).status_code == 200


def test_who_writes_is_offered_no_button_that_the_server_refuses(client, staff):
    page = make_draft(staff["camille"])
    for name in ("camille", "sacha", "alix"):
        client.force_login(staff[name])
        soup = read(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
        assert not soup.select("[name=action-publish]")
        assert soup.select("[name=action-submit]")
    emergency = reverse("newsroom_emergency", args=[page.pk])
    assert soup.select(f'[href="{emergency}"]'), "the administration is offered the emergency"
    assert ToyPage.objects.filter(pk=page.pk, live=False).exists()


def test_each_theme_is_offered_once_in_french_with_those_of_the_page(client, staff):
    theme = make_theme("Les toupies")
    english = theme.copy_for_translation(get_locale("en"))
    english.name = "Spinning tops"
    english.save()
    page = make_draft(staff["camille"])
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(staff["camille"])
    names = [option.get_text(strip=True) for option in read(client.get(address)).select("[name=themes] option")]
    assert "Les toupies" in names and "Spinning tops" not in names
    page.themes = [english]
    page.save_revision(user=staff["camille"])
    chosen = read(client.get(address)).select("[name=themes] option[selected]")
    assert [option.get_text(strip=True) for option in chosen] == ["Spinning tops"]


@pytest.mark.parametrize("address", ["wagtailsnippets_references_source:add", "wagtailsnippets_themes_theme:add"])
def test_registers_too_offer_each_theme_once_in_french(client, staff, address):
    english = make_theme("Les toupies").copy_for_translation(get_locale("en"))
    english.name = "Spinning tops"
    english.save()
    client.force_login(staff["rene"])
    soup = read(client.get(reverse(address)))
    names = [option.get_text(strip=True) for option in soup.select("[name=themes] option, [name=parent] option")]
    assert "Les toupies" in names and "Spinning tops" not in names


def test_every_kind_of_content_can_be_scheduled():
    kinds = [model for section in get_sections() for model in section.page_classes if issubclass(model, ContentPage)]
    assert kinds
    for model in kinds:
        form = model.get_edit_handler().get_form_class()
        assert {"go_live_at", "expire_at"} <= set(form.base_fields), model
