"""The agenda of a month: its days, what lasts, what is known to the month only."""

import dataclasses
import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils.dateformat import format as format_date

from content.models import ContentPage
from sections.cards import prepare_cards
from sections.dates import DatePrecision

from .dates import DAY, Occurrence, get_end_of, repeat
from .listing import EventListing, load_events
from .models import EventDate
from .words import display_hours

#: What goes on for longer than this is not an entry of a day.
LONG = datetime.timedelta(days=10)
#: No month shows more entries than this; its filters bring the others back.
MAX_ENTRIES = 120
#: More events than this that come back are not counted in the list of months.
MAX_RECURRING = 100
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclasses.dataclass
class Entry:
    """One line of the agenda."""

    page: ContentPage
    occurrence: Occurrence

    @property
    def hours(self) -> str:
        """« de 13 h 30 à 15 h », or what is known in words."""
        known = display_hours(self.occurrence.start_time, self.occurrence.end_time)
        return known or self.page.get_event().time_label

    @property
    def is_off(self) -> bool:
        return self.occurrence.is_cancelled or bool(self.page.get_event().state)


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
        return get_end_of(self.first, DatePrecision.MONTH)

    @property
    def count(self) -> int:
        return sum(len(day.entries) for day in self.days) + len(self.undated)


def get_month(listing: EventListing, year: int, month: int) -> Month:
    """The month of a listing's results, filters included: as many queries, however many results."""
    result = Month(datetime.date(year, month, 1))
    dates = EventDate.objects.filter(start__isnull=False).exclude(precision=DatePrecision.YEAR)
    reaches = Q(last__gte=result.first) | Q(last=None) & (Q(start__gte=result.first) | Q(step__gt=0))
    in_month = Exists(dates.filter(reaches, page=OuterRef("pk"), start__lte=result.last))
    pages = load_events(listing.queryset.filter(in_month)[: MAX_ENTRIES + 1])
    result.hidden = max(0, len(pages) - MAX_ENTRIES)
    pages = prepare_cards(pages[:MAX_ENTRIES])
    days: dict[datetime.date, list[Entry]] = {}
    for page in pages:
        place_in_month(page, result, days)
    result.days = [
        Day(day, sorted(entries, key=lambda e: (e.occurrence.start_time or datetime.time.min, e.page.title)))
        for day, entries in sorted(days.items())
    ]
    result.undated.sort(key=lambda page: page.title)
    result.lasting.sort(key=lambda page: (page.get_event().start, page.title))
    fill_neighbours(result, dates.filter(page__in=listing.queryset.order_by().values("pk")))
    return result


def place_in_month(page, month: Month, days: dict) -> None:
    """Put a page where it belongs in the month."""
    event, first, last = page.get_event(), month.first, month.last
    if event.step and not event.days:
        for day in repeat(event.first_day, event.step, event.until, first, last) if event.first_day else ():
            days.setdefault(day, []).append(Entry(page, Occurrence(day, day, event.start_time, event.end_time)))
        return
    if not event.days and not event.has_day:
        (month.undated if first <= event.start <= last else month.lasting).append(page)
        return
    for occurrence in page.occurrences:
        if occurrence.start <= last and occurrence.end >= first:
            if occurrence.end - occurrence.start > LONG and occurrence.start < first:
                month.lasting.append(page)
            else:
                days.setdefault(max(occurrence.start, first), []).append(Entry(page, occurrence))
        elif not event.days and event.start < first:
            month.lasting.append(page)


def fill_neighbours(month: Month, dates) -> None:
    """The nearest months with something, the months of the year, the years: two queries on `dates` (`EventDate`)."""
    counts: dict[datetime.date, int] = {}
    neighbours: list[datetime.date] = []
    by_month = dates.filter(step=0).order_by().annotate(month=TruncMonth("start")).values_list("month")
    for first_of_month, count, first, last in by_month.annotate(n=Count("pk"), a=Min("start"), z=Max("start")):
        counts[first_of_month] = count
        neighbours += [first, last]
    # What comes back, as far as the year on screen and its neighbours go.
    year = [month.first.replace(month=number) for number in range(1, 13)]
    start, end = year[0] - 31 * DAY, year[-1] + 62 * DAY
    for first, until, step in dates.filter(step__gt=0).values_list("start", "last", "step")[:MAX_RECURRING]:
        counts.setdefault(first.replace(day=1), 0)
        for day in repeat(first, step, until, start, end):
            counts[day.replace(day=1)] = counts.get(day.replace(day=1), 0) + 1
            neighbours.append(day)
    month.previous = max((day for day in neighbours if day < month.first), default=None)
    month.next = min((day for day in neighbours if day > month.last), default=None)
    month.years = sorted({first.year: first for first in sorted(counts)}.items())
    month.year = [(first, format_date(first, "F"), counts.get(first, 0)) for first in year]
