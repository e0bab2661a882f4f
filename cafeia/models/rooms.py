"""The rooms of Café IA: one list each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.listing import load_next
from events.views import EventIndexMixin
from sections.models import InnerIndexPage
from sections.query import published

from ..listing import CafeListing, FormatListing, KitListing, ResourceListing
from ..navigation import get_crumbs
from .cafes import CafePage, get_single_cafes
from .doors import DoorsMixin
from .formats import AnimationFormatPage
from .kits import KitPage
from .resources import ResourcePage


class RoomPage(InnerIndexPage):
    """What rooms have in common: the way to them."""

    parent_page_types = ["cafeia.CafeIaIndexPage"]

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
    subpage_types = ["cafeia.AnimationFormatPage"]

    class Meta:
        verbose_name = _("formats index")
        verbose_name_plural = _("formats indexes")


class ResourceIndexPage(RoomPage):
    """The resources."""

    listed_model = ResourcePage
    listing_class = ResourceListing
    template = "cafeia/room.html"
    subpage_types = ["cafeia.ResourcePage"]

    class Meta:
        verbose_name = _("resources index")
        verbose_name_plural = _("resources indexes")


class KitIndexPage(RoomPage):
    """The kits."""

    listed_model = KitPage
    listing_class = KitListing
    template = "cafeia/room.html"
    subpage_types = ["cafeia.KitPage"]

    class Meta:
        verbose_name = _("kits index")
        verbose_name_plural = _("kits indexes")


class CafeIndexPage(DoorsMixin, EventIndexMixin, RoomPage):
    """The cafés: a list, an agenda, a map and a calendar, by place and date."""

    events_base = "cafeia/base.html"
    map_template = "cafeia/cafes_map.html"

    listed_model = CafePage
    listing_class = CafeListing
    template = "cafeia/cafes.html"
    subpage_types = ["cafeia.CafePage"]

    class Meta:
        verbose_name = _("cafés index")
        verbose_name_plural = _("cafés indexes")

    def render_view(self, request, template: str, context: dict):
        crumbs = get_crumbs(self, request, context["crumb"])
        return super().render_view(request, template, {**context, "crumbs": crumbs})

    def say_count(self, number: int) -> str:
        return ngettext("%(n)d café", "%(n)d cafés", number) % {"n": number}


def load_home(section, request) -> dict:
    """On the home page: the address of the cafés, and the next of them or the latest; nothing without any café."""
    room = published(CafeIndexPage.objects.all(), fallback=False).first()
    if room is None:
        return {}
    cafes, are_coming = load_next(get_single_cafes(), section.home_limit)
    return {"cafes": cafes, "are_coming": are_coming, "cafes_url": room.get_url(request)} if cafes else {}
