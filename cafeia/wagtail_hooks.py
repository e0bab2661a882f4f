"""The register of cafés, in the admin: pages, in one list with filters and a spreadsheet; and those that are announced."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, HelpPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView
from wagtail_modeladmin.options import modeladmin_register

from forms.viewsets import ReceivedPolicy
from registers.editors import EntryViewSet
from registers.options import RegisterAdmin

from .models import Announcement, CafePage


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
register_permission_policy(Announcement, ReceivedPolicy(Announcement))


class AnnouncementViewSet(EntryViewSet):
    """What hosts announce: read, corrected, approved or sent back on one screen. Their address is on none."""

    model = Announcement
    index_view_class = IndexView
    icon = "group"
    menu_label = _("Announced cafés")
    menu_order = 306
    add_to_admin_menu = True
    list_display = ["heading", "commune", "date", "get_status_display", "created_at"]
    list_filter = ["status", "department"]
    ordering = ["-created_at"]
    panels = [
        HelpPanel(template="cafeia/admin/announcement.html"),
        "heading",
        FieldRowPanel(["mode", "commune", "venue"]),
        FieldRowPanel(["date", "start_time", "is_weekly"]),
        FieldRowPanel(["audience", "access", "signup"]),
    ]


register_snippet(AnnouncementViewSet)
