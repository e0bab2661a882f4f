"""One object for a filtered list: the page, the feed, later the export and the API are given it."""

import dataclasses
from functools import partial
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .cards import load_cards
from .facets import Facet, Option
from .generations import keep
from .query import newest_first
from .registry import get_section_for
from .words import clean_words, get_finder

#: A page number beyond this is refused before it reaches the database.
MAX_PAGE = 10_000
#: More values than this that make no sense are not worth as many messages.
MAX_MESSAGES = 4
#: How many of the best results of a search have a rank of their own; the others follow by date.
MAX_RANKED = 300
#: Format of a feed → its name, its type, where it stands under the address of a list.
FEEDS = {
    "atom": (_("Atom feed"), "application/atom+xml", "feed/"),
    "json": (_("JSON feed"), "application/feed+json", "feed/json/"),
}
#: How a list serves them under its own address.
FEED_ROUTE = r"^feed/(?:(?P<name>json)/)?$"


@dataclasses.dataclass
class ActiveFacet:
    """A facet of this request: its options with counts, and those that are selected."""

    facet: Facet
    options: list[Option]
    #: The same list with all the values of this facet in its form, when it has more than are shown.
    more_url: str = ""

    @property
    def name(self) -> str:
        return self.facet.name

    @property
    def title(self) -> str:
        return self.facet.title

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]


@dataclasses.dataclass
class Chip:
    """An active filter, with the address of the same list without it."""

    title: str
    label: str
    remove_url: str


def get_search_feed(name: str, followed: tuple[str, str]) -> str:
    """The feed, in a format, of what the search finds by one value of a facet."""
    return f"{reverse('search_feed', args=[name])}?{urlencode([followed])}"


def read_page_number(value: str) -> int:
    """The page that an address asks for; 0 when there can be no such page."""
    number = int(value[:9]) if value.isascii() and value.isdigit() else 0
    return number if number <= MAX_PAGE else 0


