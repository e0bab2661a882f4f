"""Finding the content at an address in two queries, where Wagtail makes two for each level of the tree."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from sections.generations import keep
from sections.query import get_restrictions, removed
from sections.specific import load_pages

from .models import Citation, ContentPage

#: A content stands at least so deep under the home page, and not deeper than this.
FIRST_LEVEL, LAST_LEVEL = 2, 6


def get_addresses(home, components: list[str], first: int) -> dict[str, int]:
    """Where pages may stand on the way to `components`, under `home`: path in the tree → how many components it takes."""
    ends = range(first, min(len(components), LAST_LEVEL) + 1)
    return {f"{home.url_path}{'/'.join(components[:end])}/": end for end in ends}


def leads_to_removed(home, components: list[str]) -> bool:
    """Whether `components` lead to a page of a section that is not installed, or to something under it."""
    return removed(Page.objects.filter(url_path__in=get_addresses(home, components, 1))).exists()


def route_to_content(home, request, components: list[str]):
    """Route to the content that `components` lead to, or to a view of its own; None if there is none.

    It is the content with the longest address that the request begins with. Whether anything
    above it keeps it for some readers is asked on the way (`ContentPage.get_view_restrictions`).
    Its long texts are read when they are needed (`load_texts`).
    """
    addresses = get_addresses(home, components, FIRST_LEVEL)
    if not addresses:
        return None
    # Under its own address only: anybody may ask for any number of others.
    own = [address for address, end in addresses.items() if end == len(components)]
    page = keep(f"content:{own}", lambda: _find_content(own)) or _find_content(addresses)
    return page and page.route(request, components[addresses[page.url_path] :])


def _find_content(addresses: Iterable[str]) -> ContentPage | None:
    aliases = Page.objects.filter(alias_of__isnull=False, path=Substr(OuterRef("path"), 1, Length("path")))
    found = ContentPage.objects.filter(url_path__in=addresses)
    citations = Citation.objects.filter(page__translation_key=OuterRef("translation_key"))
    found = found.annotate(
        is_kept=Exists(get_restrictions()), has_alias=Exists(aliases), has_citations=Exists(citations)
    )
    page = next(iter(load_pages(found.order_by(Length("url_path").desc())[:1])), None)
    if page is not None:
        page.is_known_public = not page.is_kept and not page.has_alias
    return page
