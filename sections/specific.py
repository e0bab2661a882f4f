"""Pages as their own types, in the very query that finds them."""

from collections.abc import Collection

from django.db.models import QuerySet
from wagtail.fields import StreamField

from .config import get_content_model
from .registry import get_sections


def _get_accessors() -> dict[str, type]:
    """From a content to its own type, for each type of the sections: accessor → model."""
    content = get_content_model()
    found = {}
    for section in get_sections():
        for model in section.page_classes:
            if content in model.__bases__ or model._meta.get_ancestor_link(content) in model._meta.local_fields:
                found[model._meta.get_ancestor_link(content).remote_field.get_accessor_name()] = model
    return found


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
