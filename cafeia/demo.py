"""What the demo content of the section asks of a fact."""

import datetime

from django.template import Library

from places.loading import get_place
from sections.dates import parse_partial

from .choices import Weekday

WEEKDAYS = {"mardi": Weekday.TUESDAY, "jeudi": Weekday.THURSDAY}

register = Library()
register.filter("place", get_place)


@register.filter
def weekday(name: str) -> int:
    return WEEKDAYS[name]


@register.filter
def hours(text: str | None) -> list | None:
    """`13:30-15:00` or `13:30` as a start and an end; None for words."""
    try:
        times = [datetime.time.fromisoformat(part) for part in (text or "").split("-")]
    except ValueError:
        return None
    return [*times, None][:2]


@register.filter
def partial_end(text: str | None) -> tuple | None:
    """The last day of a year, with its precision; the first one of anything else."""
    if not text:
        return None
    day, precision = parse_partial(text)
    return (day.replace(month=12, day=31) if len(text) == 4 else day), precision


@register.filter
def led_by(references: list[str], first: list[str]) -> list[str]:
    """The references, some of them first."""
    return [name for name in first if name in references] + [name for name in references if name not in first]


@register.filter
def fill(text: str, word: str | None) -> str:
    return text % (word or "")
