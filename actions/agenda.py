"""The agenda of a month: its days, what lasts, what is known to the month only."""

import calendar
import dataclasses
import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, prefetch_related_objects
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.dateformat import format as format_date

from content.models import ContentPage
from sections.dates import DatePrecision
from sections.listing import Listing

from .listing import with_parent_title
from .models.parts import Session
from .occurrences import Occurrence, get_recurring_days
from .words import display_hours

#: What goes on for longer than this is not an entry of a day.
LONG = datetime.timedelta(days=10)
#: No month shows more entries than this; its filters bring the others back.
MAX_ENTRIES = 120
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclasses.dataclass
class Entry:
    """One line of the agenda."""

    page: ContentPage
    occurrence: Occurrence

    @property
    def hours(self) -> str:
        """« de 13 h 30 à 15 h », or what is known in words."""
        return display_hours(self.occurrence.start_time, self.occurrence.end_time) or self.page.time_label

    @property
    def is_off(self) -> bool:
        return self.occurrence.is_cancelled or self.page.status in ("cancelled", "postponed")


@dataclasses.dataclass
class Day:
    """A day with its entries, in the order of the hours."""

    date: datetime.date
    entries: list[Entry]


@dataclasses.dataclass
class Month:
    """A month of the agenda, ready for its template."""

    first: datetime.date
    days: list[Day] = dataclasses.field(default_factory=list)
    #: Known to the month only.
    undated: list = dataclasses.field(default_factory=list)
    #: Going on for more than a few days.
    lasting: list = dataclasses.field(default_factory=list)
    hidden: int = 0
    #: The nearest months that have something, or None.
    previous: datetime.date | None = None
    next: datetime.date | None = None
    #: (first day, name, count) of the months of this year.
    year: list[tuple[datetime.date, str, int]] = dataclasses.field(default_factory=list)
    #: (year, first day of its last month) of the years that have something.
    years: list[tuple[int, datetime.date]] = dataclasses.field(default_factory=list)

    @property
    def last(self) -> datetime.date:
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def count(self) -> int:
        return sum(len(day.entries) for day in self.days) + len(self.undated)

    @property
    def is_empty(self) -> bool:
        return not self.count

    @property
    def is_current(self) -> bool:
        return self.first == timezone.localdate().replace(day=1)


def get_month(listing: Listing, year: int, month: int) -> Month:
    """The month of a listing's results, filters included: three queries, however many results."""
    result = Month(datetime.date(year, month, 1))
    first, last = result.first, result.last
    dated = listing.queryset.order_by().exclude(date_precision=DatePrecision.YEAR, session_days="")
    in_month = dated.filter(
        Q(session_days="", date__lte=last) & (Q(last_day__gte=first) | Q(last_day__isnull=True, date__gte=first))
        | ~Q(recurrence="") & Q(date__lte=last) & (Q(recurrence_until__isnull=True) | Q(recurrence_until__gte=first))
        | Exists(Session.objects.filter(page=OuterRef("pk"), date__range=(first, last)))
    )
    found = with_parent_title(in_month).select_related("locale", "place").defer("body", "call")
    pages = list(found[: MAX_ENTRIES + 1])
    result.hidden = max(0, len(pages) - MAX_ENTRIES)
    pages = pages[:MAX_ENTRIES]
    prefetch_related_objects([page for page in pages if page.session_days], "sessions")
    days: dict[datetime.date, list[Entry]] = {}
    for page in pages:
        place_in_month(page, result, days)
    result.days = [
        Day(day, sorted(entries, key=lambda e: (e.occurrence.start_time or datetime.time.min, e.page.title)))
        for day, entries in sorted(days.items())
    ]
    result.undated.sort(key=lambda page: page.title)
    result.lasting.sort(key=lambda page: (page.date, page.title))
    fill_neighbours(result, dated)
    return result


def place_in_month(page, month: Month, days: dict) -> None:
    """Put a page where it belongs in the month."""
    first, last = month.first, month.last
    if page.recurrence and not page.session_days:
        for day in get_recurring_days(page, first, last):
            days.setdefault(day, []).append(Entry(page, Occurrence(day, day, page.start_time, page.end_time)))
        return
    if not page.session_days and page.date_precision != DatePrecision.DAY:
        (month.undated if first <= page.date <= last else month.lasting).append(page)
        return
    for occurrence in page.occurrences:
        if occurrence.start <= last and occurrence.end >= first:
            if occurrence.end - occurrence.start > LONG and occurrence.start < first:
                month.lasting.append(page)
            else:
                days.setdefault(max(occurrence.start, first), []).append(Entry(page, occurrence))
        elif page.last_day and page.date < first and not page.session_days:
            month.lasting.append(page)


def fill_neighbours(month: Month, dated) -> None:
    """The nearest months with something, the months of the year, the years: one query."""

    def by_month(queryset):
        rows = queryset.filter(date__isnull=False).order_by().annotate(month=TruncMonth("date")).values("month")
        return rows.annotate(n=Count("pk"), first=Min("date"), last=Max("date")).values_list(
            "month", "n", "first", "last"
        )

    pages = by_month(dated.filter(session_days=""))
    sessions = by_month(Session.objects.filter(page__in=dated.exclude(session_days="").values("pk")))
    counts: dict[datetime.date, int] = {}
    for first_of_month, count, first, last in pages.union(sessions, all=True):
        counts[first_of_month] = counts.get(first_of_month, 0) + count
        if first_of_month < month.first:
            month.previous = max(month.previous or last, last)
        elif first_of_month > month.first:
            month.next = min(month.next or first, first)
    month.years = sorted({first.year: first for first in sorted(counts)}.items())
    year = [month.first.replace(month=number) for number in range(1, 13)]
    month.year = [(first, format_date(first, "F"), counts.get(first, 0)) for first in year]
