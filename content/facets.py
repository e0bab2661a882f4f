"""Facets on people and on the page that others belong to."""

from django.utils.translation import gettext_lazy as _

from sections.facets import ChoiceFacet, Facet
from sections.query import get_installed_types

from .models import ContentPage, LinkKind
from .models.provenance import TextPlace


class PersonFacet(Facet):
    """People who took part, in any role, by slug."""

    def __init__(self, name: str = "person", title=_("Person"), **kwargs):
        super().__init__(name, title, "contributions__person__slug", "contributions__person__name", **kwargs)


class PartOfFacet(Facet):
    """The page that others belong to (the work of an interview), by reference."""

    def __init__(self, name: str, title, **kwargs):
        super().__init__(name, title, "related_pages__target__reference", "related_pages__target__title", **kwargs)
        self.language = "related_pages__target__locale__language_code"

    def filter(self, queryset, values):
        matching = ContentPage.objects.filter(
            related_pages__kind=LinkKind.PART_OF, related_pages__target__reference__in=values
        )
        return queryset.filter(pk__in=matching.values("pk"))

    def get_options(self, queryset, selected):
        wholes = {"target__live": True, "target__content_type__in": get_installed_types(ContentPage)}
        belonging = {f"related_pages__{name}": value for name, value in {"kind": LinkKind.PART_OF, **wholes}.items()}
        return super().get_options(queryset.filter(**belonging), selected)


class TextFacet(ChoiceFacet):
    """What can be read here, and what the site only has a record of; nothing where all is here."""

    def __init__(self, name: str = "text", title=_("Text"), **kwargs):
        super().__init__(name, title, "text_place", TextPlace.choices, **kwargs)

    def get_options(self, queryset, selected):
        options = super().get_options(queryset, selected)
        return options if selected or any(option.value == TextPlace.RECORD for option in options) else []
