"""Pages as their own types, in the very query that finds them."""

from collections.abc import Collection
from functools import cache

from django.db.models import QuerySet
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from .query import get_content_model


@cache
def _get_accessors() -> dict[str, type]:
    """From a content to its own type, for each type that is installed: accessor → model."""
    content = get_content_model()
    links = {model: model._meta.get_ancestor_link(content) for model in get_page_models() if issubclass(model, content)}
    return {
        link.remote_field.get_accessor_name(): model
        for model, link in links.items()
        if link in model._meta.local_fields
    }


def _get_texts(model: type) -> list[str]:
    return [field.name for field in model._meta.local_fields if isinstance(field, StreamField)]


def join_types(queryset: QuerySet, texts: bool = False, only: Collection[type] = ()) -> QuerySet:
    """Have `queryset`, of contents, bring the tables of their types; long texts only if `texts`.

    One query where `specific()` makes one more for each type: see `as_specific`. Where the types of
    the contents are known, `only` those are joined: Django takes a millisecond to write each of them.
    """
    if queryset.model is not get_content_model():
        left = [] if texts else _get_texts(queryset.model)
        return queryset.select_related("locale").defer(*left)
    accessors = {name: model for name, model in _get_accessors().items() if not only or model in only}
    left = [f"{accessor}__{name}" for accessor, model in accessors.items() for name in _get_texts(model)]
    return queryset.select_related("locale", *accessors).defer(*([] if texts else left))


def load_pages(queryset, only: Collection[type] = ()) -> list:
    """Return the specific pages of `queryset` in its order, in one query: `cards.finish_cards` makes them cards.

    `only`: the types of those pages, where they are known.
    """
    return [as_specific(page) for page in join_types(queryset, only=only)]


def as_specific(page):
    """The page as its own type; without a query when it comes from `join_types`."""
    if isinstance(page, page.specific_class or ()):
        return page
    for accessor, model in _get_accessors().items():
        if model is page.specific_class:
            specific = getattr(page, accessor)
            specific._state.fields_cache.update(page._state.fields_cache)
            # What the query added to the page.
            specific.__dict__.update({k: v for k, v in page.__dict__.items() if k not in specific.__dict__})
            return specific
    return page.specific