class Listing:
    """A queryset filtered, counted, sorted and cut into pages by what the address says.

    Values that make no sense (`?year=abc`, `?page=-1`) are left out and told in `messages`;
    nothing in the address can raise an error.
    """

    facets: tuple[Facet, ...] = ()
    #: name → (label, function that orders a queryset); the first is the default.
    sorts = {
        "recent": (pgettext_lazy("sort", "Newest first"), newest_first),
        "oldest": (pgettext_lazy("sort", "Oldest first"), lambda queryset: newest_first(queryset).reverse()),
        "title": (pgettext_lazy("sort", "By title"), lambda queryset: queryset.order_by("title")),
    }
    page_size = 12
    #: Whether the listing has a search box (`?q=`), where something finds words (`sections.words`).
    has_words = False
    #: A template for what the filter form holds besides facets.
    form_template = ""
    #: The facet of the search and its value that this list is all of: then its feeds are those of that search.
    followed: tuple[str, str] | None = None
    #: What stands for this list in an alert, but for that of the page of an index: its primary key.
    source = ""

    def __init__(self, data: QueryDict, queryset, path: str = ""):
        self.path = path
        self.base_queryset = queryset
        self.messages: list[str] = []
        #: Whether there is a search box.
        self.takes_words = self.has_words and get_finder() is not None
        self.words = clean_words(data.get("q", "")) if self.takes_words else ""
        if self.words:
            self._narrow()
        self._options: dict[str, list[Option]] = {}
        self.values: dict[str, list[str]] = {}
        for facet in self.facets:
            self.values[facet.name], rejected = facet.clean(data.getlist(facet.name))
            for value in rejected:
                self._refuse(facet.title, value)
        self.sort = self._clean_sort(data.get("sort", ""))
        self.page_number = self._clean_page(data.get("page", ""))

    def _narrow(self) -> None:
        """Keep the pages that have the words, best first unless another order is asked for."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        found = get_finder()(self.words, get_section_for(self.base_queryset.model), language)
        self.base_queryset = self.base_queryset.filter(pk__in=found)
        ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(found[:MAX_RANKED])]

        def by_rank(queryset):
            rank = Case(*ranks, default=Value(MAX_RANKED), output_field=IntegerField())
            return queryset.order_by(rank, *newest_first(queryset).query.order_by)

        self.sorts = {"relevance": (pgettext_lazy("sort", "Most relevant first"), by_rank), **self.sorts}

    def _refuse(self, title, value: str) -> None:
        if len(self.messages) == MAX_MESSAGES:
            self.messages.append(gettext("Other values that make no sense were left out too."))
        if len(self.messages) > MAX_MESSAGES:
            return
        shown = "".join(c for c in value if c.isprintable())[:40]
        self.messages.append(
            gettext("The filter “%(name)s” does not accept “%(value)s”: it was left out.")
            % {"name": title, "value": shown}
        )

    def _clean_sort(self, value: str) -> str:
        if value and value not in self.sorts:
            self._refuse(_("Sort"), value)
        return value if value in self.sorts else next(iter(self.sorts))

    def _clean_page(self, value: str) -> int:
        number = read_page_number(value)
        if value and not number:
            self._refuse(_("Page"), value)
        return number or 1

    def _filter(self, without: Facet | None = None):
        queryset = self.base_queryset
        for facet in self.facets:
            if facet is not without and self.values[facet.name]:
                queryset = facet.filter(queryset, self.values[facet.name])
        return queryset

    @cached_property
    def queryset(self):
        """Every result, in order."""
        return self.sorts[self.sort][1](self._filter())

    @property
    def is_common(self) -> bool:
        """Whether this is a list that many readers see, the whole or that of one value: it is kept while nothing changes."""
        return bool(self.path) and not self.words and not self.messages and sum(map(len, self.values.values())) < 2

    @property
    def state(self) -> str | None:
        """What tells this list from any other; None for one that is made each time, as one of a value that nothing has."""
        if not self.is_common or not self.total or self.page_number > self.paginator.num_pages:
            return None
        return f"{self.path} {type(self).__qualname__} {self.query()} {self.page_number}"

    def _keep(self, name: str, make):
        if not self.is_common:
            return make()
        listed = f"{self.path}:{type(self).__qualname__}:{self.query()}"
        return keep(f"list:{listed}:{get_language()}:{timezone.localdate()}:{name}", make)

    @cached_property
    def paginator(self) -> Paginator:
        paginator = Paginator(self.queryset, self.page_size)
        # Anybody may ask for any value: that nothing has it is not kept.
        paginator.count = self._keep("count", lambda: self.queryset.order_by().count() or None) or 0
        return paginator

    @cached_property
    def total(self) -> int:
        return self.paginator.count

    @cached_property
    def page(self):
        """The page of results asked for, or the last one; its objects are made ready for cards when they are read."""
        page = self.paginator.get_page(self.page_number)
        page.object_list = SimpleLazyObject(partial(self.prepare, page.object_list))
        return page

    def prepare(self, queryset) -> list:
        """Load what cards show, in a number of queries that does not depend on how many there are."""
        return load_cards(queryset)

    @classmethod
    def prepare_pages(cls, pages: list) -> None:
        """Load what the section's cards show beyond the common: one query for all `pages`, not one each."""

    def get_options(self, facet: Facet) -> list[Option]:
        """The options of a facet, counted once; its own values do not narrow its counts."""
        if facet.name not in self._options:
            make = partial(facet.get_options, self._filter(without=facet), self.values[facet.name])
            self._options[facet.name] = self._keep(f"facet:{facet.name}", make) if self.total else make()
        return self._options[facet.name]

    @cached_property
    def active_facets(self) -> list[ActiveFacet]:
        """The facets with their options."""
        return [ActiveFacet(facet, self.get_options(facet)) for facet in self.facets]

    @cached_property
    def chips(self) -> list[Chip]:
        """The values that are chosen; no other facet is counted for them."""
        return [
            Chip(facet.title, option.label, self.url(remove=(facet.name, option.value)))
            for facet in self.facets
            if self.values[facet.name]
            for option in self.get_options(facet)
            if option.selected
        ]

    @cached_property
    def sort_options(self) -> list[tuple[str, str, bool, str]]:
        """(name, label, is current, address) of each sort."""
        return [(name, label, name == self.sort, self.url(sort=name)) for name, (label, _order) in self.sorts.items()]

    @property
    def is_filtered(self) -> bool:
        return any(self.values.values())

    def query(self, *, remove: tuple[str, str] | None = None, add=None, **changes) -> str:
        """The query string of this list with some change; the page number is kept only if given."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for name, values in self.values.items():
            query.setlist(name, [value for value in values if (name, value) != remove])
        if add:
            query.appendlist(*add)
        sort = changes.get("sort", self.sort)
        if sort != next(iter(self.sorts)):
            query["sort"] = sort
        if changes.get("page") and changes["page"] != 1:
            query["page"] = changes["page"]
        return query.urlencode()

    def url(self, **changes) -> str:
        """The address of this list with some change (see `query`)."""
        query = self.query(**changes)
        return f"{self.path}?{query}" if query else self.path

    @property
    def reset_url(self) -> str:
        """The list without its filters; the words stay."""
        return f"{self.path}?{urlencode({'q': self.words})}" if self.words else self.path

    @property
    def kept_values(self) -> list[tuple[str, str]]:
        """What a form that asks for other words carries on: the filters and the sort."""
        return [(name, value) for name, value in parse_qsl(self.query()) if name != "q"]

    @property
    def canonical_url(self) -> str:
        return self.url(page=self.page.number)

    def get_feed_url(self, name: str) -> str:
        """The feed of this very list in a format, filters included."""
        query = self.query()
        if self.followed:
            return get_search_feed(name, self.followed) + (f"&{query}" if query else "")
        return f"{self.path}{FEEDS[name][2]}" + (f"?{query}" if query else "")

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page.number + 1) if self.page.has_next() else ""

    @property
    def page_links(self) -> list[tuple[int | str, str]]:
        """(number, address) of the pages to link; ("…", "") where some are skipped."""
        numbers = self.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(n, self.url(page=n) if isinstance(n, int) else "") for n in numbers]
