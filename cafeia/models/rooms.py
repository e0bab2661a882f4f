"""The rooms of Café IA: one list each."""

from django.utils.translation import gettext_lazy as _

from sections.inner import InnerIndexPage

from ..listing import CafeListing, FormatListing, KitListing, ResourceListing
from .cafes import CafePage
from .formats import AnimationFormatPage
from .kits import KitPage
from .resources import ResourcePage

PARENTS = ["cafeia.CafeIaIndexPage"]


class FormatIndexPage(InnerIndexPage):
    """The formats, compared in one table."""

    listed_model = AnimationFormatPage
    listing_class = FormatListing
    template = "cafeia/formats.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.AnimationFormatPage"]

    class Meta:
        verbose_name = _("formats index")
        verbose_name_plural = _("formats indexes")


class ResourceIndexPage(InnerIndexPage):
    """The resources."""

    listed_model = ResourcePage
    listing_class = ResourceListing
    template = "cafeia/room.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.ResourcePage"]

    class Meta:
        verbose_name = _("resources index")
        verbose_name_plural = _("resources indexes")


class KitIndexPage(InnerIndexPage):
    """The kits."""

    listed_model = KitPage
    listing_class = KitListing
    template = "cafeia/room.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.KitPage"]

    class Meta:
        verbose_name = _("kits index")
        verbose_name_plural = _("kits indexes")


class CafeIndexPage(InnerIndexPage):
    """The cafés: a list and a map, by place and date."""

    listed_model = CafePage
    listing_class = CafeListing
    template = "cafeia/cafes.html"
    parent_page_types = PARENTS
    subpage_types = ["cafeia.CafePage"]

    class Meta:
        verbose_name = _("cafés index")
        verbose_name_plural = _("cafés indexes")
