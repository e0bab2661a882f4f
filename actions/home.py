"""The section's block on the home page."""

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from sections.cards import load_pages

from .choices import ActionState
from .listing import with_parent_title


def load(section, request) -> dict:
    """The next actions; when nothing is announced, the latest that took place. One query."""
    today = timezone.localdate()
    upcoming = Q(last_day__gte=today) | Q(date__gt=today)
    pages = section.get_pages().filter(
        upcoming & Q(state=ActionState.CONFIRMED) | Q(last_day__lt=today) & Q(date__isnull=False)
    )
    pages = pages.annotate(is_next=Case(When(upcoming, then=Value(1)), default=Value(0))).order_by(
        "-is_next", Case(When(upcoming, then=F("date"))).asc(nulls_last=True), "-date", "title"
    )
    found = load_pages(with_parent_title(pages).select_related("place")[: section.home_limit])
    is_upcoming = bool(found) and found[0].is_next == 1
    shown = [page for page in found if page.is_next == int(is_upcoming)]
    return {"pages": shown, "is_upcoming": is_upcoming} if shown else {}
