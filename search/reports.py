"""What readers look for (the commonest queries, those that find nothing), and the files that the search cannot read."""

import datetime

import django_filters
from django.db.models import Max, Min, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.documents import get_document_model
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from sections.page_reports import DatedSpreadsheetMixin, leave_to_rows

from .models import FileReport, QueryCount

PERIODS = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days")), ("365", _("Last year"))]
DEFAULT_PERIOD = 30
FOUND = [("none", _("That find nothing")), ("some", _("That find something"))]


class QueryFilterSet(WagtailFilterSet):
    """Period, language, and whether anything was found the last time."""

    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=PERIODS, empty_label=None, method=leave_to_rows, initial=str(DEFAULT_PERIOD)
    )
    results = django_filters.ChoiceFilter(
        label=_("Queries"), choices=FOUND, empty_label=_("All"), method="filter_results"
    )

    class Meta:
        model = QueryCount
        fields = ["period", "results"]

    def filter_results(self, queryset, name, value):
        return queryset.filter(last_results=0) if value == "none" else queryset.filter(last_results__gt=0)


class QueryReportView(DatedSpreadsheetMixin, ReportView):
    """The queries of a period, commonest first."""

    page_title = _("Queries")
    header_icon = "search"
    file_stem = "recherches"
    index_url_name = "search_queries"
    filterset_class = QueryFilterSet
    model = QueryCount
    permission_policy = ModelPermissionPolicy(QueryCount)
    any_permission_required = ["view", "change"]
    is_searchable = False
    default_ordering = "-times"
    columns = [
        Column("words", label=_("Query"), sort_key="words"),
        Column("language", label=_("Language"), sort_key="language"),
        Column("times", label=_("Times"), sort_key="times"),
        Column("last_results", label=_("Results, the last time"), sort_key="last_results"),
        DateColumn("first_day", label=_("First day"), sort_key="first_day"),
        DateColumn("last_day", label=_("Last day"), sort_key="last_day"),
    ]
    list_export = [column.name for column in columns]
    export_headings = {column.name: column.label for column in columns}

    def get_period(self) -> int:
        value = self.request.GET.get("period", "")
        return int(value) if value in dict(PERIODS) else DEFAULT_PERIOD

    def get_queryset(self):
        """One row for each query and language, with its counts over the period."""
        first = timezone.localdate() - datetime.timedelta(days=self.get_period() - 1)
        rows = QueryCount.objects.filter(day__gte=first)
        latest = rows.filter(words=OuterRef("words"), language=OuterRef("language")).order_by("-day")
        counted = rows.values("words", "language").annotate(
            times=Sum("count"),
            first_day=Min("day"),
            last_day=Max("day"),
            last_results=Subquery(latest.values("results")[:1]),
        )
        return counted.order_by(self.ordering, "words", "language")

    def order_queryset(self, queryset):
        return queryset


class FileReportView(ReportView):
    """Files that have no text to search, or of which only a part was read."""

    page_title = _("Files the search cannot read")
    header_icon = "doc-full-inverse"
    index_url_name = "search_file_reports"
    any_permission_required = ["add", "change", "delete"]
    columns = [
        TitleColumn(
            "document",
            label=_("Document"),
            accessor="document",
            get_url=lambda row: reverse("wagtaildocs:edit", args=[row.document_id]),
        ),
        Column("state", label=_("What happened"), accessor="get_state_display"),
        Column("pages", label=_("Pages"), accessor="pages"),
        Column("scans", label=_("Pages without a text"), accessor=lambda row: ", ".join(map(str, row.scans))),
        Column("remedy", label=_("What can be done"), accessor=lambda row: REMEDIES[row.state]),
        DateColumn("read_at", label=_("Read on")),
    ]
    list_export = ["document__title", "get_state_display", "pages", "scans", "read_at"]

    @property
    def permission_policy(self):
        """Who may change which documents."""
        return policy_registry.get_by_type(get_document_model())

    def get_queryset(self):
        allowed = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change", "delete"])
        reports = FileReport.objects.exclude(state=FileReport.State.READ).filter(document__in=allowed)
        return reports.select_related("document").defer("texts").order_by("-read_at", "pk")


REMEDIES = {
    FileReport.State.SCANS: _("Have these pages recognised (OCR), and replace the file: nobody can hear them read."),
    FileReport.State.PARTLY: _("Cut the file in parts, so that all of it is found."),
    FileReport.State.ENCRYPTED: _("Save it without a password, and replace the file."),
    FileReport.State.BROKEN: _("Open it, save it as PDF again, and replace the file."),
    FileReport.State.IMAGE_ONLY: _("Have its text recognised (OCR), and replace the file: nobody can hear it read."),
    FileReport.State.TOO_BIG: _("Make its images lighter, and replace the file."),
}
