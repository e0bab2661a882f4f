"""Pages as their own types, and what belongs to pages and entries, with few and small queries."""

from functools import cache

from django.db.models import DEFERRED, QuerySet, prefetch_related_objects
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import StreamField

from .locales import set_locales
from .query import get_content_model


@cache
def _get_own_fields(model: type, texts: bool) -> list:
    """The fields that a type of content adds to the common ones; long texts only if `texts`."""
    common = set(get_content_model()._meta.concrete_fields)
    own = [field for field in model._meta.concrete_fields if field not in common]
    return [field for field in own if texts or not isinstance(field, StreamField)]


def load_pages(queryset: QuerySet, texts: bool = False) -> list:
    """Return the specific pages of `queryset` in its order, without their long texts unless `texts`.

    One query for what contents have in common, and one for what each type adds: PostgreSQL plans
    a join of a dozen tables in 20 ms, and these in none. `cards.finish_cards` makes them cards.
    """
    if queryset.model is not get_content_model():
        left = [] if texts else [f.name for f in queryset.model._meta.local_fields if isinstance(f, StreamField)]
        return set_locales(list(queryset.defer(*left)))
    rows, by_type = set_locales(list(queryset)), {}
    for row in rows:
        by_type.setdefault(row.specific_class, []).append(row)
    found = {row.pk: row for row in rows}
    for model, members in by_type.items():
        if model not in (None, get_content_model()):
            found.update(_make_specific(model, members, texts))
    return [found[row.pk] for row in rows]


def load_texts(page) -> None:
    """Read what `load_pages` left out of a page: one query, none when nothing is missing."""
    if names := sorted(page.get_deferred_fields()):
        for name, value in type(page)._base_manager.filter(pk=page.pk).values(*names).get().items():
            setattr(page, name, value)


def load_rows(things: list) -> None:
    """Load what belongs to many pages or entries with one query for each kind of row, not for each thing."""
    for model in {type(thing) for thing in things if isinstance(thing, ClusterableModel)}:
        names = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
        names += [field.name for field in model._meta.many_to_many if isinstance(field, ParentalManyToManyField)]
        prefetch_related_objects([thing for thing in things if type(thing) is model], *names)


def _make_specific(model: type, rows: list, texts: bool) -> dict:
    """Primary key → the row as a `model`, with all that its query added to it."""
    names = [field.attname for field in _get_own_fields(model, texts)]
    values = model._base_manager.filter(pk__in=[row.pk for row in rows]).order_by().values_list("pk", *names)
    own = {pk: dict(zip(names, others, strict=True)) for pk, *others in values}
    made = {}
    for row in rows:
        if row.pk not in own:
            continue
        known = row.__dict__ | own[row.pk]
        fields = model._meta.concrete_fields
        page = model(*[known.get(field.attname, DEFERRED) for field in fields])
        page._state.adding, page._state.db = False, row._state.db
        page._state.fields_cache.update(row._state.fields_cache)
        page.__dict__.update({name: value for name, value in row.__dict__.items() if name not in page.__dict__})
        made[row.pk] = page
    return made
