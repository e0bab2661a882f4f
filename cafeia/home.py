"""The section's block on the home page: a café near the reader."""

from django.db.models import Exists

from sections.query import get_restrictions

from .landing import get_cafes
from .models import CafeIndexPage


def load(section, request) -> dict:
    """The address of the cafés, and the next of them or the latest; nothing without any café."""
    landing = section.get_index()
    rooms = (
        CafeIndexPage.objects.child_of(landing).live().filter(~Exists(get_restrictions()))
        if landing
        else CafeIndexPage.objects.none()
    )
    room = rooms.first()
    if room is None:
        return {}
    found = get_cafes(landing.locale.language_code, section.home_limit)
    return {**found, "cafes_url": room.get_url(request)} if found["cafes"] else {}
