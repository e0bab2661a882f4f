"""Any query as a feed, Atom or JSON Feed: what was published, newest first."""

import dataclasses

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from content.citing.model import clean
from content.templatetags.content_tags import absolute_url
from sections.feeds import FEED_LENGTH, ListingFeed

from .contract import SearchQuery
from .exports.rows import Row, load_item_rows
from .listing import SearchListing


class FeedListing(SearchListing):
    """A query, newest first, as many results at once as a feed holds."""

    page_size = FEED_LENGTH

    @cached_property
    def search_query(self) -> SearchQuery:
        # The names of the chosen filters come with the facets.
        return dataclasses.replace(
            super().search_query, sort="date", with_facets=any(self.values.values()), with_passages=False
        )


class SearchFeed(ListingFeed):
    """The pages of a query, with its filters; people, organisations and themes have no date and are not there."""

    def __init__(self, request, name: str):
        listing, self.root = FeedListing(request.GET, reverse("search"), get_language()), absolute_url(request, "")
        told = gettext("What the site publishes that answers this search, newest first.")
        super().__init__(request, listing, name, listing.title, told)

    def link(self) -> str:
        return self.root.rstrip("/") + self.listing.url(page=None)

    def make_url(self, page: int) -> str:
        query = self.listing.query(page=page)
        path = reverse("search_feed", args=[self.name])
        return self.root.rstrip("/") + (f"{path}?{query}" if query else path)

    def feed_url(self) -> str:
        return self.make_url(self.listing.page_number)

    def feed_extra_kwargs(self, obj) -> dict:
        page, last = self.listing.page_number, -(-self.listing.result.total // self.listing.page_size)
        return {
            "previous_url": self.make_url(page - 1) if page > 1 else "",
            "next_url": self.make_url(page + 1) if page < last else "",
        }

    def items(self) -> list:
        rows = [row for row in load_item_rows(self.listing.result.items, self.root) if row.page]
        self.rows: dict[int, Row] = {row.page.pk: row for row in rows}
        return [row.page for row in rows]

    def item_guid(self, item) -> str:
        return self.rows[item.pk].reference.url

    def item_author_name(self, item) -> str:
        return ", ".join(name.display for name in self.rows[item.pk].reference.authors)

    def item_extra_kwargs(self, item) -> dict:
        reference = self.rows[item.pk].reference
        return {
            "summary": clean(reference.abstract),
            "authors": [{"name": name.display} for name in reference.authors],
            "language": reference.language,
        }


@require_safe
def feed(request, name: str):
    """The feed of the query of the address."""
    return SearchFeed(request, name)(request)
