"""Every list of the admin, found by its addresses: as many queries for 30 rows as for 3, and at most 40."""

import contextlib
import datetime
import itertools

import pytest
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.models import Page

from content.models import ContentPage
from newsroom.roles import get_own_labels
from registers.editors import ListInstead
from tests.factories import get_home, get_index, get_locale, make_page
from tests.queries import count_queries
from tests.toysection.models import ToyPage

from .conftest import make_draft, submit

pytestmark = pytest.mark.django_db
LIMIT = 40
_numbers = itertools.count(1)


def walk(patterns, space=""):
    """(name, view) of each address."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif pattern.name:
            yield space + pattern.name, getattr(pattern.callback, "__wrapped__", pattern.callback)


def get_model(name: str, view) -> type | None:
    """The model of the rows of a list; None for what is no list of ours."""
    if name.endswith("_modeladmin_index"):
        return apps.get_model(*name.removesuffix("_modeladmin_index").rsplit("_", 1))
    cls, given = getattr(view, "view_class", object), getattr(view, "view_initkwargs", {})
    # What only leads to the register's own list is no list.
    if not issubclass(cls, BaseListingView) or issubclass(cls, ListInstead) or given.get("results_only"):
        return None
    return given.get("model") or getattr(cls, "model", None)


def find_lists() -> dict[str, type]:
    """Address → model of its rows."""
    found = {}
    for name, view in walk(get_resolver().url_patterns):
        model = get_model(name, view)
        if model and (model is Page or model._meta.app_label in get_own_labels()) and "chooser" not in name:
            with contextlib.suppress(NoReverseMatch):
                found[reverse(name)] = model
    return found


def make_row(model: type):
    """A row of any model, with what it cannot do without."""
    if issubclass(model, Page):
        return make_page_of(model)
    number, values = next(_numbers), {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.has_default() or getattr(field, "auto_now_add", False):
            continue
        if field.name == "locale":
            values["locale"] = get_locale()
        elif isinstance(field, models.ForeignKey):
            # What a list shows of other things is there too.
            is_own = field.related_model is model
            if not is_own and (not field.null or field.related_model._meta.app_label in ("people", "content")):
                values[field.name] = field.related_model._base_manager.last() or make_row(field.related_model)
        elif field.choices and not field.blank:
            values[field.name] = field.flatchoices[0][0]
        elif isinstance(field, models.DateField) and not field.null:
            values[field.name] = datetime.date(2025, 1, 1)
        elif isinstance(field, models.TimeField) and not field.null:
            values[field.name] = datetime.time(10)
        elif isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)) and not field.null:
            values[field.name] = number
        elif isinstance(field, (models.CharField, models.TextField)) and not field.choices:
            values[field.name] = f"{field.name[:12]}-{number}"
    return model._base_manager.create(**values)


def make_page_of(model: type):
    if model in (Page, ToyPage):
        return make_page(ToyPage)
    parent = next(iter(model.allowed_parent_page_models()))
    if parent._meta.abstract or parent.__name__ == "HomePage":
        return make_page(model, parent=get_home())
    parent = parent.objects.first() or get_index(model)
    if not issubclass(model, ContentPage):
        number = next(_numbers)
        return parent.add_child(instance=model(title=f"Page {number}", slug=f"page-{number}"))
    return make_page(model, parent=parent)


MADE = find_lists()


def test_lists_are_found():
    names = " ".join(MADE)
    for part in (
        "/people/person/",
        "/themes/keyword/",
        "/snippets/council/milestone/",
        "/sections/",
        "/print-requests/",
    ):
        assert part in names


@pytest.mark.parametrize("address", MADE)
def test_as_many_queries_for_12_rows_as_for_3(admin_client, staff, address):
    def grow(number: int) -> int:
        for _number in range(number):
            make_row(MADE[address])
        return count_queries(admin_client, address)

    few = grow(3)
    assert grow(9) <= few <= LIMIT


@pytest.mark.parametrize("login", ["camille", "rene", "sacha", "alix"])
def test_the_explorer_for_each_role(client, staff, login):
    """Drafts, pages online and pages in review, each with its buttons."""
    client.force_login(staff[login])
    address = reverse("wagtailadmin_explore", args=[get_index(ToyPage).pk])

    def grow(number: int) -> int:
        for _number in range(number):
            make_page(ToyPage)
            make_draft(staff["camille"])
            submit(make_draft(staff["dominique"]), staff["dominique"])
        return count_queries(client, address)

    few = grow(1)
    assert grow(9) <= few <= LIMIT
    home = reverse("wagtailadmin_explore", args=[get_home().pk])
    assert count_queries(client, home) <= LIMIT
