"""Synonyms and promoted results, as editors keep them."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from demo.management.commands.create_demo_accounts import make_account
from newsroom.roles import ROLES
from search.indexing.queue import process
from search.models import PromotedResult, Synonym
from sections.approved import permit
from tests.factories import make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def write(client, model, data: dict):
    """Fill in the editor of a new entry."""
    return client.post(reverse(model.snippet_viewset.get_url_name("add")), data)


def approve(entry) -> None:
    """Publish the draft of an entry, as someone else's approval does."""
    with permit(entry.latest_revision):
        entry.latest_revision.publish()


@pytest.mark.parametrize("terms", ["", "seul", "seul\n\n  ", "Même\nmême", "un\n" + "x" * 101])
def test_a_synonym_has_two_different_terms_at_least(admin_client, terms):
    response = write(admin_client, Synonym, {"terms": terms, "note": ""})
    assert response.status_code == 200
    assert not Synonym.objects.exists()


def test_a_saved_synonym_works_at_the_next_query(admin_client, client):
    make_page(ToyPage, title="Éducation à la vie affective, relationnelle et sexuelle")
    process()
    url = reverse("search") + "?q=evars"
    assert "0 résultat" in client.get(url).content.decode()
    terms = "EVARS\n Éducation  à la vie affective, relationnelle et sexuelle \nEVARS"
    assert write(admin_client, Synonym, {"terms": terms, "note": "sigle"}).status_code == 302
    assert "0 résultat" in client.get(url).content.decode(), "it waits for an approval"
    approve(Synonym.objects.get())
    assert Synonym.objects.get().get_terms() == ["EVARS", "Éducation à la vie affective, relationnelle et sexuelle"]
    assert "1 résultat" in client.get(url).content.decode()


def test_a_promoted_result_has_a_query(admin_client):
    page = make_page(ToyPage, title="Toupie")
    data = {"queries": " \n ", "page": page.pk, "order": 1}
    assert write(admin_client, PromotedResult, data).status_code == 200
    data["queries"] = "jouet\n jouet \nToupie en bois"
    assert write(admin_client, PromotedResult, data).status_code == 302
    assert PromotedResult.objects.get().get_queries() == ["jouet", "Toupie en bois"]
    with pytest.raises(ValidationError):
        PromotedResult(queries="x" * 101, page=page).full_clean()


def test_a_promoted_page_that_is_unpublished_is_not_shown(client):
    page = make_page(ToyPage, title="Toupie")
    PromotedResult.objects.create(queries="jouet", page=page)
    process()
    url = reverse("search") + "?q=jouet"
    assert "Toupie" in client.get(url).content.decode()
    page.unpublish()
    assert "Toupie" not in client.get(url).content.decode()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.login)
def test_every_role_finds_the_search_in_its_menu(client, role):
    password, _created = make_account(role)
    assert client.login(username=role.login, password=password)
    add = reverse(Synonym.snippet_viewset.get_url_name("add"))
    for url in ("/admin/search/synonym/", "/admin/search/promotedresult/", add, reverse("search_queries")):
        response = client.get(url)
        assert response.status_code == 200, url
    assert BeautifulSoup(response.content, "html.parser").select_one("h1, h2")
