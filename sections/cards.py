"""Loading pages for cards: whatever their sections, as many queries for 3 pages as for 30."""

from .registry import get_section_for


def load_cards(queryset) -> list:
    """Return the specific pages of `queryset` in its order, with what their cards show."""
    if hasattr(queryset, "for_cards"):
        queryset = queryset.for_cards()
    pages = list(queryset)
    by_section: dict = {}
    for page in pages:
        by_section.setdefault(get_section_for(page), []).append(page)
    for section, members in by_section.items():
        if section is not None:
            section.get_listing_class().prepare_pages(members)
    return pages
