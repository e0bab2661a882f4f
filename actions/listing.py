"""The filters of actions; the same list is a page, an agenda, a map, a feed and a calendar."""

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from content.facets import PersonFacet
from places.facets import AreaFacet, CityFacet
from places.models import Place
from sections.facets import YearFacet
from sections.listing import ActiveFacet, Listing
from sections.query import get_restrictions, newest_first
from themes.facets import ThemeFacet

from .facets import ConditionFacet, KindFacet, ModeFacet, WhenFacet, soonest_first


class ActionListing(Listing):
    facets = (
        KindFacet(),
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

    def __init__(self, data, queryset, path: str = ""):
        super().__init__(data, queryset.select_related("place"), path)

    @cached_property
    def counts(self) -> dict:
        """The total, and the counts of the conditions on which nothing is chosen: one query for all."""
        wanted = {"total": Count("pk")}
        for facet in self.facets:
            if isinstance(facet, ConditionFacet) and not self.values[facet.name]:
                wanted |= facet.get_counts()
        return self._filter().order_by().aggregate(**wanted)

    @cached_property
    def paginator(self) -> Paginator:
        paginator = Paginator(self.queryset, self.page_size)
        paginator.count = self.counts["total"]
        return paginator

    @cached_property
    def active_facets(self) -> list[ActiveFacet]:
        found = []
        for facet in self.facets:
            selected, queryset = self.values[facet.name], self._filter(without=facet)
            if isinstance(facet, ConditionFacet) and not selected:
                options = facet.get_options(queryset, selected, self.counts)
            else:
                options = facet.get_options(queryset, selected)
            found.append(ActiveFacet(facet, options))
        return found

    @property
    def canonical_url(self) -> str:
        return super().canonical_url if self.path == self.index_path else self.url()

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
    """Load the places of all `pages` in one query; none when the list brought them."""
    pages = [page for page in pages if page.place_id and "place" not in page._state.fields_cache]
    ids = {page.place_id for page in pages}
    places = Place.objects.in_bulk(ids) if ids else {}
    for page in pages:
        page.place = places.get(page.place_id)


def fill_parents(pages) -> None:
    """Give each page the title of the public action that it is a part of, as `part_of_title`.

    No query when the list brought it (`with_parent_title`).
    """
    pages = [page for page in pages if "part_of_title" not in page.__dict__]
    paths = {page.path[: -Page.steplen] for page in pages if page.depth > 4}
    parents = Page.objects.filter(path__in=paths).live().filter(~Exists(get_restrictions())) if paths else []
    titles = {parent.path: parent.title for parent in parents}
    for page in pages:
        page.part_of_title = titles.get(page.path[: -Page.steplen], "")


def with_parent_title(queryset):
    """The same as `fill_parents`, within the query of the pages."""
    parent = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    parents = Page.objects.filter(path=parent, depth__gt=3).live().filter(~Exists(get_restrictions()))
    return queryset.annotate(part_of_title=Coalesce(Subquery(parents.values("title")[:1]), Value("")))
