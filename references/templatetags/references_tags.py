"""Cited references, for the pages of what they are about."""

from django import template
from django.conf import settings

from people.models import Organisation, Person
from themes.labels import localize
from themes.models import Theme

from ..models import Source

register = template.Library()

#: How a reference is bound to a register's entry.
PATHS = {
    Person: ("credits__person__translation_key",),
    Organisation: ("credits__organisation__translation_key", "publisher__translation_key"),
    Theme: ("themes__translation_key",),
}


@register.simple_tag
def sources_of(entry) -> list[Source]:
    """The cited references that a person or an organisation wrote, published or is the subject of."""
    keys = set()
    for path in PATHS.get(type(entry), ()):
        keys |= set(Source.objects.filter(**{path: entry.translation_key}).values_list("pk", flat=True))
    if not keys:
        return []
    rows = Source.objects.filter(pk__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    return localize(Source, Source.with_details(rows).order_by("-date", "name"))
