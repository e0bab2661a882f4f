"""What the demo content of the section asks of a fact."""

import datetime
import uuid

from django.template import Library

from places.loading import get_place

register = Library()
register.filter("place", get_place)


@register.filter
def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@register.filter
def hours(text: str | None) -> list | None:
    """`13:30-15:00` as two hours; None for words."""
    return [datetime.time.fromisoformat(part) for part in text.split("-")] if text and "-" in text else None


@register.filter
def session_key(day: str, reference: str) -> uuid.UUID:
    """What a session and its translations share, the same at each loading."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{reference}/{day}")


@register.filter
def differs(figure: dict, attendance: dict | None) -> bool:
    """Whether a key figure says something else than the attendance."""
    return not attendance or any(figure[name] != attendance[name] for name in ("value", "qualifier"))
