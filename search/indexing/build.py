"""Which things of the site the public may find, and their documents."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from content.models import ContentPage
from sections.naming import public
from sections.query import visible
from sections.specific import load_pages

from ..families import PAGE, SITE, find_site_pages, get_families
from .built import Built
from .others import build_others
from .pages import build_pages


def get_public(family: str) -> QuerySet:
    """The things of a family that the public may see now."""
    if family == PAGE:
        return visible(ContentPage.objects.all())
    if family == SITE:
        return find_site_pages(visible(Page.objects.all()))
    # Pages of entries are found by the row in the site's first language: without it, there is none.
    rows = get_families()[family].objects
    first = rows.filter(translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE)
    return public(rows.filter(Exists(first)))


def find_things(family: str, keys: Iterable[int] | None = None, after: int = 0, limit: int | None = None) -> list:
    """The public things of a family, by primary key, ready to be built.

    With `keys`, these and their translations; with `after` and `limit`, a slice of them all.
    """
    model, queryset = get_families()[family], get_public(family)
    if keys is not None:
        translations = model.objects.filter(pk__in=list(keys)).values("translation_key")
        queryset = queryset.filter(translation_key__in=translations)
    queryset = queryset.filter(pk__gt=after).order_by("pk")
    if family == PAGE:
        return load_pages(queryset[:limit], texts=True)
    if family == SITE:
        queryset = queryset.specific()
    else:
        queryset = queryset.select_related(*model.search_related).prefetch_related(*model.search_prefetch)
    return list(queryset[:limit])


def build_documents(family: str, things: Iterable) -> list[Built]:
    """The documents of things of one family, public or not: as many queries as for one."""
    return build_pages(things) if family == PAGE else build_others(things)
