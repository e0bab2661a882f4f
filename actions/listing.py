"""The filters of actions; the same list is a page, an agenda, a map, a feed and a calendar. And what the home page shows."""

from django.db.models import Exists, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.facets import PersonFacet
from events.facets import ModeFacet, WhenFacet
from events.listing import AllEventsListing, EventListing, load_next
from places.facets import AreaFacet, CityFacet
from sections.facets import ChoiceFacet, YearFacet
from sections.query import get_restrictions
from themes.facets import ThemeFacet

from .choices import ActionKind, ActionState


class ActionListing(EventListing):
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
    sorts = AllEventsListing.sorts
    place_field = "place"

    @classmethod
    def prepare_pages(cls, pages):
        """Cards show the town, and what the action is a part of: two queries for all."""
        prefetch_related_objects(pages, "place")
        fill_parents(pages)


def fill_parents(pages) -> None:
    """Give each page the title of the public action that it is a part of, as `part_of_title`: one query at most."""
    paths = {page.path[: -Page.steplen] for page in pages if page.depth > 4}
    parents = Page.objects.filter(path__in=paths).live().filter(~Exists(get_restrictions())) if paths else []
    titles = {parent.path: parent.title for parent in parents}
    for page in pages:
        page.part_of_title = titles.get(page.path[: -Page.steplen], "")


def load_home_block(section, request) -> dict:
    """The next actions; when nothing is announced, the latest that took place. One query."""
    pages, is_next = load_next(section.get_pages(), section.home_limit, Q(state=ActionState.CONFIRMED))
    return {"pages": pages, "is_upcoming": is_next} if pages else {}
