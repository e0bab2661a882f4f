"""A site in two languages, and a page in French under a translated section."""

import pytest

from tests.factories import get_home, get_locale, make_page
from tests.toysection.models import ToyPage

from .making import fill, get_target, publish, submit


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
    publish(index, django_capture_on_commit_callbacks)
    return ToyPage.objects.get(pk=page.pk)


@pytest.fixture
def live(page, django_capture_on_commit_callbacks):
    """The page, online in both languages."""
    submit(page)
    fill(page, title="Spinning top", summary="A toy that spins for long.")
    publish(page, django_capture_on_commit_callbacks)
    assert get_target(page).live
    return page
