"""Feeds: any listing, with its filters, as Atom and JSON Feed; entries are the same in every feed of the site."""

import datetime
import json
from html import unescape

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape
from django.utils.translation import get_language

from .locales import get_language_of
from .registry import get_section_for

#: How many entries a feed holds.
FEED_LENGTH = 30


def say_what(listing, title: str) -> str:
    """What a listing of this title is, as a feed and a mail call it: its words, the Conseil, its filters."""
    words = f" « {listing.words} »" if listing.words else ""
    chips = ", ".join(str(chip.label) for chip in listing.chips)
    return remove_controls(f"{title}{words} – Conseil national du numérique" + (f" ({chips})" if chips else ""))


def remove_controls(text: str) -> str:
    """`text` without the control characters that XML forbids."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


class PagedAtomFeed(Atom1Feed):
    """Atom with the addresses of the pages before and after (RFC 5005)."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for name in ("previous", "next"):
            if url := self.feed.get(f"{name}_url"):
                handler.addQuickElement("link", "", {"rel": name, "href": url})


class JsonFeed(SyndicationFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        """Write the feed; what is not known is left out."""
        data = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "next_url": self.feed.get("next_url"),
            "description": self.feed["subtitle"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [self.make_item(item) for item in self.items],
        }
        text = json.dumps({name: value for name, value in data.items() if value or name == "items"}, ensure_ascii=False)
        outfile.write(text.encode(encoding, "replace"))

    @staticmethod
    def make_item(item: dict) -> dict:
        # Without any, Atom's description is HTML.
        summary = item["summary"] if "summary" in item else unescape(item["description"])
        data = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": summary,
            "content_text": summary or item["title"],
            "date_published": item["pubdate"] and rfc3339_date(item["pubdate"]),
            "date_modified": item["updateddate"] and rfc3339_date(item["updateddate"]),
            "authors": item.get("authors"),
            "tags": item["categories"],
            "language": item.get("language"),
        }
        return {name: value for name, value in data.items() if value}


#: Name → class.
FORMATS = {"atom": PagedAtomFeed, "json": JsonFeed}


class PageFeed(Feed):
    """How contents are written in a feed; `request` is set by the subclass before anything is asked."""

    author_name = "Conseil national du numérique"
    request = None

    def item_title(self, item) -> str:
        return remove_controls(item.title)

    def item_description(self, item) -> str:
        """The summary as HTML, which feeds say that it is."""
        return escape(remove_controls(getattr(item, "marked_summary", "")))

    def item_link(self, item) -> str:
        return item.get_full_url(self.request)

    def item_guid(self, item) -> str:
        return self.request.build_absolute_uri(item.get_identifier_url())

    def item_pubdate(self, item) -> datetime.datetime | None:
        """When the page was put online; the date of the work itself is said in its summary."""
        return item.first_published_at

    def item_updateddate(self, item) -> datetime.datetime:
        return item.last_published_at or item.first_published_at or timezone.now()

    def item_categories(self, item) -> list[str]:
        return [str(get_section_for(item).section_title), *(theme.name for theme in item.localized_themes)]


class ListingFeed(PageFeed):
    """A listing, whose filters come from the address as on the page itself; `name` is that of a format."""

    def __init__(self, request, listing, name: str, title: str, subtitle=""):
        self.request, self.listing, self.name, self.subtitle = request, listing, name, str(subtitle)
        self.feed_type = FORMATS[name]
        self.title = say_what(listing, title)
        #: Attributes: Django calls whatever can be called.
        self.language = get_language()

    def link(self) -> str:
        return self.request.build_absolute_uri(self.listing.url())

    def feed_url(self) -> str:
        return self.request.build_absolute_uri(self.listing.get_feed_url(self.name))

    def item_extra_kwargs(self, item) -> dict:
        return {"language": get_language_of(item)}

    def items(self):
        return self.listing.prepare(self.listing.queryset[:FEED_LENGTH])
