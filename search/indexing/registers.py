"""Documents of people, organisations and themes: whoever types a name wants that page first."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import override

from content.searching import get_plain_text
from people.models import Mandate, Organisation, Person
from sections.locales import get_language_of
from themes.models import Theme

from ..models import Family, SearchDocument
from .built import Built, finish, join_lines
from .pages import get_language_facets, name_with_acronym

MODELS = {Family.PERSON: Person, Family.ORGANISATION: Organisation, Family.THEME: Theme}


def get_family(thing) -> str:
    """The family of a register entry. Raises KeyError for anything else."""
    return {model: family for family, model in MODELS.items()}[type(thing)]


def find_entries(family: str, keys: Iterable[int] | None = None, after: int = 0, limit: int | None = None) -> list:
    """The entries of a register that have a public page; those of `keys` and their translations if given."""
    # Their pages are found by the row in the site's first language: without it, there is none.
    original = MODELS[family].objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE
    )
    queryset = MODELS[family].objects.filter(Exists(original))
    if keys is not None:
        translations = MODELS[family].objects.filter(pk__in=list(keys)).values("translation_key")
        queryset = queryset.filter(translation_key__in=translations)
    if family == Family.PERSON:
        mandates = Prefetch("mandates", Mandate.objects.order_by("sort_order"))
        queryset = queryset.select_related("organisation").prefetch_related(mandates)
    elif family == Family.THEME:
        queryset = queryset.select_related("parent")
    queryset = queryset.filter(pk__gt=after).order_by("pk")
    return list(queryset[:limit] if limit else queryset)


def build_entries(entries: Iterable) -> list[Built]:
    """The documents of register entries, all of one family."""
    entries = list(entries)
    if not entries:
        return []
    model = type(entries[0])
    #: translation key → language → name
    names: dict[object, dict[str, str]] = defaultdict(dict)
    rows = model.objects.filter(translation_key__in={entry.translation_key for entry in entries})
    for key, language, name in rows.values_list("translation_key", "locale__language_code", "name"):
        names[key][language] = name
    return [_build(entry, names[entry.translation_key]) for entry in entries]


def _build(entry, names: dict[str, str]) -> Built:
    family, language = get_family(entry), get_language_of(entry)
    others = [name for name in names.values() if name != entry.name]
    with override(language):
        described = _DESCRIBE[family](entry)
        described["other_titles"] = join_lines([*described.get("other_titles", "").splitlines(), *others])
        document = SearchDocument(
            family=family,
            reference=entry.reference,
            language=language,
            url=entry.get_absolute_url(),
            title=entry.name,
            **{f"{family}_id": entry.pk},
            **described,
        )
    facets = [("kind", str(family)), *get_language_facets(language, set(names))]
    if family == Family.PERSON:
        facets.append(("person", entry.slug))
    if family == Family.THEME:
        facets += [("theme", entry.slug), ("theme", entry.parent.slug if entry.parent else "")]
    return finish(document, facets)


def _describe_person(person: Person) -> dict:
    organisation = person.organisation
    return {
        "other_titles": join_lines(person.aliases.splitlines()),
        "summary": person.role,
        "headings": join_lines(mandate.label for mandate in person.mandates.all()),
        "text": join_lines([get_plain_text(person.biography), name_with_acronym(organisation) if organisation else ""]),
    }


def _describe_organisation(organisation: Organisation) -> dict:
    return {
        "other_titles": join_lines([organisation.acronym, *organisation.aliases.splitlines()]),
        "summary": str(organisation.get_kind_display()),
        "text": get_plain_text(organisation.description),
    }


def _describe_theme(theme: Theme) -> dict:
    return {
        "headings": theme.parent.name if theme.parent else "",
        "text": get_plain_text(theme.description),
    }


_DESCRIBE = {
    Family.PERSON: _describe_person,
    Family.ORGANISATION: _describe_organisation,
    Family.THEME: _describe_theme,
}
