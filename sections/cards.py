"""Loading pages for cards: whatever their sections, as many queries for 3 pages as for 30."""

from django.db.models import prefetch_related_objects

from .registry import get_section_for
from .specific import load_pages


def load_cards(queryset) -> list:
    """Return the specific pages of `queryset` in its order, with what their cards show."""
    return finish_cards(load_pages(queryset))


def finish_cards(pages: list) -> list:
    """Load what the cards of `pages` show, of several lists at once: as many queries as for one."""
    prefetch_related_objects(pages, "themes")
    return prepare_cards(pages)


def prepare_cards(pages: list) -> list:
    """Have each section load what its cards show beyond the common."""
    by_section: dict = {}
    for page in pages:
        by_section.setdefault(get_section_for(page), []).append(page)
    for section, members in by_section.items():
        if section is not None:
            section.get_listing_class().prepare_pages(members)
    return pages
