"""The filters of actions; the same list is a page, an agenda, a map, a feed and a calendar."""

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from content.facets import PersonFacet
from places.facets import AreaFacet, CityFacet
from places.models import Place
from sections.facets import ChoiceFacet, YearFacet
from sections.listing import Listing
from sections.query import get_restrictions, newest_first
from themes.facets import ThemeFacet

from .choices import ActionKind
from .facets import ModeFacet, WhenFacet, soonest_first


class ActionListing(Listing):
    facets = (
        ChoiceFacet("kind", _("Kind"), "kind", ActionKind.choices),
        WhenFacet(),
        AreaFacet(),
        ThemeFacet(),
        YearFacet(),
        ModeFacet(),
        PersonFacet(shown=6),
        # The map and its list choose towns.
        CityFacet(shown=0),
    )
    sorts = {
        "recent": (pgettext_lazy("sort", "Newest first"), newest_first),
        "soonest": (pgettext_lazy("sort", "Oldest first"), soonest_first),
        "title": (pgettext_lazy("sort", "By title"), lambda queryset: queryset.order_by("title")),
    }
    page_size = 12

    @property
    def index_path(self) -> str:
        """The address of the section: the list, from which the other views hang."""
        return getattr(self, "home", "") or self.path

    def view_url(self, view: str = "", **changes) -> str:
        """The same results in another view: "", "agenda/", "carte/", "calendrier/", "feed/"."""
        query = self.query(**changes)
        return f"{self.index_path}{view}" + (f"?{query}" if query else "")

    @property
    def feed_url(self) -> str:
        return self.view_url("feed/")

    @property
    def list_url(self) -> str:
        return self.view_url()

    @property
    def agenda_url(self) -> str:
        return self.view_url("agenda/")

    @property
    def map_url(self) -> str:
        return self.view_url("carte/")

    @property
    def calendar_url(self) -> str:
        return self.view_url("calendrier/")

    @classmethod
    def prepare_pages(cls, pages):
        """Cards show the town, and what the action is a part of: two queries for all."""
        fill_places(pages)
        fill_parents(pages)


def fill_places(pages) -> None:
    """Load the places of all `pages` in one query."""
    ids = {page.place_id for page in pages} - {None}
    places = Place.objects.in_bulk(ids) if ids else {}
    for page in pages:
        page.place = places.get(page.place_id)


def fill_parents(pages) -> None:
    """Give each page the title of the public action that it is a part of, as `part_of_title`."""
    paths = {page.path[: -Page.steplen] for page in pages if page.depth > 4}
    parents = Page.objects.filter(path__in=paths).live().filter(~Exists(get_restrictions())) if paths else []
    titles = {parent.path: parent.title for parent in parents}
    for page in pages:
        page.part_of_title = titles.get(page.path[: -Page.steplen], "")
