"""The editors' list of files that the search could not read."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from ..models import FileReport


class FileReportView(ReportView):
    """Files that have no text to search, or of which only a part was read."""

    page_title = _("Files the search cannot read")
    header_icon = "doc-full-inverse"
    index_url_name = "search_file_reports"
    index_results_url_name = "search_file_reports_results"
    any_permission_required = ["add", "change", "delete"]
    columns = [
        TitleColumn(
            "document", label=_("Document"), accessor="document", get_url=lambda row: get_edit_url(row.document_id)
        ),
        Column("state", label=_("What happened"), accessor="get_state_display"),
        Column("pages", label=_("Pages"), accessor="pages"),
        Column("remedy", label=_("What can be done"), accessor=lambda row: REMEDIES[row.state]),
        DateColumn("read_at", label=_("Read on")),
    ]
    list_export = ["document__title", "get_state_display", "pages", "read_at"]

    @property
    def permission_policy(self):
        return get_policy()

    def get_queryset(self):
        allowed = get_policy().instances_user_has_any_permission_for(self.request.user, ["change", "delete"])
        reports = FileReport.objects.exclude(state=FileReport.State.READ).filter(document__in=allowed)
        return reports.select_related("document").defer("texts").order_by("-read_at", "pk")


REMEDIES = {
    FileReport.State.PARTLY: _("Cut the file in parts, so that all of it is found."),
    FileReport.State.ENCRYPTED: _("Save it without a password, and replace the file."),
    FileReport.State.BROKEN: _("Open it, save it as PDF again, and replace the file."),
    FileReport.State.IMAGE_ONLY: _("Have its text recognised (OCR), and replace the file: nobody can hear it read."),
    FileReport.State.TOO_BIG: _("Make its images lighter, and replace the file."),
    FileReport.State.READ: "",
}


def get_policy():
    """Who may change which documents."""
    return policy_registry.get_by_type(get_document_model())


def get_edit_url(document: int) -> str:
    return reverse("wagtaildocs:edit", args=[document])


class FileReportMenuItem(MenuItem):
    """Shown to those who may change documents."""

    def is_shown(self, request):
        return get_policy().user_has_any_permission(request.user, ["add", "change", "delete"])


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("reports/search-files/", FileReportView.as_view(), name="search_file_reports"),
        path(
            "reports/search-files/results/",
            FileReportView.as_view(results_only=True),
            name="search_file_reports_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_menu_item():
    return FileReportMenuItem(
        _("Files the search cannot read"), reverse("search_file_reports"), icon_name="doc-full-inverse", order=820
    )
