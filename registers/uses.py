"""Where an entry is used: what its deletion would touch, named one by one."""

from django.utils.text import capfirst
from modelcluster.fields import ParentalKey
from wagtail.models import Page, ReferenceIndex

from .merging.relations import Relation, get_relations


def find_places(entry) -> list[tuple[str, object]]:
    """(what it is, the page or entry) of everything that names `entry`: by a field, a row, or within a text.

    What belongs to the entry itself (the mandates of a person) is none.
    """
    found = {}
    for relation in get_relations(type(entry)):
        found |= {get_identity(thing): thing for thing in find_owners(relation, entry)}
    for thing, _references in ReferenceIndex.get_grouped_references_to(entry):
        found.setdefault(get_identity(thing), thing)
    found.pop(get_identity(entry), None)
    places = [(capfirst(get_model(thing)._meta.verbose_name), thing) for thing in found.values()]
    return sorted(places, key=lambda place: (place[0], str(place[1])))


def find_owners(relation: Relation, entry) -> list:
    """The things to which the rows of a relation belong: a page for its contributions; else the rows themselves."""
    rows = relation.model._base_manager.filter(**{relation.field.attname: entry.pk})
    fields = [f for f in relation.model._meta.concrete_fields if f.is_relation and f.name != relation.field.name]
    owner = next((f for f in fields if relation.is_automatic or isinstance(f, ParentalKey)), None)
    if owner is None:
        own = isinstance(relation.field, ParentalKey)
        return [] if own else list(rows)
    return list(owner.related_model._base_manager.filter(pk__in=rows.values(owner.attname)))


def get_model(thing) -> type:
    return (thing.cached_content_type.model_class() or Page) if isinstance(thing, Page) else type(thing)


def get_identity(thing) -> tuple[type, object]:
    return Page if isinstance(thing, Page) else type(thing), thing.pk
