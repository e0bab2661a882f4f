"""Documents of the pages that are no contents: those of the institution, legal ones, the front pages of sections."""

from collections.abc import Iterable

from django.utils.translation import override
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from content.searching import get_plain_text, get_raw, read_headings, read_texts
from sections.locales import get_language_of
from sections.query import visible

from ..families import SITE, find_site_pages
from ..models import SearchDocument
from .built import Built, clean, finish, join_lines
from .pages import get_language_facets


def find_public(keys: Iterable[int] | None = None, after: int = 0, limit: int | None = None) -> list[Page]:
    """The public ones, as their own types; those of `keys` and their translations if given."""
    queryset = find_site_pages(visible(Page.objects.all()))
    if keys is not None:
        translations = Page.objects.filter(pk__in=list(keys)).values("translation_key")
        queryset = queryset.filter(translation_key__in=translations)
    queryset = queryset.filter(pk__gt=after).order_by("pk").specific()
    return list(queryset[:limit] if limit else queryset)


def build_site_pages(pages: Iterable[Page]) -> list[Built]:
    """The documents of pages, which are specific."""
    pages = list(pages)
    languages: dict[object, dict[str, str]] = {}
    rows = visible(Page.objects.filter(translation_key__in={page.translation_key for page in pages}))
    for key, language, title in rows.values_list("translation_key", "locale__language_code", "title"):
        languages.setdefault(key, {})[language] = title
    return [_build(page, languages.get(page.translation_key, {})) for page in pages]


def _build(page: Page, titles: dict[str, str]) -> Built:
    language = get_language_of(page)
    headings, texts = [], [get_plain_text(text) for text in getattr(page, "get_search_lines", list)()]
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            stream = getattr(page, field.name)
            raw = get_raw(stream)
            headings += read_headings(raw)
            texts.append(read_texts(stream.stream_block, raw))
        elif isinstance(field, RichTextField):
            texts.append(get_plain_text(getattr(page, field.name)))
    parts = page.get_url_parts()
    with override(language):
        document = SearchDocument(
            family=SITE,
            page_id=page.pk,
            language=language,
            url=parts[2] if parts and parts[2] else "",
            title=page.title,
            other_titles=join_lines(title for title in titles.values() if title != page.title),
            summary=clean(getattr(page, "summary", "") or page.search_description),
            headings=join_lines([*headings, page.seo_title]),
            text=join_lines(texts),
        )
    # Of no section: what a section publishes is counted without its front page.
    return finish(document, [("kind", SITE), *get_language_facets(language, set(titles))])
