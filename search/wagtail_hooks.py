"""The search in the admin: one group of the menu, and a report."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from .indexing import reports  # noqa: F401
from .registers import SearchAdminGroup
from .reports import QueryReportView

modeladmin_register(SearchAdminGroup)


class QueryReportMenuItem(MenuItem):
    def is_shown(self, request):
        return QueryReportView.permission_policy.user_has_any_permission(request.user, {"view", "change"})


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("reports/queries/", QueryReportView.as_view(), name="search_queries"),
        path("reports/queries/results/", QueryReportView.as_view(results_only=True), name="search_queries_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_report():
    return QueryReportMenuItem(
        _("Queries"), reverse("search_queries"), name="search-queries", icon_name="search", order=900
    )


@hooks.register("register_permissions")
def register_permissions():
    """Reading the report is a permission that groups can be given."""
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="search", codename="view_querycount")
