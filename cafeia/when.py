"""When cafés are, from partial dates: what is to come, what is past, which month."""

import calendar
import datetime

from django.db.models import Q
from django.utils import timezone

from sections.dates import DatePrecision


def last_day(date: datetime.date, precision: str) -> datetime.date:
    """The last day that a partial date may mean."""
    if precision == DatePrecision.YEAR:
        return date.replace(month=12, day=31)
    if precision == DatePrecision.MONTH:
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


def to_come(today: datetime.date | None = None) -> Q:
    """Dated cafés that may still happen: their last possible day is not over."""
    today = today or timezone.localdate()
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    return (
        Q(period_end__gte=today)
        | Q(period_end=None, date_precision=DatePrecision.DAY, date__gte=today)
        | Q(period_end=None, date_precision=DatePrecision.MONTH, date__gte=month)
        | Q(period_end=None, date_precision=DatePrecision.YEAR, date__gte=year)
    )
