"""Feeds: any listing, with its filters, as Atom; entries are the same in every feed of the site."""

import datetime

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from .registry import get_section_for

#: How many entries a feed holds.
FEED_LENGTH = 30


def remove_controls(text: str) -> str:
    """`text` without the control characters that XML forbids."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


class PageFeed(Feed):
    """How contents are written in a feed; `request` is set by the subclass before anything is asked."""

    feed_type = Atom1Feed
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
    """The listing of an index page; filters come from the address as on the page itself."""

    def __init__(self, index_page):
        self.index_page = index_page

    def __call__(self, request, *args, **kwargs):
        self.request = request
        self.listing = self.index_page.get_listing(request)
        return super().__call__(request, *args, **kwargs)

    def title(self) -> str:
        chips = ", ".join(chip.label for chip in self.listing.chips)
        title = f"{self.index_page.title} – {self.index_page.get_site().site_name}"
        return f"{title} ({chips})" if chips else title

    def link(self) -> str:
        return self.listing.url()

    def feed_url(self) -> str:
        return self.listing.feed_url

    def subtitle(self) -> str:
        return str(self.index_page.section.section_summary)

    @property
    def language(self) -> str:
        """An attribute: Django calls all the others, not this one."""
        return self.index_page.locale.language_code

    def items(self):
        return self.listing.prepare(self.listing.queryset[:FEED_LENGTH])
