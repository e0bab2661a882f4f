"""The listing of the search page: what the address asks, cleaned, and what the service answers."""

import copy
import datetime

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sections.listing import Chip, Listing
from sections.words import MAX_WORDS, clean_words

from . import service
from .contract import FACETS, SearchQuery, SearchResult
from .exports.formats import EXPORTS
from .facets import SHOWN_ALL, ServiceFacet

#: Engines count results from the first one: nobody goes further, and robots are stopped there.
MAX_PAGE = 500
#: A section's own listing is narrowed to no more pages than these.
MAX_FOUND = 2_000
FIRST_YEAR = 1900
RELEVANCE, DATE = pgettext_lazy("sort", "Most relevant first"), pgettext_lazy("sort", "Newest first")


class SearchListing(Listing):
    """A `SearchQuery` read from the address, with its answer as the templates of lists want it.

    Feeds, exports and the API make one too and read `search_query`; the answer is asked for
    only when something of it is.
    """

    facets = tuple(ServiceFacet(name) for name in FACETS)
    page_size = 10
    has_words = True
    form_template = "search/years.html"
    source = "search"
    # Each search is counted, and asks an engine that learns of changes by itself.
    state = None

    def __init__(self, data: QueryDict, path: str = "", language: str = "fr"):
        self.language = language.split("-")[0]
        # Without words there is nothing to be relevant to.
        self.sorts = {"relevance": (RELEVANCE, None)} if clean_words(data.get("q", "")) else {}
        self.sorts |= {"date": (DATE, None)}
        self.show_all = [name for name in data.getlist("more")[:10] if name in {f.name for f in self.facets}]
        super().__init__(data, None, path)
        if len(data.get("q", "")) > MAX_WORDS:
            self.messages.append(gettext("The query was too long: only its first words were searched."))
        self.year_from, self.year_to = self._clean_years(data)

    def _narrow(self) -> None:
        """The words are the service's business."""

    def _clean_sort(self, value: str) -> str:
        return super()._clean_sort("" if value == "relevance" else value)

    def _clean_page(self, value: str) -> int:
        return min(super()._clean_page(value), MAX_PAGE)

    def _clean_years(self, data: QueryDict) -> tuple[int | None, int | None]:
        """`year_from` and `year_to`; `year` alone, or several times, stands for both."""
        single = [year for value in data.getlist("year")[:20] if (year := self._clean_year(_("Year"), value))]
        first = self._clean_year(_("From (year)"), data.get("year_from", "")) or min(single, default=None)
        last = self._clean_year(_("To (year)"), data.get("year_to", "")) or max(single, default=None)
        if first and last and first > last:
            self.messages.append(gettext("The first year came after the last: they were exchanged."))
            first, last = last, first
        return first, last

    def _clean_year(self, title, value: str) -> int | None:
        value = value.strip()
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= 2999:
            return int(value)
        self._refuse(title, value)
        return None

    @cached_property
    def search_query(self) -> SearchQuery:
        """What is asked of the service."""
        return SearchQuery(
            text=self.words,
            language=self.language,
            facets={name: tuple(values) for name, values in self.values.items() if values},
            year_from=self.year_from,
            year_to=self.year_to,
            sort=self.sort,
            page=self.page_number,
            page_size=self.page_size,
        )

    @cached_property
    def result(self) -> SearchResult:
        """The answer; that of the last page when the one asked for is beyond it."""
        result = service.search(self.search_query)
        last = max(1, -(-result.total // self.page_size))
        if self.page_number > last:
            self.page_number = last
            del self.search_query
            result = service.search(self.search_query)
        return result

    @cached_property
    def total(self) -> int:
        return self.result.total

    @cached_property
    def paginator(self) -> Paginator:
        """Pages that can be asked for: those beyond `MAX_PAGE` cannot."""
        return Paginator(range(min(self.total, MAX_PAGE * self.page_size)), self.page_size)

    @cached_property
    def page(self):
        page = self.paginator.get_page(self.page_number)
        page.object_list = self.result.items
        return page

    def get_options(self, facet):
        if facet.name not in self._options:
            self._options[facet.name] = facet.make_options(self.result.facets.get(facet.name, ()))
        return self._options[facet.name]

    @cached_property
    def active_facets(self):
        """The facets with their options; the form shows all those of a facet that `more` names."""
        found = []
        for active in super().active_facets:
            if active.name in self.show_all:
                active.facet = copy.copy(active.facet)
                active.facet.shown = SHOWN_ALL
            elif 0 < active.facet.shown < len(active.options):
                active.more_url = self.url(more=active.name)
            found.append(active)
        return found

    @property
    def year_bounds(self) -> tuple[int, int]:
        return FIRST_YEAR, datetime.date.today().year + 1

    @property
    def years_label(self) -> str:
        """« De 2019 à 2021 », « Depuis 2019 », « Jusqu’en 2021 », « 2021 » or ""."""
        words = {"first": self.year_from, "last": self.year_to}
        if self.year_from and self.year_to:
            if self.year_from == self.year_to:
                return str(self.year_from)
            return gettext("From %(first)s to %(last)s") % words
        if self.year_from:
            return gettext("Since %(first)s") % words
        return gettext("Until %(last)s") % words if self.year_to else ""

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [*super().chips]
        titles = {"date": gettext("Date"), "kind": gettext("Kind"), "left_out": gettext("Without")}
        titles["place"] = gettext("Place")
        for read in self.result.understood:
            chips.append(Chip(titles[read.what], read.source, self.url(q=read.plain)))
        if self.years_label:
            chips.append(Chip(gettext("Years"), self.years_label, self.url(years=None)))
        return chips

    @property
    def is_filtered(self) -> bool:
        return super().is_filtered or bool(self.year_from or self.year_to)

    def query(self, **changes) -> str:
        with_years = "years" not in changes
        more = changes.pop("more", "")
        query = QueryDict(super().query(**changes), mutable=True)
        if "q" in changes:
            query["q"] = changes["q"]
        for name in ("year_from", "year_to"):
            if with_years and (year := getattr(self, name)):
                query[name] = year
        if more:
            query["more"] = more
        return query.urlencode()

    @property
    def suggestion_url(self) -> str:
        """The same search with the spelling that is suggested."""
        return self.url(q=self.result.suggestion)

    @property
    def exact_url(self) -> str:
        """The same search with the words as they were typed: nothing stands for quoted words."""
        return self.url(q='"{}"'.format(self.words.replace('"', " ").strip()))

    @property
    def api_url(self) -> str:
        """The same query to the public interface for programs."""
        query = QueryDict(self.query(), mutable=True)
        query["lang"] = self.language
        return f"{reverse('api_search')}?{query.urlencode()}"

    @property
    def overview_url(self) -> str:
        """The same query over the years (`search.overview`)."""
        return self._add_query(reverse("search_overview"))

    def _add_query(self, address: str) -> str:
        query = self.query()
        return address + (f"?{query}" if query else "")

    def get_feed_url(self, name: str) -> str:
        return self._add_query(f"{self.path}feed/{name}/")

    @property
    def title(self) -> str:
        """What is listed, besides words and filters."""
        return gettext("Search") if self.words else gettext("Everything that is published")

    @property
    def exports(self) -> list[tuple[str, str]]:
        """(label, address) of the exports of this very query."""
        return [(label, self._add_query(self.path + path)) for path, label in EXPORTS.values()]


def find_words(words: str, section, language: str) -> list[int]:
    """Find the pages of a section that have the words, best first: for the listings of sections."""
    query = SearchQuery(text=words, language=language, facets={"section": (section.section_slug,)})
    return service.find_pages(query, MAX_FOUND)
