"""The register of places, in the admin: also a chooser, where an editor adds the missing town."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from registers.editors import EntryViewSet

from .models import Place


class PlaceViewSet(EntryViewSet):
    model = Place
    index_view_class = IndexView
    icon = "site"
    menu_label = _("Places")
    menu_name = "places"
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["name", "kind"] + [
        Column(f"get_{name}_display", label=_(name)) for name in ("department", "region")
    ]
    list_filter = ["kind", "region", "country"]
    list_per_page = 50


register_snippet(PlaceViewSet)
