"""From ids to what is shown: documents, their pages and entries, their passages; few queries each."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import F, Q, prefetch_related_objects
from django.utils import translation
from wagtail.models import Page

from content.models import ContentPage
from sections.cards import load_pages
from sections.naming import NamedByPages, public
from sections.query import published, visible

from .analysis import get_analyser
from .contract import Item
from .families import PAGE, SITE, get_registers
from .models import Passage, PromotedResult, SearchDocument


def load_documents(ids: Iterable[int]) -> dict[int, SearchDocument]:
    """The documents of some ids, with the types of their pages (`content_type_id`): one query."""
    return _with_types(SearchDocument.objects).in_bulk(list(ids))


def _with_types(documents):
    return documents.annotate(content_type_id=F("page__content_type_id"))


def load_objects(documents: Sequence[SearchDocument]) -> dict[int, object]:
    """document id → its page (specific, with its themes), or its entry of a register; from `load_documents`.

    A page or an entry that the public may no longer see has none. What only the cards of some section show is
    not loaded: results have a layout of their own, and as many queries whatever they are.
    """
    found: dict[int, object] = {}
    pages = {d.page_id: d.pk for d in documents if d.family == PAGE}
    if pages:
        specific = load_pages(visible(ContentPage.objects.filter(pk__in=pages)))
        prefetch_related_objects(specific, "themes")
        found |= {pages[page.pk]: page for page in specific}
    if site := {d.page_id: d.pk for d in documents if d.family == SITE}:
        found |= {site[page.pk]: page for page in visible(Page.objects.filter(pk__in=site))}
    for family, model in get_registers().items():
        keys = {d.entry_id: d.pk for d in documents if d.family == family}
        if keys:
            rows = public(model.objects.select_related(*model.search_related)).in_bulk(list(keys))
            found |= {keys[pk]: row for pk, row in rows.items()}
    return found


def keep_known(documents: Iterable[SearchDocument]) -> list[SearchDocument]:
    """Leave out the entries that the public may not know of, whatever the index believes: a query for each register."""
    documents, hidden = list(documents), set()
    for family, model in get_registers().items():
        keys = [document.entry_id for document in documents if document.family == family]
        if keys and issubclass(model, NamedByPages):
            known = public(model.objects.filter(pk__in=keys)).values_list("pk", flat=True)
            hidden |= {(family, pk) for pk in keys} - {(family, pk) for pk in known}
    return [document for document in documents if (document.family, document.entry_id) not in hidden]


def lead_to_language(documents: Iterable[SearchDocument], objects: Mapping[int, object], language: str) -> None:
    """Give entries of registers, whose pages are in every language, the address of the reader's."""
    with translation.override(language):
        for document in documents:
            if document.family in get_registers() and document.pk in objects and document.language != language:
                document.url = objects[document.pk].get_absolute_url()


def load_passages(places: Mapping[int, Sequence[int]]) -> dict[int, list[Passage]]:
    """document id → its passages, in the order of the positions that are given: one query."""
    wanted = [Q(document=document, position__in=positions) for document, positions in places.items()]
    rows = Passage.objects.filter(reduce(or_, wanted)) if wanted else ()
    by_place = {(row.document_id, row.position): row for row in rows}
    return {d: [by_place[d, p] for p in found if (d, p) in by_place] for d, found in places.items()}


def get_promoted(text: str, language: str) -> list[Item]:
    """The editors' choices for a query, in their order: those that the public may see and that are indexed."""
    analyser = get_analyser(language)
    words = analyser.exact(text)
    if not words:
        return []
    chosen = [
        row.page_id
        for row in PromotedResult.objects.live()
        if any(analyser.exact(line) == words for line in row.queries.splitlines())
    ]
    with translation.override(language):
        keys = dict(ContentPage.objects.filter(pk__in=chosen).values_list("translation_key", "pk"))
        pages = published(ContentPage.objects.filter(translation_key__in=keys), language)
        places = {pk: chosen.index(keys[key]) for pk, key in pages.values_list("pk", "translation_key")}
    documents = _with_types(SearchDocument.objects.filter(page__in=places))
    return [Item(document, 0.0) for document in sorted(documents, key=lambda d: places[d.page_id])]
