"""The register of cafés, in the admin: pages, in one list with filters and a spreadsheet; and those that are announced."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import linebreaks
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.panels import FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.rich_text import RichText
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView
from wagtail_modeladmin.options import modeladmin_register

from forms.viewsets import ReceivedPolicy
from registers.editors import EntryViewSet
from registers.options import RegisterAdmin
from sections.page_reports import PageReport, PageRow, get_editable_pages, register_report

from .models import (
    AnimationFormatPage,
    Announcement,
    CafePage,
    Facilitator,
    FormatIndexPage,
    KitPage,
    ResourceIndexPage,
)

STATUS = Column("get_status_display", label=_("Status"))


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


class OfferedViewSet(EntryViewSet):
    """What the public offers: read, corrected, approved, asked about or refused on one screen; addresses are on none."""

    index_view_class = IndexView
    add_to_admin_menu = True

    def on_register(self):
        register_permission_policy(self.model, ReceivedPolicy(self.model))
        super().on_register()

    @property
    def panels(self):
        return [HelpPanel(template=f"cafeia/admin/{self.model._meta.model_name}.html"), *self.own_panels]


class AnnouncementViewSet(OfferedViewSet):
    model = Announcement
    icon = "group"
    menu_label = _("Announced cafés")
    menu_order = 306
    list_display = ["heading", "commune", "date", STATUS, "created_at"]
    list_filter = ["status", "department"]
    own_panels = [
        "heading",
        FieldRowPanel(["mode", "commune", "venue"]),
        FieldRowPanel(["date", "start_time", "is_weekly"]),
        FieldRowPanel(["audience", "access", "signup"]),
        MultiFieldPanel(["participants", "told", "photographs", "proposal"], _("How it went")),
    ]


@require_POST
def start_page(request, pk: int, index: type):
    """What a host proposes to others, as the draft of a format or of a resource that the team completes."""
    thing = get_object_or_404(Announcement.objects.exclude(proposal=""), pk=pk)
    parent = get_object_or_404(index, locale=thing.room.locale)
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    title = gettext("Proposed after: %(title)s") % {"title": thing.heading}
    body = [("paragraph", RichText(linebreaks(thing.proposal, autoescape=True)))]
    page = parent.add_child(instance=index.listed_model(title=title, body=body, live=False, owner=request.user))
    page.save_revision(user=request.user)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_admin_urls")
def register_urls():
    kinds = {"format": FormatIndexPage, "resource": ResourceIndexPage}
    return [path(f"cafeia/{n}/<int:pk>/", start_page, {"index": kinds[n]}, name=f"cafeia_{n}") for n in kinds]


class FacilitatorViewSet(OfferedViewSet):
    model = Facilitator
    icon = "user"
    menu_label = _("Volunteers of Café IA")
    menu_order = 307
    list_display = ["shown_name", "commune", STATUS, "created_at", "keep_until"]
    list_filter = ["status", "department"]
    own_panels = ["shown_name", FieldRowPanel(["mode", "commune"]), "families", "languages", "presentation"]


for viewset in (AnnouncementViewSet, FacilitatorViewSet):
    register_snippet(viewset)


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
