"""The words on screen for the values of facets, in the active language."""

from collections.abc import Callable, Iterable

from django.conf import settings

from content.models import ContentPage
from content.models.provenance import TextPlace, mark
from people.models import Organisation, Person
from sections.naming import public
from sections.query import published
from sections.registry import get_sections
from themes.labels import get_theme_tree
from themes.models import Keyword

from .families import get_family_label, get_kind_labels, get_registers
from .models import DocumentFacet, SearchDocument


def get_section_names(values=()) -> dict[str, str]:
    """The sections that are installed, and the families of what belongs to none."""
    sections = {section.section_slug: str(section.section_title) for section in get_sections()}
    return sections | {family: get_family_label(family) for family in get_registers() if family not in sections}


_LABELS: dict[str, Callable[[list[str]], dict[str, str]]] = {
    "section": get_section_names,
    "kind": lambda values: get_kind_labels(),
    "keyword": lambda values: {row.slug: row.label for row in public(Keyword.objects.filter(slug__in=values))},
    "person": lambda values: dict(public(Person.objects.filter(slug__in=values)).values_list("slug", "name")),
    "organisation": lambda values: dict(
        public(Organisation.objects.filter(slug__in=values)).values_list("slug", "name")
    ),
    "about": lambda values: dict(
        published(ContentPage.objects.filter(reference__in=values)).values_list("reference", "title")
    ),
    "text": lambda values: {code: str(label) for code, label in TextPlace.choices},
    "language": lambda values: {code: str(label) for code, label in settings.LANGUAGES},
}


def get_labels(field: str, values: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(value → label, value → value above it) for values of one facet; unknown ones are left out. One query at most."""
    if field == "theme":
        tree = get_theme_tree()
        return {slug: name for slug, (name, _) in tree.items()}, {slug: above for slug, (_, above) in tree.items()}
    return (_LABELS[field](list(values)) if field in _LABELS else {}), {}


def get_kinds(documents: Iterable[SearchDocument]) -> dict[int, str]:
    """document id → what it is, on screen: « Rapport », « [Texte de démonstration] Lettre »… One query."""
    labels = get_kind_labels()
    rows = DocumentFacet.objects.filter(document__in=[document.pk for document in documents], field="kind")
    return {
        row.document_id: mark(labels.get(row.value, ""), getattr(row.document.page, "contentpage", None))
        for row in rows.select_related("document__page__contentpage")
    }
