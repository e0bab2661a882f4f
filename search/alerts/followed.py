"""What a subscription follows, as its `query` says: a list of the site (the search, all events, the page of an index)
and the filters of its address, where the entries of registers are named by what never changes of them.
"""

import dataclasses
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page, TranslatableMixin

from content.models import ContentPage
from events.listing import AllEventsListing
from events.models import get_events
from mailing.models import Subscription
from people.models import Organisation, Person
from places.models import Place
from registers.models import get_key
from sections.feeds import say_what
from sections.listing import Listing
from sections.models import SectionIndexPage
from sections.query import visible
from themes.models import Keyword, Theme

from .. import service
from ..listing import SearchListing

#: The code of the list of `mailing`.
ALERTS = "alerts"
#: Facet, in any list → the register of its values, which are slugs.
REGISTERS = {"theme": Theme, "keyword": Keyword, "person": Person, "organisation": Organisation, "city": Place}
MAX_LENGTH = Subscription._meta.get_field("query").max_length


class Gone(LookupError):
    """What was followed is no longer on the site."""


@dataclasses.dataclass(frozen=True)
class Followed:
    """A list of the site, asked as its page asks it."""

    listing: Listing
    name: str
    language: str

    @property
    def title(self) -> str:
        with override(self.language):
            return say_what(self.listing, self.name)

    def find(self, documents: dict[int, int], excluded: frozenset[int]) -> set[int]:
        """The pages that the list has, among `documents` (document of the search → its page)."""
        if isinstance(self.listing, SearchListing):
            asked = frozenset(documents)
            return {documents[pk] for pk in service.find_among(self.listing.search_query, asked, excluded)}
        found = self.listing.queryset.order_by().filter(pk__in=documents.values())
        return set(found.values_list("pk", flat=True))


def make_listing(source: str, data: QueryDict, language: str) -> tuple[Listing, str]:
    """(the list, its title), in the active language. Raises `Gone`."""
    if source == SearchListing.source:
        listing = SearchListing(data, reverse("search"), language)
        # Of its results, only the words of its filters are read.
        listing.page_size = 1
        return listing, listing.title
    if source == AllEventsListing.source:
        listing = AllEventsListing(data, get_events(), reverse("events:index"))
        return listing, listing.title
    page = Page.objects.filter(pk=source).first() if source.isdecimal() and len(source) < 10 else None
    page = page and page.specific
    if not isinstance(page, SectionIndexPage):
        raise Gone(source)
    request = HttpRequest()
    request.GET = data
    request._wagtail_site = page.get_site()
    return page.get_listing(request), page.title


def read(query: str, language: str) -> Followed:
    """What the `query` of a subscription in `language` follows. Raises `Gone`."""
    source, _mark, rest = query.partition("?")
    pairs = [(name, read_value(name, value)) for name, value in parse_qsl(rest)]
    with override(language):
        return Followed(*make_listing(source, QueryDict(urlencode(pairs)), language), language)


def read_value(name: str, value: str) -> str:
    """A value as the address has it now."""
    if name == "about" and not ContentPage.objects.filter(reference=value).exists():
        raise Gone(value)
    if model := REGISTERS.get(name):
        key = "translation_key" if issubclass(model, TranslatableMixin) else "pk"
        value = model._default_manager.filter(**{key: value}).values_list("slug", flat=True).first()
        if value is None:
            raise Gone(name)
    return value


def write(source: str, data: QueryDict, language: str) -> str:
    """The `query` of a list whose address says `data`: the same however it is written. Raises `Gone`."""
    listing, _title = make_listing(source, data, language)
    if source.isdecimal() and not visible(Page.objects.filter(pk=source)).exists():
        raise Gone(source)
    pairs = [
        (name, write_value(name, value)) for name, value in parse_qsl(listing.query(sort=next(iter(listing.sorts))))
    ]
    query = write_pairs(source, pairs)
    if len(query) > MAX_LENGTH:
        raise Gone(query)
    return query


def write_pairs(source: str, pairs: Iterable[tuple[str, str]]) -> str:
    return f"{source}?{urlencode(sorted(set(pairs)))}" if pairs else source


def write_value(name: str, value: str) -> str:
    if model := REGISTERS.get(name):
        entry = model._default_manager.filter(slug=value).first()
        if entry is None:
            raise Gone(value)
        return get_key(entry)
    return value


def describe(subscription: Subscription) -> str:
    try:
        return read(subscription.query, subscription.language).title
    except Gone:
        return ""
