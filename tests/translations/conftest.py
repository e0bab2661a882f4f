"""A site in two languages, and a page in French under a translated section."""

import pytest

from tests.factories import get_home, get_locale, make_page
from tests.toysection.models import ToyPage

from .making import fill, get_translation, submit


@pytest.fixture
def english():
    locale = get_locale("en")
    home = get_home().copy_for_translation(locale)
    home.title = "Home"
    home.save_revision().publish()
    return locale


@pytest.fixture
def page(english, django_capture_on_commit_callbacks):
    """A page that is online in French, in a section that is online in English."""
    page = make_page(ToyPage, title="Toupie", summary="Un jouet qui tourne longtemps sur lui-même.", slug="toupie")
    index = page.get_parent().specific
    submit(index)
    fill(index, slug="toys", title="Toys")
    with django_capture_on_commit_callbacks(execute=True):
        get_translation(index).save_target(publish=True)
    return ToyPage.objects.get(pk=page.pk)
