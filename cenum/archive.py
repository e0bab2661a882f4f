"""The letter's filters, and the letter by year and by month: what was published when, and what stands nearest to an empty month."""

import dataclasses
import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.dateformat import format as format_date

from content.facets import PersonFacet, TextFacet
from sections.dates import DatePrecision
from sections.facets import YearFacet
from sections.listing import Listing
from themes.facets import KeywordFacet, ThemeFacet


class CenumListing(Listing):
    facets = (YearFacet(), ThemeFacet(), PersonFacet(), KeywordFacet(), TextFacet())


@dataclasses.dataclass
class Month:
    """A month of the archive, with the number of its issues."""

    year: int
    month: int
    count: int
    url: str

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month, 1)

    @property
    def name(self) -> str:
        """« mai »."""
        return format_date(self.first_day, "F")

    @property
    def full_name(self) -> str:
        """« mai 2025 »."""
        return format_date(self.first_day, "F Y")


class Archive:
    """The dated issues of the public, counted by month in one query."""

    def __init__(self, pages, base_url: str):
        self.pages = pages.filter(date__isnull=False)
        self.base_url = base_url
        rows = (
            self.pages.order_by()
            .values_list("date__year", "date__month", "date_precision")
            .annotate(n=Count("pk", distinct=True))
        )
        self.counts: dict[tuple[int, int], int] = {}
        self.year_counts: dict[int, int] = {}
        for year, month, precision, n in rows:
            self.year_counts[year] = self.year_counts.get(year, 0) + n
            if precision != DatePrecision.YEAR:
                self.counts[year, month] = self.counts.get((year, month), 0) + n

    @property
    def years(self) -> list[dict]:
        """Every year that has issues, newest first: [{year, count, url}]."""
        return [
            {"year": year, "count": self.year_counts[year], "url": self.get_year_url(year)}
            for year in sorted(self.year_counts, reverse=True)
        ]

    def get_year_url(self, year: int) -> str:
        return f"{self.base_url}{year}/"

    def get_month(self, year: int, month: int) -> Month:
        return Month(year, month, self.counts.get((year, month), 0), f"{self.base_url}{year}/{month:02}/")

    def get_months(self, year: int) -> list[Month]:
        """The twelve months of a year; for the current one, until now or its last issue."""
        today = timezone.localdate()
        last = max([today.month, *(m for y, m in self.counts if y == year)]) if year == today.year else 12
        return [self.get_month(year, month) for month in range(1, last + 1)]

    def has_year(self, year: int) -> bool:
        """Whether the archive has a page for that year: from the first issue to this year."""
        last = max([timezone.localdate().year, *self.year_counts])
        return bool(self.year_counts) and min(self.year_counts) <= year <= last

    def has_month(self, year: int, month: int) -> bool:
        """Whether the archive has a page for that month: none stands in the future or before the letter."""
        if not (1 <= month <= 12 and self.has_year(year)):
            return False
        today = timezone.localdate()
        return (year, month) <= max([(today.year, today.month), *self.counts])

    def get_neighbours(self, year: int, month: int) -> tuple[Month | None, Month | None]:
        """The nearest months with issues, before and after."""
        before = [key for key in self.counts if key < (year, month)]
        after = [key for key in self.counts if key > (year, month)]
        nearest = max(before, default=None), min(after, default=None)
        return tuple(key and self.get_month(*key) for key in nearest)

    def get_pages(self, year: int, month: int | None = None):
        """The issues of a year or of a month, newest first."""
        pages = self.pages.filter(date__year=year)
        if month is not None:
            pages = pages.filter(date__month=month).exclude(date_precision=DatePrecision.YEAR)
        return pages.order_by("-date", "-pk")
