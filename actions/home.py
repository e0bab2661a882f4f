"""The section's block on the home page."""

from django.db.models import Q
from django.utils import timezone

from sections.cards import load_pages

from .choices import ActionState
from .facets import soonest_first


def load(section, request) -> dict:
    """The next actions; when nothing is announced, the latest that took place."""
    pages, today = section.get_pages(), timezone.localdate()
    upcoming = pages.filter(Q(last_day__gte=today) | Q(date__gt=today), state=ActionState.CONFIRMED)
    if found := load_pages(soonest_first(upcoming)[: section.home_limit]):
        return {"pages": found, "is_upcoming": True}
    found = load_pages(pages.filter(last_day__lt=today)[: section.home_limit])
    return {"pages": found, "is_upcoming": False} if found else {}
