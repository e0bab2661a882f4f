"""What readers look for: the commonest queries, and those that find nothing; as a page and as a spreadsheet."""

import datetime

import django_filters
from django.db.models import F, Max, Min, OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from sections.page_reports import DatedSpreadsheetMixin

from .models import QueryCount

PERIODS = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days")), ("365", _("Last year"))]
DEFAULT_PERIOD = 30
FOUND = [("none", _("That find nothing")), ("some", _("That find something"))]


def get_start(days: str | int) -> datetime.date:
    """The first day of a period that ends today."""
    return timezone.localdate() - datetime.timedelta(days=int(days) - 1)


class QueryFilterSet(WagtailFilterSet):
    """Period, language, and whether anything was found the last time."""

    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=PERIODS, empty_label=None, method="filter_period", initial=str(DEFAULT_PERIOD)
    )
    results = django_filters.ChoiceFilter(
        label=_("Queries"), choices=FOUND, empty_label=_("All"), method="filter_results"
    )

    class Meta:
        model = QueryCount
        fields = ["period", "results"]

    def filter_period(self, queryset, name, value):
        return queryset

    def filter_results(self, queryset, name, value):
        return queryset.filter(last_results=0) if value == "none" else queryset.filter(last_results__gt=0)


class QueryReportView(DatedSpreadsheetMixin, ReportView):
    """The queries of a period, commonest first."""

    page_title = _("Queries")
    header_icon = "search"
    file_stem = "recherches"
    index_url_name = "search_queries"
    index_results_url_name = "search_queries_results"
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
    list_export = ["words", "language", "times", "last_results", "first_day", "last_day"]
    export_headings = {
        "words": _("Query"),
        "language": _("Language"),
        "times": _("Times"),
        "last_results": _("Results, the last time"),
        "first_day": _("First day"),
        "last_day": _("Last day"),
    }

    def get_period(self) -> int:
        value = self.request.GET.get("period", "")
        return int(value) if value in dict(PERIODS) else DEFAULT_PERIOD

    def get_queryset(self):
        """One row for each query and language, with its counts over the period."""
        rows = QueryCount.objects.filter(day__gte=get_start(self.get_period()))
        latest = rows.filter(words=OuterRef("words"), language=OuterRef("language")).order_by("-day")
        queryset = (
            rows.order_by()
            .values("words", "language")
            .annotate(
                times=Sum("count"),
                first_day=Min("day"),
                last_day=Max("day"),
                last_results=Subquery(latest.values("results")[:1]),
            )
        )
        return self.order(queryset)

    def order(self, queryset):
        wanted = self.request.GET.get("ordering") or self.default_ordering
        name = wanted.lstrip("-")
        if name not in self.list_export:
            wanted, name = self.default_ordering, "times"
        order = F(name).desc() if wanted.startswith("-") else F(name).asc()
        return queryset.order_by(order, "words", "language")

    def order_queryset(self, queryset):
        return queryset
