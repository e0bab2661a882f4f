"""The section's block on the home page: a café near the reader."""

from events.listing import load_next
from sections.query import published

from .models import CafeIndexPage
from .models.cafes import get_single_cafes


def load(section, request) -> dict:
    """The address of the cafés, and the next of them or the latest; nothing without any café."""
    room = published(CafeIndexPage.objects.all(), fallback=False).first()
    if room is None:
        return {}
    cafes, are_coming = load_next(get_single_cafes(), section.home_limit)
    return {"cafes": cafes, "are_coming": are_coming, "cafes_url": room.get_url(request)} if cafes else {}
