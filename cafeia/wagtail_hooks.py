"""The register of cafés, in the admin: pages, in one list with filters and a spreadsheet; and those that are announced."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, HelpPanel
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView
from wagtail_modeladmin.options import modeladmin_register

from forms.viewsets import ReceivedPolicy
from registers.editors import EntryViewSet
from registers.options import RegisterAdmin
from sections.page_reports import PageReport, PageRow, get_editable_pages, register_report

from .models import AnimationFormatPage, Announcement, CafePage, KitPage


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
    panels = [
        HelpPanel(template="cafeia/admin/announcement.html"),
        "heading",
        FieldRowPanel(["mode", "commune", "venue"]),
        FieldRowPanel(["date", "start_time", "is_weekly"]),
        FieldRowPanel(["audience", "access", "signup"]),
    ]


register_snippet(AnnouncementViewSet)


class UnknownReport(PageReport):
    """What a format or a kit does not say, and that a host compares them by."""

    page_title = _("Formats and kits to be completed")
    header_icon = "help"
    file_stem = "formats-a-completer"
    index_url_name = "cafeia_unknown"
    introduction = _("What is not known is left out on the site: ask those who made them.")
    details = (Column("unknown", label=_("Not known")),)

    def get_base_queryset(self):
        pages = get_editable_pages(self.request.user).filter(live=True)
        return pages.type(AnimationFormatPage, KitPage).specific()

    def get_rows(self, pages):
        return [PageRow(page, unknown=page.fit_unknown) for page in pages if page.fit_unknown]


register_report(UnknownReport, "formats", 830)
