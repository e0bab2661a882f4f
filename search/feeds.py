"""Any query as a feed, Atom or JSON Feed: what was published, newest first."""

import dataclasses
import json

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from content.citing.model import clean
from content.templatetags.content_tags import absolute_url
from sections.feeds import FEED_LENGTH, PageFeed

from .contract import SearchQuery
from .exports.rows import Row, load_item_rows
from .listing import SearchListing


class PagedAtomFeed(Atom1Feed):
    """Atom with the addresses of the pages before and after (RFC 5005)."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for name in ("previous", "next"):
            if url := self.feed[f"{name}_url"]:
                handler.addQuickElement("link", "", {"rel": name, "href": url})


class JsonFeed(SyndicationFeed):
    """JSON Feed 1.1."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        """Write the feed; what is not known is left out."""
        data = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "next_url": self.feed["next_url"],
            "description": self.feed["subtitle"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [self.make_item(item) for item in self.items],
        }
        text = json.dumps({name: value for name, value in data.items() if value or name == "items"}, ensure_ascii=False)
        outfile.write(text.encode(encoding, "replace"))

    @staticmethod
    def make_item(item: dict) -> dict:
        data = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_text": item["summary"] or item["title"],
            "date_published": item["pubdate"] and rfc3339_date(item["pubdate"]),
            "date_modified": item["updateddate"] and rfc3339_date(item["updateddate"]),
            "authors": item["authors"],
            "tags": item["categories"],
            "language": item["language"],
        }
        return {name: value for name, value in data.items() if value}


class FeedListing(SearchListing):
    """A query, newest first, as many results at once as a feed holds."""

    @property
    def page_size(self) -> int:
        return FEED_LENGTH

    @cached_property
    def search_query(self) -> SearchQuery:
        # The names of the chosen filters come with the facets.
        return dataclasses.replace(
            super().search_query, sort="date", with_facets=any(self.values.values()), with_passages=False
        )


class SearchFeed(PageFeed):
    """The pages of a query, with its filters; people, organisations and themes have no date and are not there."""

    #: name in the address → class.
    formats = {"atom": PagedAtomFeed, "json": JsonFeed}

    def __init__(self, name: str):
        self.name = name
        self.feed_type = self.formats[name]

    def __call__(self, request, *args, **kwargs):
        self.request = request
        self.root = absolute_url(request, "")
        self.listing = FeedListing(request.GET, reverse("search"), get_language())
        self.result = self.listing.result
        return super().__call__(request, *args, **kwargs)

    @property
    def language(self) -> str:
        return get_language()

    def title(self) -> str:
        name = "Conseil national du numérique"
        words = self.listing.words
        title = gettext("Search: %(query)s") % {"query": words} if words else gettext("Everything that is published")
        chips = ", ".join(str(chip.label) for chip in self.listing.chips)
        return clean(f"{title} – {name} ({chips})" if chips else f"{title} – {name}")

    def subtitle(self) -> str:
        return gettext("What the site publishes that answers this search, newest first.")

    def link(self) -> str:
        return self.root.rstrip("/") + self.listing.url(page=None)

    def make_url(self, page: int) -> str:
        query = self.listing.query(page=page)
        path = reverse("search_feed", args=[self.name])
        return self.root.rstrip("/") + (f"{path}?{query}" if query else path)

    def feed_url(self) -> str:
        return self.make_url(self.listing.page_number)

    def feed_extra_kwargs(self, obj) -> dict:
        page, last = self.listing.page_number, -(-self.result.total // FEED_LENGTH)
        return {
            "previous_url": self.make_url(page - 1) if page > 1 else "",
            "next_url": self.make_url(page + 1) if page < last else "",
        }

    def items(self) -> list:
        rows = [row for row in load_item_rows(self.result.items, self.root) if row.page]
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
    return SearchFeed(name)(request)
