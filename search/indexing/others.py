"""Documents of what is no content: the entries of registers, whose name is wanted first, and the other pages of the
site: those of the institution, legal ones, the front pages of sections."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import override
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from content.searching import get_plain_text, get_raw, read_headings, read_texts
from sections.locales import get_language_of
from sections.query import visible

from ..families import SITE
from ..models import SearchDocument
from .built import Built, clean, finish, join_lines, make_passages
from .pages import get_language_facets


def build_others(things: Iterable) -> list[Built]:
    """The documents of entries of one register, or of pages that are no contents, as their own types."""
    things = list(things)
    if not things:
        return []
    is_site = isinstance(things[0], Page)
    rows, name = (
        (visible(Page.objects.all()), "title")
        if is_site
        else (type(things[0]).objects.all(), things[0].search_title_field)
    )
    rows = rows.filter(translation_key__in={thing.translation_key for thing in things})
    #: translation key → language → name
    names: dict[object, dict[str, str]] = defaultdict(dict)
    for key, language, written in rows.values_list("translation_key", "locale__language_code", name):
        names[key][language] = written
    build = _build_page if is_site else _build_entry
    return [_finish(thing, build, names[thing.translation_key]) for thing in things]


def _finish(thing, build, names: dict[str, str]) -> Built:
    language = get_language_of(thing)
    with override(language):
        document, facets, others = build(thing)
        passages = make_passages(thing, document.url)
        document.headings = join_lines([document.headings, *(passage.title for passage in passages)])
    document.language = language
    document.other_titles = join_lines([*others, *(name for name in names.values() if name != document.title)])
    return finish(document, [*facets, *get_language_facets(language, set(names))], passages)


def _build_entry(entry):
    document = SearchDocument(
        family=entry.search_family,
        entry_id=entry.pk,
        reference=entry.reference,
        url=entry.get_absolute_url(),
        title=getattr(entry, entry.search_title_field),
        summary=entry.get_search_summary(),
        headings=join_lines(entry.get_search_headings()),
        text=join_lines(get_plain_text(text) for text in entry.get_search_text()),
    )
    return document, [("kind", entry.search_family), *entry.get_search_facets()], entry.get_search_other_titles()


def _build_page(page: Page):
    headings, texts = [page.seo_title], [get_plain_text(text) for text in getattr(page, "get_search_lines", list)()]
    for field in page._meta.get_fields():
        value = getattr(page, field.name) if isinstance(field, StreamField | RichTextField) else None
        if isinstance(field, StreamField):
            headings += read_headings(get_raw(value))
            texts.append(read_texts(value.stream_block, get_raw(value)))
        elif value:
            texts.append(get_plain_text(value))
    parts = page.get_url_parts()
    document = SearchDocument(
        family=SITE,
        page_id=page.pk,
        url=parts[2] if parts and parts[2] else "",
        title=page.title,
        summary=clean(getattr(page, "summary", "") or page.search_description),
        headings=join_lines(headings),
        text=join_lines(texts),
    )
    # Of no section: what a section publishes is counted without its front page.
    return document, [("kind", SITE)], ()
