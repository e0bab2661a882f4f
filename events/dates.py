"""When an event takes place: the days that are known, and how far a partial date may reach."""

import dataclasses
import datetime
from collections.abc import Iterator

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sections.dates import DatePrecision, get_end_of

CANCELLED, POSTPONED = "cancelled", "postponed"
DAY = datetime.timedelta(days=1)
WEEK = 7


class Weekday(models.IntegerChoices):
    """Monday is 0, as in Python."""

    MONDAY = 0, pgettext_lazy("choice", "Monday")
    TUESDAY = 1, pgettext_lazy("choice", "Tuesday")
    WEDNESDAY = 2, pgettext_lazy("choice", "Wednesday")
    THURSDAY = 3, pgettext_lazy("choice", "Thursday")
    FRIDAY = 4, pgettext_lazy("choice", "Friday")
    SATURDAY = 5, pgettext_lazy("choice", "Saturday")
    SUNDAY = 6, pgettext_lazy("choice", "Sunday")


#: The same days for fields that number them as ISO 8601 does: Monday is 1.
ISO_WEEKDAYS = [(day + 1, label) for day, label in Weekday.choices]


@dataclasses.dataclass(frozen=True)
class Occurrence:
    """One time that an event takes place, on a day that is known."""

    start: datetime.date
    end: datetime.date
    start_time: datetime.time | None = None
    end_time: datetime.time | None = None
    label: str = ""
    is_cancelled: bool = False
    #: Tells it from the other ones of the same event, for ever; "" for the only one.
    key: str = ""


@dataclasses.dataclass(frozen=True)
class Event:
    """When a page takes place and how to come: what its section tells, whatever its own fields are."""

    start: datetime.date | None = None
    precision: str = DatePrecision.DAY
    end: datetime.date | None = None
    end_precision: str = DatePrecision.DAY
    #: Paris time.
    start_time: datetime.time | None = None
    end_time: datetime.time | None = None
    #: The hour in words, when it is not known: « dans l’après-midi ».
    time_label: str = ""
    #: Days between two times when it comes back, else 0; the weekday when it is not that of the start.
    step: int = 0
    weekday: int | None = None
    until: datetime.date | None = None
    #: Its days, when they do not follow each other: `EventMixin.get_sessions` tells more of each.
    days: tuple[datetime.date, ...] = ()
    #: Whether it goes on: without an end, its start says nothing of today.
    is_lasting: bool = False
    #: "", `CANCELLED` or `POSTPONED`, and why.
    state: str = ""
    state_note: str = ""
    venue: str = ""
    is_online: bool = False
    online_url: str = ""
    #: Who may come.
    access: str = ""

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it may take place; None when it is not known or there is no end."""
        if self.days:
            return max(self.days)
        if self.step:
            return self.until
        if self.end:
            return get_end_of(self.end, self.end_precision)
        if self.start is None or self.is_lasting:
            return None
        return get_end_of(self.start, self.precision)

    @property
    def recurring_weekday(self) -> int | None:
        """The weekday on which it comes back, Monday 0."""
        if self.weekday is not None:
            return self.weekday
        return self.start.weekday() if self.has_day else None

    @property
    def has_day(self) -> bool:
        """Whether its first day is known."""
        return self.start is not None and self.precision == DatePrecision.DAY

    @property
    def first_day(self) -> datetime.date | None:
        """The first day, at the weekday on which it comes back; None when no day is known."""
        if self.days:
            return min(self.days)
        if not self.has_day:
            return None
        return self.start + (self.recurring_weekday - self.start.weekday()) % WEEK * DAY if self.step else self.start

    @property
    def status(self) -> str:
        """`cancelled`, `postponed`, `upcoming`, `ongoing`, `past`, or "" when the dates do not tell."""
        if self.state:
            return self.state
        today = timezone.localdate()
        if self.last_day and self.last_day < today:
            return "past"
        first = min(self.days, default=self.start)
        if first is None:
            return ""
        if first > today:
            return "upcoming"
        if self.step:
            return "ongoing"
        return "ongoing" if self.last_day and (self.has_day or self.days) else ""


def check_hours(start: datetime.time | None, end: datetime.time | None, errors: dict) -> None:
    """Say in `errors` what is wrong with the hours of a day."""
    if end and not start:
        errors["start_time"] = _("Say when it starts too.")
    elif end and end <= start:
        errors["end_time"] = _("It ends before it starts.")


def get_occurrences(page) -> list[Occurrence]:
    """The days of a page that are known, in order; a recurring event gives its first one.

    A start known to the month or the year gives none: no day is made up.
    """
    event = page.get_event()
    if event.days:
        return page.get_sessions()
    if event.first_day is None:
        return []
    start = end = event.first_day
    if event.end and event.end_precision == DatePrecision.DAY and not event.step:
        end = event.end
    return [Occurrence(start, end, event.start_time, event.end_time)]


def repeat(
    day: datetime.date, step: int, until: datetime.date | None, first: datetime.date, last: datetime.date
) -> Iterator[datetime.date]:
    """The days between `first` and `last`, every `step` days from `day`, until `until` if there is an end."""
    if day < first:
        day += -(-(first - day).days // step) * step * DAY
    last = min(last, until or last)
    while day <= last:
        yield day
        day += step * DAY
