"""From permanent identifiers to links, for lists of records."""

import dataclasses
from collections.abc import Iterable

from django.apps import apps
from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from modelcluster.fields import ParentalKey

from sections.naming import public
from sections.query import published
from themes.labels import localize

from .models import ContentPage, PermanentIdentifier


@dataclasses.dataclass
class RelatedLink:
    """A link to what a record is about; `lang` is set when its title is not in the active language."""

    title: str
    url: str
    lang: str = ""


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
    by_model: dict[str, dict[str, list[str]]] = {}
    rows = PermanentIdentifier.objects.filter(value__in=references).values_list("model", "key", "value")
    for model, key, value in rows:
        by_model.setdefault(model, {}).setdefault(key, []).append(value)
    links: dict[str, RelatedLink] = {}
    for label, values in by_model.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        targets = _get_pages(values) if label == ContentPage._meta.label else _get_records(model, values)
        for key, target in targets:
            url = target.get_url(request) if isinstance(target, ContentPage) else target.get_absolute_url()
            if url:
                link = RelatedLink(_get_title(target), url, _get_lang(target))
                links.update(dict.fromkeys(values[key], link))
    return links


def _get_pages(values: dict):
    pages = published(ContentPage.objects.filter(translation_key__in=values)).select_related("locale")
    return [(str(page.translation_key), page) for page in pages]


def _get_records(model: type, values: dict):
    if not hasattr(model, "get_absolute_url"):
        return []
    if not any(field.name == "translation_key" for field in model._meta.get_fields()):
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


def _get_title(target) -> str:
    return getattr(target, "title", "") or getattr(target, "name", "") or str(target)


def _get_lang(target) -> str:
    """Titles of pages have a language; names of people and organisations are the same in all."""
    code = target.locale.language_code if isinstance(target, ContentPage) else ""
    return "" if (get_language() or "").startswith(code) else code
