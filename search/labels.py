"""The words on screen for the values of facets, in the active language."""

from collections.abc import Callable, Iterable

from django.conf import settings

from people.models import Person
from sections.naming import public
from sections.registry import get_sections
from themes.labels import get_theme_tree
from themes.models import Keyword

from .families import get_family_label, get_kind_labels, get_registers
from .models import DocumentFacet, SearchDocument


def get_labels(field: str, values: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(value → label, value → value above it) for values of one facet; unknown ones are left out. One query at most."""
    if field == "theme":
        tree = get_theme_tree()
        return {slug: name for slug, (name, _above) in tree.items()}, {
            slug: above for slug, (_n, above) in tree.items()
        }
    return (_LABELS[field](list(values)) if field in _LABELS else {}), {}


def get_kinds(documents: Iterable[SearchDocument]) -> dict[int, str]:
    """document id → what it is, on screen: « Rapport », « Personne »… One query."""
    labels = get_kind_labels()
    ids = [document.pk for document in documents]
    rows = DocumentFacet.objects.filter(document__in=ids, field="kind").values_list("document", "value") if ids else ()
    return {pk: labels.get(value, "") for pk, value in rows}


def _get_sections(values) -> dict[str, str]:
    families = {family: get_family_label(family) for family in get_registers()}
    return families | {section.section_slug: str(section.section_title) for section in get_sections()}


def _get_kinds(values) -> dict[str, str]:
    return get_kind_labels()


def _get_people(values) -> dict[str, str]:
    return dict(public(Person.objects.filter(slug__in=values)).values_list("slug", "name"))


def _get_keywords(values) -> dict[str, str]:
    return {keyword.slug: keyword.label for keyword in public(Keyword.objects.filter(slug__in=values))}


def _get_languages(values) -> dict[str, str]:
    return {code: str(label) for code, label in settings.LANGUAGES}


_LABELS: dict[str, Callable[[list[str]], dict[str, str]]] = {
    "section": _get_sections,
    "kind": _get_kinds,
    "person": _get_people,
    "keyword": _get_keywords,
    "language": _get_languages,
}
