"""Translation with wagtail-localize: what follows the original, and what never goes online by itself."""

import pytest
from wagtail_localize.operations import translate_object

from content.models import PageLink
from people.models import Person
from tests.factories import add_contribution, get_home, get_locale, make_keyword, make_page, make_person, make_theme
from tests.newsroom.translations.making import fill, get_translation
from tests.toysection.models import ToyPage
from themes.models import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    locale = get_locale("en")
    get_home().copy_for_translation(locale).save_revision().publish()
    return locale


def translate(page, locale):
    """The draft of a translation, its passages being translated."""
    translate_object(page, [locale])
    fill(page, slug=page.slug)
    get_translation(page).save_target(publish=False)
    return type(page).objects.get(translation_key=page.translation_key, locale=locale)


@pytest.fixture
def page(english):
    page = make_page(
        ToyPage, title="Toupie", themes=[make_theme("Jeu")], tags=[make_keyword("bois")], reference="toupie"
    )
    add_contribution(page, make_person("Camille Exemple"), "author", "menuisière")
    PageLink.objects.create(source=page, target=make_page(ToyPage))
    index = page.get_parent().specific
    translate(index, english).save_revision().publish()
    page.save_revision().publish()
    return ToyPage.objects.get(pk=page.pk)


def test_the_translation_of_a_live_page_stays_a_draft(client, page, english):
    translation = translate(page, english)
    assert page.live and not translation.live
    assert "Toupie" not in client.get("/en/jouets/toupie/").content.decode() or not translation.live
    assert client.get("/en/id/toupie/").status_code == 200


def test_a_translation_keeps_themes_keywords_people_links_and_reference(page, english):
    translation = translate(page, english)
    assert list(translation.themes.all()) == list(page.themes.all())
    assert [tag.name for tag in translation.tags.all()] == ["bois"]
    assert [c.person.name for c in translation.contributions.all()] == ["Camille Exemple"]
    assert [link.target_id for link in translation.related_pages.all()] == [
        link.target_id for link in page.related_pages.all()
    ]
    assert translation.reference == "toupie"


@pytest.mark.parametrize("make, model", [(make_theme, Theme), (make_person, Person)])
def test_registers_are_translated_and_keep_their_address(english, make, model):
    entry = make(reference="une-fiche")
    translate_object(entry, [english])
    fill(entry)
    get_translation(entry).save_target()
    translation = model.objects.get(translation_key=entry.translation_key, locale=english)
    assert (translation.slug, translation.reference) == (entry.slug, "une-fiche")


def test_an_english_list_shows_the_best_version_of_each_page_once(client, page, english):
    only_french = make_page(ToyPage, title="Cerceau")
    translation = translate(page, english)
    translation.title = "Spinning top"
    translation.save_revision().publish()
    html = client.get("/en/jouets/").content.decode()
    assert "Spinning top" in html and "Toupie" not in html
    assert "Cerceau" in html and only_french.url in html
    assert "Spinning top" not in client.get("/jouets/").content.decode()


def test_search_engines_are_told_of_real_translations_only(client, page, english):
    assert 'hreflang="en"' not in client.get(page.url).content.decode().split("</head>")[0]
    translation = translate(page, english)
    translation.title = "Spinning top"
    translation.save_revision().publish()
    head = client.get(page.url).content.decode().split("</head>")[0]
    assert 'hreflang="en"' in head
    translated = ToyPage.objects.get(pk=translation.pk)
    english_head = client.get(translated.url).content.decode().split("</head>")[0]
    assert f'rel="canonical" href="http://localhost{translated.url}"' in english_head
    assert '<html lang="en"' in english_head
