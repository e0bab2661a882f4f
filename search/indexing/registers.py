"""Documents of the entries of registers: whoever types a name wants that page first."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import override

from content.searching import get_plain_text
from sections.locales import get_language_of
from sections.naming import public

from ..families import get_registers
from ..models import SearchDocument
from .built import Built, finish, join_lines
from .pages import get_language_facets


def find_entries(family: str, keys: Iterable[int] | None = None, after: int = 0, limit: int | None = None) -> list:
    """The entries of a register that have a public page; those of `keys` and their translations if given."""
    model = get_registers()[family]
    queryset = get_public(model)
    if keys is not None:
        translations = model.objects.filter(pk__in=list(keys)).values("translation_key")
        queryset = queryset.filter(translation_key__in=translations)
    queryset = queryset.select_related(*model.search_related).prefetch_related(*model.search_prefetch)
    queryset = queryset.filter(pk__gt=after).order_by("pk")
    return list(queryset[:limit] if limit else queryset)


def get_public(model: type):
    """The entries of a register that are found."""
    # Their pages are found by the row in the site's first language: without it, there is none.
    original = model.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE
    )
    return public(model.objects.filter(Exists(original)))


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
    language = get_language_of(entry)
    others = [name for name in names.values() if name != entry.name]
    with override(language):
        document = SearchDocument(
            family=entry.search_family,
            entry_id=entry.pk,
            reference=entry.reference,
            language=language,
            url=entry.get_absolute_url(),
            title=entry.name,
            other_titles=join_lines([*entry.get_search_other_titles(), *others]),
            summary=entry.get_search_summary(),
            headings=join_lines(entry.get_search_headings()),
            text=join_lines(get_plain_text(text) for text in entry.get_search_text()),
        )
    facets = [("kind", entry.search_family), *entry.get_search_facets(), *get_language_facets(language, set(names))]
    return finish(document, facets)
