"""Previews show what is being written, not what was saved."""

import pytest

from content.models import ContributionRole
from content.models.contributions import Contribution
from tests.factories import get_home, get_locale, make_page, make_person, make_theme
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def preview(page) -> str:
    response = page.make_preview_request()
    assert response.status_code == 200
    response.render()
    return response.content.decode()


def test_a_preview_shows_unsaved_words_themes_and_people(django_user_model):
    page = make_page(ToyPage, title="Avant", themes=[make_theme("Ancien thème")])
    page.title, page.summary = "Après", "Un chapô neuf"
    page.themes = [make_theme("Nouveau thème")]
    html = preview(page)
    assert "Après" in html and "Un chapô neuf" in html
    page.refresh_from_db()
    assert page.title == "Avant"


def sections_with_contributions():
    from sections.registry import get_sections

    return [model for section in get_sections() for model in section.page_classes if model is not ToyPage]


@pytest.mark.parametrize("model", sections_with_contributions(), ids=lambda model: model.__name__)
def test_each_type_of_page_previews_before_and_after_it_is_saved(model):
    page = make_page(model, title="Un titre")
    person = make_person("Dominique Neuve")
    page.contributions = [
        Contribution(person=person, role=ContributionRole.INTERVIEWEE, locale=get_locale()),
        Contribution(person=person, role=ContributionRole.AUTHOR, locale=get_locale()),
    ]
    page.title = "Un autre titre"
    html = preview(page)
    assert "Un autre titre" in html
    assert "Dominique Neuve" in html, "people added in the editor are in the preview"
    new = model(title="Jamais enregistrée", slug="jamais", locale=get_locale())
    parent = get_home()
    new.path, new.depth, new.url_path = parent.path + "9999", parent.depth + 1, parent.url_path + "jamais/"
    assert "Jamais enregistrée" in preview(new)
