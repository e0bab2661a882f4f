"""Facets on people and on the page that others belong to."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sections.facets import Facet

from .models import ContentPage, LinkKind


class PersonFacet(Facet):
    """People who took part, in any role, by slug."""

    def __init__(self, name: str = "person", title=_("Person"), **kwargs):
        super().__init__(name, title, "contributions__person__slug", "contributions__person__name", **kwargs)


class PartOfFacet(Facet):
    """The page that others belong to (the work of an interview), by reference."""

    def __init__(self, name: str, title, **kwargs):
        super().__init__(name, title, "related_pages__target__reference", "related_pages__target__title", **kwargs)

    def filter(self, queryset, values):
        matching = ContentPage.objects.filter(
            related_pages__kind=LinkKind.PART_OF, related_pages__target__reference__in=values
        )
        return queryset.filter(pk__in=matching.values("pk"))

    def get_options(self, queryset, selected):
        belonging = queryset.filter(Q(related_pages__kind=LinkKind.PART_OF, related_pages__target__live=True))
        return super().get_options(belonging, selected)
