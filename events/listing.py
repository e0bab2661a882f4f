"""The filters of events; the same list is a page, an agenda, a map, a feed and a calendar."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from places.facets import AreaFacet, CityFacet
from sections.facets import ConditionFacet, Facet, Option, SectionFacet, YearFacet
from sections.listing import FEEDS, Listing
from sections.query import newest_first
from sections.specific import load_pages
from themes.facets import ThemeFacet

from .facets import ModeFacet, WhenFacet
from .models import is_coming, is_past

AGENDA_PATH, MAP_PATH, CALENDAR_PATH = "agenda/", "carte/", "calendrier/"


class EventListing(Listing):
    """A list of events. `index_path` is the address of the list, from which its other views hang; `path` that of the
    view on screen, whose filters lead back to it. `place_field` is the way from a page to its place.
    """

    place_field = "event_dates__place"

    def __init__(self, data, queryset, path: str = ""):
        super().__init__(data, queryset, path)
        self.index_path = path

    @cached_property
    def counts(self) -> dict:
        """The total, and the counts of the conditions on which nothing is chosen: one query for all."""
        wanted = {"total": Count("pk", distinct=True)}
        for facet in self.facets:
            if isinstance(facet, ConditionFacet) and not self.values[facet.name]:
                wanted |= facet.get_counts()
        return self._filter().order_by().aggregate(**wanted)

    @cached_property
    def paginator(self) -> Paginator:
        paginator = Paginator(self.queryset, self.page_size)
        paginator.count = self.counts["total"]
        return paginator

    def get_options(self, facet: Facet) -> list[Option]:
        if isinstance(facet, ConditionFacet) and not self.values[facet.name]:
            return facet.get_options(self.base_queryset, [], self.counts)
        return super().get_options(facet)

    @property
    def canonical_url(self) -> str:
        return super().canonical_url if self.path == self.index_path else self.url()

    def view_url(self, view: str = "") -> str:
        """The same results in another view: "", "agenda/", "carte/", "calendrier/", "feed/"."""
        query = self.query()
        return f"{self.index_path}{view}" + (f"?{query}" if query else "")

    def get_feed_url(self, name: str) -> str:
        return self.view_url(FEEDS[name][2])


class AllEventsListing(EventListing):
    """The events of every section."""

    source = "events"
    title = _("All events")

    facets = (
        SectionFacet(),
        WhenFacet(),
        AreaFacet(field="event_dates__place"),
        ThemeFacet(),
        YearFacet(),
        ModeFacet(),
        # The map and its list choose towns.
        CityFacet(field="event_dates__place", shown=0),
    )
    sorts = {
        "recent": (pgettext_lazy("sort", "Newest first"), newest_first),
        "soonest": (
            pgettext_lazy("sort", "Oldest first"),
            lambda queryset: queryset.order_by(F("date").asc(nulls_last=True), "title"),
        ),
        "title": (pgettext_lazy("sort", "By title"), lambda queryset: queryset.order_by("title")),
    }


def load_events(pages, *also: str) -> list:
    """The specific pages of a queryset of events, in its order, with what tells when and where they are.

    `also`: other relations to load. As many queries for 3 events as for 30.
    """
    found = load_pages(pages)
    prefetch_related_objects(found, *also)
    for model in {type(page) for page in found}:
        prefetch_related_objects([page for page in found if type(page) is model], *model.event_prefetch)
    return found


def load_next(pages, limit: int, confirmed: Q | None = None) -> tuple[list, bool]:
    """(the next events, True) or, when none is to come, (the latest, False): one query.

    `confirmed`: the condition on an event that it may be announced.
    """
    coming = is_coming() & confirmed if confirmed is not None else is_coming()
    day = Coalesce("date", "period_end")
    found = load_pages(
        pages.filter(coming | is_past())
        .annotate(is_next=Case(When(coming, then=Value(1)), default=Value(0)))
        .order_by("-is_next", Case(When(coming, then=day)).asc(nulls_last=True), day.desc(nulls_last=True), "title")[
            :limit
        ]
    )
    is_next = bool(found) and found[0].is_next == 1
    return [page for page in found if page.is_next == int(is_next)], is_next
