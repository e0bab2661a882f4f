"""From permanent identifiers to links, for lists of records; and from a thing to the records that name it."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db.models import Value, prefetch_related_objects
from django.utils.translation import get_language
from modelcluster.fields import ParentalKey

from sections.approved import keep_live
from sections.generations import keep
from sections.locales import active_locale, get_language_of
from sections.naming import public
from sections.query import published
from themes.labels import localize

from .identifiers import get_model, is_translated
from .models import ContentPage, PermanentIdentifier, RelatedReferences
from .views import get_public_url


@dataclasses.dataclass
class RelatedLink:
    """A link to what a record is about; `lang` and `hreflang`: of its title, of where it leads, when not the screen's."""

    title: str
    url: str
    lang: str = ""
    hreflang: str = ""


def fill_related_links(entries: Iterable, request=None) -> None:
    """Give each of `entries` (`RelatedReferences`) its `related_links`.

    Only what the public may see is linked. The number of queries depends on how many kinds of
    things are named, not on how many things nor on how many entries.
    """
    entries = list(entries)
    wanted = {reference for entry in entries for reference in entry.references}
    links = get_links(wanted, request) if wanted else {}
    for entry in entries:
        found = [links[reference] for reference in entry.references if reference in links]
        entry.related_links = list({link.url: link for link in found}.values())


def get_links(references: set[str], request=None) -> dict[str, RelatedLink]:
    """reference → link, for those that lead somewhere public."""
    # One thing may have several identifiers: those of the entries that were merged into it.
    by_model: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = PermanentIdentifier.objects.filter(value__in=references).values_list("model", "key", "value")
    for model, key, value in rows:
        by_model[model][key].append(value)
    links: dict[str, RelatedLink] = {}
    for label, values in by_model.items():
        model = get_model(label)
        targets = _get_pages(values) if model is ContentPage else _get_records(model, values)
        for key, target in targets:
            if url := get_public_url(target, request):
                title = getattr(target, "title", "") or getattr(target, "name", "") or str(target)
                # Names of people, and of what is in another country, are the same in all languages.
                lang = (
                    "" if hasattr(target, "sort_name") or getattr(target, "country", "") else get_other_language(target)
                )
                leads = lang if isinstance(target, ContentPage) else ""
                links.update(dict.fromkeys(values[key], RelatedLink(title, url, lang, leads)))
    return links


def get_naming_records(thing) -> list[RelatedLink]:
    """Links to the records (`RelatedReferences`) that name `thing`, where a public page shows them, by their order."""
    naming = keep(f"naming:{active_locale().pk}", _read_naming_records)
    return naming.get(thing.reference, [])


def _read_naming_records() -> dict[str, list[RelatedLink]]:
    """reference → links to the records that name it: as many queries as there are kinds of records that do."""
    found: dict[str, list[RelatedLink]] = {}
    addresses: dict[str, tuple[str, str]] = {}
    kinds = {
        kind._meta.label: keep_live(kind.objects.filter(locale__language_code=settings.LANGUAGE_CODE)).exclude(
            related_references=""
        )
        for kind in apps.get_models()
        if issubclass(kind, RelatedReferences)
    }
    names = [rows.order_by().annotate(kind_of=Value(label)).values_list("kind_of") for label, rows in kinds.items()]
    used = {label for (label,) in names[0].union(*names[1:])}
    for originals in [rows for label, rows in kinds.items() if label in used]:
        for record in localize(originals.model, originals):
            shown = record.page_model
            if shown and shown not in addresses:
                pages = published(apps.get_model(shown).objects.select_related("locale"))
                addresses[shown] = next(((page.get_url(), get_other_language(page)) for page in pages), ("", ""))
            url, leads = addresses.get(shown, ("", ""))
            if url:
                link = RelatedLink(record.get_words(), f"{url}#{record.reference}", get_other_language(record), leads)
                for reference in record.references:
                    found.setdefault(reference, []).append(link)
    return found


def _get_pages(values: dict):
    pages = published(ContentPage.objects.filter(translation_key__in=values)).select_related("locale")
    return [(str(page.translation_key), page) for page in pages]


def _get_records(model: type, values: dict):
    if not hasattr(model, "get_absolute_url"):
        return []
    if not is_translated(model):
        return [(str(row.pk), row) for row in public(model.objects.filter(pk__in=values))]
    originals = {}
    rows = public(model.objects.filter(translation_key__in=values)).select_related("locale")
    for row in rows.order_by("locale_id"):
        originals.setdefault(str(row.translation_key), row)
    records = localize(model, originals.values())
    # What a record belongs to knows its address: read once for all of them.
    owners = [field.name for field in model._meta.concrete_fields if isinstance(field, ParentalKey)]
    prefetch_related_objects(records, *owners)
    return zip(originals, records, strict=True)


def get_other_language(thing) -> str:
    """The language code of a thing when it is not that of the screen, for `lang` attributes."""
    code = get_language_of(thing)
    return "" if (get_language() or "").startswith(code) else code
