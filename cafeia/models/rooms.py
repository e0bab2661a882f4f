"""The rooms of Café IA: one list each."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from sections.inner import InnerIndexPage

from ..listing import CafeListing, CafeMapListing, FormatListing, KitListing, ResourceListing
from ..navigation import get_crumbs
from .cafes import CafePage
from .formats import AnimationFormatPage
from .kits import KitPage
from .resources import ResourcePage

#: Where the cafés are shown on the map, under the address of their list.
MAP_PATH = "carte/"
PARENTS = ["cafeia.CafeIaIndexPage"]


class RoomPage(InnerIndexPage):
    """What rooms have in common: the way to them."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["crumbs"] = get_crumbs(self, request)
        return context


class FormatIndexPage(RoomPage):
    """The formats, compared in one table."""

    listed_model = AnimationFormatPage
    listing_class = FormatListing
    template = "cafeia/formats.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.AnimationFormatPage"]

    class Meta:
        verbose_name = _("formats index")
        verbose_name_plural = _("formats indexes")


class ResourceIndexPage(RoomPage):
    """The resources."""

    listed_model = ResourcePage
    listing_class = ResourceListing
    template = "cafeia/room.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.ResourcePage"]

    class Meta:
        verbose_name = _("resources index")
        verbose_name_plural = _("resources indexes")


class KitIndexPage(RoomPage):
    """The kits."""

    listed_model = KitPage
    listing_class = KitListing
    template = "cafeia/room.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.KitPage"]

    class Meta:
        verbose_name = _("kits index")
        verbose_name_plural = _("kits indexes")


class CafeIndexPage(RoomPage):
    """The cafés: a list and a map, by place and date."""

    listed_model = CafePage
    listing_class = CafeListing
    template = "cafeia/cafes.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.CafePage"]

    class Meta:
        verbose_name = _("cafés index")
        verbose_name_plural = _("cafés indexes")

    def get_listing(self, request):
        listing = super().get_listing(request)
        return self.listing_class(request.GET, listing.base_queryset.select_related("place"), path=listing.path)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        query = context["listing"].query()
        context["map_url"] = f"{self.get_url(request)}{MAP_PATH}" + (f"?{query}" if query else "")
        return context

    @path(MAP_PATH, name="map")
    def map(self, request):
        """The same list on the map; its filters stay on the map."""
        url = self.get_url(request) or ""
        pages = self.get_listing(request).base_queryset
        listing = CafeMapListing(request.GET, pages, path=f"{url}{MAP_PATH}")
        query = listing.query()
        context = {
            "listing": listing,
            "list_url": url,
            "full_list_url": url + (f"?{query}" if query else ""),
            "crumbs": get_crumbs(self, request, gettext("Map")),
            "section": None,
        }
        return self.render(request, template="cafeia/cafes_map.html", context_overrides=context)
