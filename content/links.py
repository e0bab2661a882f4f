"""Reading the links of a page, both ways, and what cites it."""

import dataclasses
import uuid

from django.conf import settings
from django.db.models import CharField, Exists, Q, Value
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from sections.cards import prepare_cards
from sections.locales import active_locale
from sections.query import get_restrictions, newest_first
from sections.registry import get_section_for
from sections.specific import as_specific, join_types

from .models import ContentPage, LinkKind, PageLink, load_contributions


@dataclasses.dataclass
class LinkedPages:
    """The pages around a page, as its reader meets them."""

    #: The pages it belongs to (an interview's work, a leaflet's report).
    part_of: list = dataclasses.field(default_factory=list)
    #: The same object in other forms.
    family: list = dataclasses.field(default_factory=list)
    #: The rest, by section: [(section, pages)], in the order of the navigation.
    by_section: list = dataclasses.field(default_factory=list)
    #: The pages whose text refers to it, and that are in none of the others.
    citing: list = dataclasses.field(default_factory=list)


def get_linked_pages(page: ContentPage) -> LinkedPages:
    """Gather the public pages linked with `page`, whichever of the two keeps the link, or citing it.

    Translations share their original's links; each page is given in the active language when it
    is translated. The contributions of all of them, and of `page`, are loaded on the way. Three
    queries, and those of the sections' cards, however many links there are.
    """
    ways: dict = {}
    for way, kind, target in _get_rows(page):
        ways.setdefault(target, set()).add((way, kind))
    keys = {uuid.UUID(target) for target in ways if not target.isdigit()} | {page.translation_key}
    ids = {int(target) for target in ways if target.isdigit()}
    found = ContentPage.objects.live().filter(~Exists(get_restrictions()), Q(translation_key__in=keys) | Q(pk__in=ids))
    pages = [as_specific(row) for row in newest_first(join_types(found))]
    page.public_translations = [row for row in pages if row.translation_key == page.translation_key]
    chosen = _choose_language(pages, page)
    load_contributions([page, *chosen])
    linked = LinkedPages()
    sections: dict = {}
    for row in prepare_cards(chosen):
        found_ways = ways.get(row.translation_key.hex, set()) | ways.get(str(row.pk), set())
        kinds = {kind for _way, kind in found_ways}
        if ("out", LinkKind.PART_OF) in found_ways:
            linked.part_of.append(row)
        elif LinkKind.FAMILY in kinds:
            linked.family.append(row)
        elif kinds & {LinkKind.RELATED, LinkKind.PART_OF}:
            sections.setdefault(get_section_for(row), []).append(row)
        else:
            linked.citing.append(row)
    linked.by_section = sorted(sections.items(), key=lambda item: item[0].section_order if item[0] else 1000)
    return linked


def _get_rows(page: ContentPage) -> list[tuple[str, str, str]]:
    """(way, kind, target) of each link from or to `page`, and of each page citing it: one query.

    The target is a translation key, or the primary key of a citing page.
    """
    key = page.translation_key

    def columns(queryset, way, kind, target):
        return queryset.values_list(
            Value(way, output_field=CharField()), kind, Cast(target, CharField(max_length=255))
        ).order_by()

    outgoing = PageLink.objects.filter(source__translation_key=key)
    incoming = PageLink.objects.filter(target__translation_key=key)
    citing = (
        ReferenceIndex.get_references_to(page)
        .filter(base_content_type=ReferenceIndex._get_base_content_type(Page))
        .exclude(model_path__startswith="related_pages")
    )
    rows = columns(outgoing, "out", "kind", "target__translation_key").union(
        columns(incoming, "in", "kind", "source__translation_key"),
        columns(citing, "cites", Value("", output_field=CharField()), "object_id"),
    )
    return [(way, kind, target.replace("-", "")) for way, kind, target in rows]


def _choose_language(pages: list, page: ContentPage) -> list:
    """Of each thing, the page in the active language, else the one in the site's first language."""
    wanted = active_locale().language_code
    best: dict = {}
    for row in pages:
        language = row.locale.language_code
        if row.translation_key == page.translation_key or language not in (wanted, settings.LANGUAGE_CODE):
            continue
        if row.translation_key not in best or language == wanted:
            best[row.translation_key] = row
    return [row for row in pages if best.get(row.translation_key) is row]
