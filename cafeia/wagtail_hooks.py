"""The register of cafés, in the admin: pages, in one list with filters and a spreadsheet."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import modeladmin_register

from registers.options import RegisterAdmin

from .models import CafePage


class CafeAdmin(RegisterAdmin):
    model = CafePage
    menu_icon = "group"
    menu_label = _("Register of cafés")
    menu_order = 305
    list_display = ("title", "kind", "status", "date", "place", "live", "language")
    list_filter = ("live", "locale", "kind", "status", "online", "place__region")
    list_select_related = ("place", "locale", "latest_revision")
    ordering = ("-date", "title")
    sheet_fields = (
        "title",
        "summary",
        "kind",
        "status",
        "date",
        "date_precision",
        "weekday",
        "start_time",
        "end_time",
        "time_note",
        "online",
        "place",
        "venue",
        "topic",
        "participants_qualifier",
        "participants",
        "website",
        "uncertain",
        "doubt",
        "editor_note",
        "reference",
    )


modeladmin_register(CafeAdmin)
