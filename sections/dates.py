"""Partial dates: a day, a month or a year, by what is known, and said so."""

import calendar
import datetime

from django.db import models
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _


class DatePrecision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


def precision_of(label, default: str = DatePrecision.DAY) -> models.CharField:
    """The field that says how much of the date beside it is known."""
    return models.CharField(label, max_length=5, choices=DatePrecision.choices, default=default)


def parse_partial(text: str) -> tuple[datetime.date, str]:
    """Read `2021`, `2021-05` or `2021-05-12`: the first day of it, and its precision.

    Raises `ValueError` for anything else.
    """
    precision = {4: DatePrecision.YEAR, 7: DatePrecision.MONTH, 10: DatePrecision.DAY}.get(len(text))
    if precision is None:
        raise ValueError(f"not a date of the form 2021, 2021-05 or 2021-05-12: {text!r}")
    return datetime.date.fromisoformat(text + "2000-01-01"[len(text) :]), precision


def get_end_of(date: datetime.date, precision: str) -> datetime.date:
    """The last day that a partial date may mean."""
    if precision == DatePrecision.YEAR:
        return date.replace(month=12, day=31)
    if precision == DatePrecision.MONTH:
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


def iso_partial(date: datetime.date | None, precision: str) -> str:
    """Write a date as far as it is known, for `<time datetime>` and exports."""
    if date is None:
        return ""
    return date.isoformat()[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(precision, 10)]


def display_partial(date: datetime.date | None, precision: str) -> str:
    """Write a date in words: « 12 mai 2021 », « 1er mai 2021 », « mai 2021 » or « 2021 »."""
    if date is None:
        return ""
    if precision == DatePrecision.YEAR:
        return f"{date.year}"
    if precision == DatePrecision.MONTH:
        return format_date(date, "F Y")
    return f"{day_number(date)}\u00a0" + format_date(date, "F Y")


def day_number(day: datetime.date) -> str:
    """« 12 », « 1er »."""
    return "1er" if day.day == 1 and (get_language() or "").startswith("fr") else str(day.day)


def without_year(date: datetime.date, precision: str) -> str:
    """« 12 mai », « mai »: what is said of a date when its year is said elsewhere."""
    month = format_date(date, "F")
    return month if precision == DatePrecision.MONTH else f"{day_number(date)}\u00a0{month}"


def display_period(start: datetime.date | None, end: datetime.date | None, precision: str) -> str:
    """Write a period in words: « 2012-2017 », « du 5 au 11 février 2025 », « depuis 2021 »."""
    first, last = display_partial(start, precision), display_partial(end, precision)
    is_day = precision == DatePrecision.DAY
    if start and end and is_day and start < end and start.year == end.year:
        # One month, one year are said once.
        first = day_number(start) if start.month == end.month else without_year(start, precision)
    words = {"start": first, "end": last}
    if start and end:
        if precision == DatePrecision.YEAR:
            return f"{first}-{last}" if first != last else first
        if is_day:
            return pgettext("days", "%(start)s to %(end)s") % words
        return pgettext("months", "%(start)s to %(end)s") % words
    if start:
        return (pgettext("day", "since %(start)s") if is_day else pgettext("month or year", "since %(start)s")) % words
    if end:
        return (pgettext("day", "until %(end)s") if is_day else pgettext("month or year", "until %(end)s")) % words
    return ""


class Dated:
    """For what has a `date` and a `date_precision`."""

    @property
    def display_date(self) -> str:
        """The date in words, as far as it is known."""
        return display_partial(self.date, self.date_precision)

    @property
    def iso_date(self) -> str:
        """The date as far as it is known (`2021`, `2021-05`…), for `<time datetime>`."""
        return iso_partial(self.date, self.date_precision)
