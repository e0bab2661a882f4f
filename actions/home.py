"""The section's block on the home page."""

from django.db.models import Q

from events.listing import load_next

from .choices import ActionState


def load(section, request) -> dict:
    """The next actions; when nothing is announced, the latest that took place. One query."""
    pages, is_next = load_next(section.get_pages(), section.home_limit, Q(state=ActionState.CONFIRMED))
    return {"pages": pages, "is_upcoming": is_next} if pages else {}
