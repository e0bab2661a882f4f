"""Reading which references a page cites, and which a register's entry is bound to."""

from django.conf import settings

from people.models import Organisation, Person
from themes.labels import localize
from themes.models import Theme

from .models import Source

#: How a reference is bound to a register's entry.
PATHS = {
    Person: ("credits__person__translation_key",),
    Organisation: ("credits__organisation__translation_key", "publisher__translation_key"),
    Theme: ("themes__translation_key",),
}


def get_cited_sources(page) -> list[Source]:
    """The references that `page` or one of its translations cites, in order; read once for a page."""
    if not hasattr(page, "_cited_sources"):
        page._cited_sources = _read_cited_sources(page) if getattr(page, "has_citations", True) else []
    return page._cited_sources


def _read_cited_sources(page) -> list[Source]:
    rows = Source.with_details(Source.objects.filter(citations__page__translation_key=page.translation_key))
    return localize(Source, dict.fromkeys(rows.order_by("citations__sort_order", "name")))


def get_sources_of(entry) -> list[Source]:
    """The references that a person or an organisation wrote, published or is the subject of; those of a theme."""
    keys = set()
    for path in PATHS.get(type(entry), ()):
        keys |= set(Source.objects.filter(**{path: entry.translation_key}).values_list("pk", flat=True))
    if not keys:
        return []
    rows = Source.objects.filter(pk__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    return localize(Source, Source.with_details(rows).order_by("-date", "name"))
