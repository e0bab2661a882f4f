"""Reading the links of a page, both ways, and what cites it."""

import dataclasses

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page

from sections.cards import prepare_cards
from sections.locales import active_locale
from sections.query import find_citing, newest_first, published, visible
from sections.registry import get_section_for
from sections.specific import load_pages

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
    #: The pages that the type of the page asked for besides (`beside`).
    beside: list = dataclasses.field(default_factory=list)


def get_linked_pages(page: ContentPage, beside: Q | None = None) -> LinkedPages:
    """Gather the public pages linked with `page`, whichever of the two keeps the link, or citing it.

    Translations share their original's links; each page is given in the active language when it
    is translated. The contributions of all of them, and of `page`, are loaded on the way. As many
    queries however many links there are. `beside` brings in the same queries other pages that the
    page shows: those before and after it in a series.
    """
    beside = Q(pk__in=()) if beside is None else beside
    pages = _find_pages(page, beside)
    page.public_translations = [row for row in pages if row.translation_key == page.translation_key]
    chosen = _choose_language(pages, page)
    load_contributions([page, *chosen])
    linked = LinkedPages()
    others = []
    for row in prepare_cards(chosen):
        if row.is_beside:
            linked.beside.append(row)
        if row.is_whole:
            linked.part_of.append(row)
        elif row.is_family:
            linked.family.append(row)
        elif row.is_linked:
            others.append(row)
        elif row.is_citing:
            linked.citing.append(row)
    linked.by_section = group_by_section(others)
    return linked


def group_by_section(pages: list) -> list[tuple]:
    """[(section, its pages)], in the order of the navigation."""
    sections: dict = {}
    for page in pages:
        sections.setdefault(get_section_for(page), []).append(page)
    return sorted(sections.items(), key=lambda item: item[0].section_order if item[0] else 1000)


def get_other_parts(page: ContentPage, wholes: list) -> list:
    """The other public pages that belong to one of `wholes`, newest first."""
    if not wholes:
        return []
    links = PageLink.objects.filter(
        kind=LinkKind.PART_OF, target__translation_key__in=[whole.translation_key for whole in wholes]
    )
    parts = ContentPage.objects.filter(translation_key__in=links.order_by().values("source__translation_key"))
    parts = published(parts.exclude(translation_key=page.translation_key))
    pages = load_pages(newest_first(parts))
    load_contributions(pages)
    return prepare_cards(pages)


def _find_pages(page: ContentPage, beside: Q) -> list:
    """The public pages around `page`, in every language, and its own translations, newest first.

    Each says whether `page` is a part of it, is of its family, is linked with it at all, is cited
    by it. Small queries by primary keys, where a single one joins forty tables.
    """
    own = set(Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)) | {page.pk}
    links = PageLink.objects.order_by().filter(Q(source__in=own) | Q(target__in=own))
    wholes, family, linked = set(), set(), set()
    for source, target, kind in links.values_list("source", "target", "kind"):
        other = target if source in own else source
        linked.add(other)
        if kind == LinkKind.FAMILY:
            family.add(other)
        elif kind == LinkKind.PART_OF and source in own:
            wholes.add(other)
    citing = find_citing(page, kept_in="related_pages")
    keys = dict(Page.objects.order_by().filter(pk__in=linked | citing).values_list("pk", "translation_key"))
    around = visible(ContentPage.objects.all()).annotate(is_beside=beside)
    found = around.filter(Q(translation_key__in={page.translation_key, *keys.values()}) | beside)
    pages = load_pages(newest_first(found))
    for row in pages:
        same = {pk for pk, key in keys.items() if key == row.translation_key}
        row.is_whole, row.is_family = not same.isdisjoint(wholes), not same.isdisjoint(family)
        row.is_linked, row.is_citing = not same.isdisjoint(linked), not same.isdisjoint(citing)
    return pages


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
