"""The section's block on the home page: a café near the reader."""

from sections.query import active_locale, published

from .landing import get_cafes
from .models import CafeIndexPage


def load(section, request) -> dict:
    """The address of the cafés, and the next of them or the latest; nothing without any café."""
    room = published(CafeIndexPage.objects.all(), fallback=False).first()
    if room is None:
        return {}
    found = get_cafes(active_locale().language_code, section.home_limit)
    return {**found, "cafes_url": room.get_url(request)} if found["cafes"] else {}
