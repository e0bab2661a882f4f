"""From a thing of the site to its document."""

from collections.abc import Iterable

from content.models import ContentPage

from ..families import PAGE, SITE
from . import site_pages
from .built import Built
from .pages import build_pages, find_public
from .registers import build_entries, find_entries
from .site_pages import build_site_pages

__all__ = ["Built", "build_document", "build_documents", "find_things"]


def build_document(thing, read_files: bool = True) -> Built:
    """Return (unsaved document, [(facet, value)], unsaved passages) of a page, person, organisation or theme.

    Whether the public may see the thing is not asked here: see `find_things`. Raises KeyError
    for anything else.
    """
    if isinstance(thing, ContentPage):
        return build_pages([thing.specific], read_files)[0]
    return build_entries([thing])[0]


def build_documents(family: str, things: Iterable, read_files: bool = True) -> list[Built]:
    """The documents of things of one family: as many queries as for one."""
    if family == SITE:
        return build_site_pages(things)
    return build_pages(things, read_files) if family == PAGE else build_entries(things)


def find_things(family: str, keys: Iterable[int] | None = None, after: int = 0, limit: int | None = None) -> list:
    """The things of a family that the public may see now, by primary key, ready to be built.

    With `keys`, these and their translations; with `after` and `limit`, a slice of them all.
    """
    if family == PAGE:
        return find_public(keys, after, limit)
    if family == SITE:
        return site_pages.find_public(keys, after, limit)
    return find_entries(family, keys, after, limit)
