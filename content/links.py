"""Reading the links of a page, both ways, and what cites it."""

import dataclasses

from wagtail.models import Page, ReferenceIndex

from sections.cards import load_cards
from sections.query import newest_first, published
from sections.registry import get_section_for

from .models import ContentPage, LinkKind, PageLink


@dataclasses.dataclass
class LinkedPages:
    """The pages around a page, as its reader meets them."""

    #: The pages it belongs to (an interview's work, a leaflet's report).
    part_of: list
    #: The same object in other forms.
    family: list
    #: The rest, by section: [(section, pages)], in the order of the navigation.
    by_section: list


def get_linked_pages(page: ContentPage) -> LinkedPages:
    """Gather the public pages linked with `page`, whichever of the two keeps the link.

    Translations share their original's links; each page is given in the active language when it
    is translated. The number of queries does not depend on the number of links.
    """
    keys = {"source": "source__translation_key", "target": "target__translation_key"}
    rows = [
        (kind, target, "out")
        for kind, target in PageLink.objects.filter(**{keys["source"]: page.translation_key}).values_list(
            "kind", keys["target"]
        )
    ] + [
        (kind, source, "in")
        for kind, source in PageLink.objects.filter(**{keys["target"]: page.translation_key}).values_list(
            "kind", keys["source"]
        )
    ]
    wanted = {key for _kind, key, _way in rows} - {page.translation_key}
    if not wanted:
        return LinkedPages([], [], [])
    pages = load_cards(newest_first(published(ContentPage.objects.filter(translation_key__in=wanted))))
    kinds: dict = {}
    for kind, key, way in rows:
        kinds.setdefault(key, set()).add((kind, way))
    part_of, family, sections = [], [], {}
    for linked in pages:
        ways = kinds[linked.translation_key]
        if (LinkKind.PART_OF, "out") in ways:
            part_of.append(linked)
        elif any(kind == LinkKind.FAMILY for kind, _way in ways):
            family.append(linked)
        else:
            sections.setdefault(get_section_for(linked), []).append(linked)
    by_section = sorted(sections.items(), key=lambda item: item[0].section_order if item[0] else 1000)
    return LinkedPages(part_of, family, by_section)


def get_citing_pages(page: ContentPage) -> list:
    """The public pages whose text or links refer to `page`, from Wagtail's reference index.

    Links kept in `related_pages` are shown with the links; these are the others.
    """
    references = (
        ReferenceIndex.get_references_to(page)
        .filter(base_content_type=ReferenceIndex._get_base_content_type(Page))
        .exclude(model_path__startswith="related_pages")
    )
    ids = {int(pk) for pk in references.values_list("object_id", flat=True)} - {page.pk}
    if not ids:
        return []
    return load_cards(newest_first(published(ContentPage.objects.filter(pk__in=ids))))
