"""The section's block on the home page."""

from django.db.models import Q
from django.utils import timezone

from sections.cards import load_cards

from .choices import ActionState
from .facets import soonest_first


def load(section, request) -> dict:
    """The next actions; when nothing is announced, the latest that took place."""
    pages, today = section.get_pages(), timezone.localdate()
    upcoming = pages.filter(Q(last_day__gte=today) | Q(date__gt=today), state=ActionState.CONFIRMED)
    if cards := load_cards(soonest_first(upcoming)[: section.home_limit]):
        return {"pages": cards, "is_upcoming": True}
    cards = load_cards(pages.filter(last_day__lt=today)[: section.home_limit])
    return {"pages": cards, "is_upcoming": False} if cards else {}
