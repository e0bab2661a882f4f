"""When an action takes place: the days that are known, and how far a partial date may reach."""

import calendar
import dataclasses
import datetime
from collections.abc import Iterator

from sections.dates import DatePrecision

from .choices import LASTING, Recurrence

STEPS = {Recurrence.WEEKLY: 7, Recurrence.FORTNIGHTLY: 14}


@dataclasses.dataclass(frozen=True)
class Occurrence:
    """One time that an action takes place, on a day that is known."""

    start: datetime.date
    end: datetime.date
    start_time: datetime.time | None = None
    end_time: datetime.time | None = None
    label: str = ""
    is_cancelled: bool = False
    #: Tells it from the other ones of the same action, for ever; "" for the only one.
    key: str = ""


def get_end_of(date: datetime.date, precision: str) -> datetime.date:
    """The last day that a partial date may mean."""
    if precision == DatePrecision.YEAR:
        return date.replace(month=12, day=31)
    if precision == DatePrecision.MONTH:
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


def get_last_day(action) -> datetime.date | None:
    """The last day on which `action` may take place; None when it is not known or it has no end."""
    days = [session.date for session in action.sessions.all()]
    if days:
        return max(days)
    if action.recurrence:
        return action.recurrence_until
    if action.end_date:
        return get_end_of(action.end_date, action.end_precision)
    if action.date is None or action.kind in LASTING:
        return None
    return get_end_of(action.date, action.date_precision)


def get_occurrences(action) -> list[Occurrence]:
    """The days that are known, in order; a recurring action gives its first one.

    A start known to the month or the year gives none: no day is made up.
    """
    if sessions := action.ordered_sessions:
        return [
            Occurrence(
                session.date,
                session.date,
                session.start_time or action.start_time,
                session.end_time or (action.end_time if not session.start_time else None),
                session.label,
                session.is_cancelled,
                session.translation_key.hex[:12],
            )
            for session in sessions
        ]
    if action.date is None or action.date_precision != DatePrecision.DAY:
        return []
    end = action.date
    if action.end_date and action.end_precision == DatePrecision.DAY and not action.recurrence:
        end = action.end_date
    start = action.date
    if action.recurrence:
        start = end = next(get_recurring_days(action, action.date, action.date + datetime.timedelta(days=13)), start)
    return [Occurrence(start, end, action.start_time, action.end_time)]


def get_weekday(action) -> int | None:
    """The weekday of a recurring action: the one chosen, else that of its first day."""
    if action.recurrence_day is not None:
        return action.recurrence_day
    if action.date and action.date_precision == DatePrecision.DAY:
        return action.date.weekday()
    return None


def get_recurring_days(action, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """The days between `first` and `last` on which a recurring action, whose first day is known, comes back."""
    step, weekday = STEPS.get(action.recurrence), get_weekday(action)
    if not step or weekday is None or action.date is None or action.date_precision != DatePrecision.DAY:
        return
    day = action.date + datetime.timedelta(days=(weekday - action.date.weekday()) % 7)
    if day < first:
        day += datetime.timedelta(days=-(-(first - day).days // step) * step)
    last = min(last, action.recurrence_until or last)
    while day <= last:
        yield day
        day += datetime.timedelta(days=step)
