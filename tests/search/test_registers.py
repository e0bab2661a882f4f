"""Synonyms and promoted results, as editors keep them."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from demo.accounts import make_account
from newsroom.roles import ROLES
from search.indexing import process
from search.models import PromotedResult, Synonym
from tests.factories import make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db

SYNONYMS, PROMOTED = "/admin/search/synonym/", "/admin/search/promotedresult/"


@pytest.mark.parametrize("terms", ["", "seul", "seul\n\n  ", "Même\nmême", "un\n" + "x" * 101])
def test_a_synonym_has_two_different_terms_at_least(admin_client, terms):
    response = admin_client.post(f"{SYNONYMS}create/", {"terms": terms, "note": ""})
    assert response.status_code == 200
    assert not Synonym.objects.exists()


def test_a_saved_synonym_works_at_the_next_query(admin_client, client):
    make_page(ToyPage, title="Éducation à la vie affective, relationnelle et sexuelle")
    process()
    url = reverse("search") + "?q=evars"
    assert "0 résultat" in client.get(url).content.decode()
    terms = "EVARS\n Éducation  à la vie affective, relationnelle et sexuelle \nEVARS"
    assert admin_client.post(f"{SYNONYMS}create/", {"terms": terms, "note": "sigle"}).status_code == 302
    assert Synonym.objects.get().get_terms() == ["EVARS", "Éducation à la vie affective, relationnelle et sexuelle"]
    assert "1 résultat" in client.get(url).content.decode()


def test_a_promoted_result_has_a_query(admin_client):
    page = make_page(ToyPage, title="Toupie")
    data = {"queries": " \n ", "page": page.pk, "order": 1}
    assert admin_client.post(f"{PROMOTED}create/", data).status_code == 200
    data["queries"] = "jouet\n jouet \nToupie en bois"
    assert admin_client.post(f"{PROMOTED}create/", data).status_code == 302
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
    for url in (SYNONYMS, PROMOTED, f"{SYNONYMS}create/", reverse("search_queries")):
        response = client.get(url)
        assert response.status_code == 200, url
    assert BeautifulSoup(response.content, "html.parser").select_one("h1, h2")
