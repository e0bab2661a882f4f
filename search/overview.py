"""What became of an idea: the contents of a query over the years, who carries them, and beside which themes.

The same addresses as the search page, drawn on the server: columns and links in SVG, and tables that say the same.
"""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.models import ContentPage, ContributionRole
from sections.facets import YearFacet
from sections.query import newest_first
from sections.registry import get_sections

from . import service
from .contract import FacetValue
from .listing import MAX_FOUND, SearchListing

#: People and themes that are drawn: more lines than these say nothing.
MOST_PEOPLE, MOST_THEMES = 8, 6
#: Years drawn when there are more: the last ones; the table has them all.
MOST_YEARS = 25
#: The drawings, in units of their own: a column and its gap, the height of the highest, a line of words.
COLUMN, HIGHEST, LINE = 44, 180, 34
LEFT, RIGHT = 300, 520


@dataclass(frozen=True)
class Bar:
    """A part of a year's column: a section's contents."""

    number: int
    title: str
    count: int
    url: str
    y: float = 0
    height: float = 0


@dataclass(frozen=True)
class Year:
    year: int
    url: str
    bars: list[Bar]
    x: int = 0

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def top(self) -> float:
        """Where its number stands, above its column."""
        return min((bar.y for bar in self.bars if bar.count), default=HIGHEST) - 6


@dataclass(frozen=True)
class Tie:
    """Contents that a person and a theme share."""

    count: int
    url: str
    y1: int
    y2: int
    width: float


class Overview:
    """The overview of a `SearchListing`; its contents are those of the search, the first `MAX_FOUND`."""

    def __init__(self, listing: SearchListing):
        self.listing = listing

    def url(self, **values) -> str:
        """The search narrowed to what a point of the drawing stands for."""
        years = {"years": None} if "year_from" in values else {}
        query = QueryDict(self.listing.query(**years), mutable=True)
        for name, value in values.items():
            query[name] = value
        return f"{reverse('search')}?{query.urlencode()}"

    @cached_property
    def pages(self):
        """The contents that were found."""
        return ContentPage.objects.filter(pk__in=service.find_pages(self.listing.search_query, MAX_FOUND))

    @cached_property
    def sections(self) -> list:
        return get_sections()

    @cached_property
    def counts(self) -> Counter:
        """(year, number of the section) → contents; what has no date, or no section, is in none."""
        numbers = {}
        for number, section in enumerate(self.sections):
            for row in ContentType.objects.get_for_models(*section.page_classes).values():
                numbers[row.pk] = number
        found = YearFacet().annotate(self.pages).order_by().values_list("listing_year", "content_type")
        return Counter((year, numbers[kind]) for year, kind in found if year and kind in numbers)

    @cached_property
    def years(self) -> list[Year]:
        """Each year from the first to the last, also those when nothing was published."""
        dated = [year for year, _number in self.counts]
        if not dated:
            return []
        years = range(min(dated), max(dated) + 1)
        highest = max(sum(self.counts[year, number] for number in range(len(self.sections))) for year in years)
        return [
            self._draw(year, highest, (year - max(years[0], years[-1] + 1 - MOST_YEARS)) * COLUMN) for year in years
        ]

    def _draw(self, year: int, highest: int, x: int) -> Year:
        bars, y = [], float(HIGHEST)
        for number, section in enumerate(self.sections):
            count = self.counts[year, number]
            height = round(count * HIGHEST / highest, 1)
            y = round(y - height, 1)
            url = self.url(year_from=year, year_to=year, section=section.section_slug)
            bars.append(Bar(number, str(section.section_title), count, url, y, height))
        return Year(year, self.url(year_from=year, year_to=year), bars, x)

    @property
    def drawn(self) -> list[Year]:
        return self.years[-MOST_YEARS:]

    @property
    def width(self) -> int:
        return len(self.drawn) * COLUMN

    @property
    def undated(self) -> int:
        return self.pages.count() - sum(self.counts.values())

    @cached_property
    def ends(self) -> list[ContentPage]:
        """The first content and the last; one when there is but one."""
        dated = newest_first(self.pages.exclude(date=None, period_end=None)).select_related("locale")
        return list(dict.fromkeys([*dated.reverse()[:1], *dated[:1]]))

    def _get_most(self, facet: str, most: int) -> list[FacetValue]:
        return [row for row in self.listing.result.facets.get(facet, ()) if row.count][:most]

    @cached_property
    def people(self) -> list[FacetValue]:
        return self._get_most("person", MOST_PEOPLE)

    @cached_property
    def themes(self) -> list[FacetValue]:
        return self._get_most("theme", MOST_THEMES)

    @cached_property
    def shared(self) -> Counter:
        """(person, theme), by slug → contents that have both."""
        took_part = self.pages.exclude(contributions__role=ContributionRole.MENTIONED).filter(
            contributions__person__slug__in=[row.value for row in self.people],
            themes__slug__in=[row.value for row in self.themes],
        )
        rows = took_part.order_by().values_list("pk", "contributions__person__slug", "themes__slug").distinct()
        return Counter((person, theme) for _pk, person, theme in rows)

    @cached_property
    def rows(self) -> list[tuple[FacetValue, str, int, list[tuple[int, str]]]]:
        """Each person with their address, the height of their line, and (count, address) for each theme."""
        rows = []
        for place, person in enumerate(self.people):
            pairs = [{"person": person.value, "theme": theme.value} for theme in self.themes]
            cells = [(self.shared[tuple(pair.values())], self.url(**pair)) for pair in pairs]
            rows.append((person, self.url(person=person.value), place * LINE + LINE // 2, cells))
        return rows

    @cached_property
    def columns(self) -> list[tuple[FacetValue, str, int]]:
        """Each theme with its address and the height of its line."""
        return [
            (theme, self.url(theme=theme.value), place * LINE + LINE // 2) for place, theme in enumerate(self.themes)
        ]

    @cached_property
    def ties(self) -> list[Tie]:
        most = max(self.shared.values(), default=1)
        return [
            Tie(count, url, column[2], row[2], round(1 + 9 * count / most, 1))
            for row in self.rows
            for (count, url), column in zip(row[3], self.columns, strict=True)
            if count
        ]

    @property
    def height(self) -> int:
        return max(len(self.people), len(self.themes)) * LINE


@require_safe
def overview(request):
    """The overview of the search that the address asks for."""
    listing = SearchListing(request.GET, path=reverse("search"), language=get_language())
    context = {"listing": listing, "overview": Overview(listing), "ends": (LEFT, RIGHT), "highest": HIGHEST}
    return TemplateResponse(request, "search/overview.html", context)
