"""Permanent addresses: they lead to the page for ever, and say when it is gone."""

import pytest
from django.core.exceptions import ValidationError

from content.models import PermanentIdentifier
from tests.factories import (
    get_home,
    get_locale,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_private,
    make_theme,
    name_publicly,
)
from tests.toysection.models import ToyIndexPage, ToyPage

pytestmark = pytest.mark.django_db


def test_an_identifier_leads_to_the_page(client):
    page = make_page(ToyPage, reference="toupie")
    response = client.get("/id/toupie/")
    assert (response.status_code, response["Location"]) == (302, page.url)


def test_a_page_without_reference_gets_a_readable_one():
    assert make_page(ToyPage, slug="une-toupie").reference == "une-toupie"


def test_the_identifier_follows_a_new_slug_and_a_move(client):
    page = make_page(ToyPage, reference="toupie", slug="toupie")
    page.slug = "grande-toupie"
    page.save_revision().publish()
    assert client.get("/id/toupie/")["Location"].endswith("/grande-toupie/")
    other = get_home().add_child(instance=ToyIndexPage(title="Autres jouets", slug="autres"))
    page.refresh_from_db()
    page.move(other, pos="last-child")
    assert client.get("/id/toupie/")["Location"].endswith("/autres/grande-toupie/")


def test_the_old_address_of_a_renamed_page_redirects(client, django_capture_on_commit_callbacks):
    page = make_page(ToyPage, slug="toupie")
    old = page.url
    page.slug = "grande-toupie"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert client.get(old).status_code == 301


@pytest.mark.parametrize("how", ["unpublish", "delete", "delete the parent"])
def test_a_page_that_is_gone_says_so_at_both_its_addresses(client, how):
    page = make_page(ToyPage, reference="toupie", slug="toupie")
    url = page.url
    if how == "unpublish":
        page.unpublish()
    elif how == "delete":
        page.delete()
    else:
        page.get_parent().delete()
    assert client.get("/id/toupie/").status_code == 410
    assert client.get(url).status_code == 410


def test_a_gone_page_that_comes_back_is_found_again(client):
    page = make_page(ToyPage, reference="toupie")
    page.unpublish()
    page.refresh_from_db()
    page.save_revision().publish()
    assert client.get("/id/toupie/").status_code == 302
    assert client.get(page.url).status_code == 200


def test_what_the_public_never_saw_is_not_found(client):
    make_page(ToyPage, reference="brouillon", live=False)
    make_private(make_page(ToyPage, reference="prive"))
    deleted = make_page(ToyPage, reference="brouillon-efface", live=False)
    deleted.delete()
    for reference in ("brouillon", "prive", "brouillon-efface", "inconnu"):
        assert client.get(f"/id/{reference}/").status_code == 404, reference


def test_an_identifier_is_never_given_twice():
    make_page(ToyPage, reference="toupie").delete()
    with pytest.raises(ValidationError, match="reference|identif"):
        make_page(ToyPage, reference="toupie")
    assert make_page(ToyPage, slug="toupie").reference == "toupie-2"


def test_a_copy_is_another_page_with_another_identifier():
    page = make_page(ToyPage, reference="toupie")
    copy = page.copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert copy.specific.reference == "copie"
    assert PermanentIdentifier.objects.filter(value="toupie", key=str(page.translation_key)).count() == 1


def test_people_organisations_themes_and_keywords_have_identifiers(client):
    things = (
        make_person(reference="camille-exemple"),
        make_organisation(reference="une-organisation"),
        make_keyword("essai", reference="tag-essai"),
    )
    name_publicly(*things)
    for thing in (*things, make_theme(reference="theme-essai")):
        response = client.get(f"/id/{thing.reference}/")
        assert (response.status_code, response["Location"]) == (302, thing.get_absolute_url())


def test_an_untranslated_page_says_so_and_leads_to_the_french_one(client):
    get_locale("en")
    page = make_page(ToyPage, title="Toupie ancienne", reference="toupie")
    html = client.get("/en/id/toupie/").content.decode()
    assert "Toupie ancienne" in html
    assert f'href="{page.url}"' in html
    assert "noindex" in html


def test_a_translated_page_is_found_in_each_language(client):
    english = get_locale("en")
    page = make_page(ToyPage, reference="toupie", slug="toupie")
    get_home().copy_for_translation(english).save_revision().publish()
    page.get_parent().specific.copy_for_translation(english).save_revision().publish()
    translation = page.copy_for_translation(english)
    assert translation.reference == "toupie"
    assert client.get("/en/id/toupie/").status_code == 200, "a draft translation is not shown"
    translation.save_revision().publish()
    assert client.get("/en/id/toupie/")["Location"].startswith("/en/")
    assert client.get("/id/toupie/")["Location"] == page.url


@pytest.mark.parametrize("reference", ["%00", "a" * 2000, "..%2f..", "%27%22", "é"])
def test_a_hostile_identifier_is_not_found(client, reference):
    assert client.get(f"/id/{reference}/").status_code == 404
