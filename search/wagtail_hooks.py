"""The search in the admin: one group of the menu, and two reports."""

import functools

from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .registers import SearchAdminGroup
from .reports import FileReportView, QueryReportView, ReportItem

modeladmin_register(SearchAdminGroup)

REPORTS = (("search-files", FileReportView, 820), ("queries", QueryReportView, 900))


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path(f"reports/{name}/{suffix}", report.as_view(**options), name=url_name)
        for name, report, _order in REPORTS
        for suffix, options, url_name in (
            ("", {}, report.index_url_name),
            ("results/", {"results_only": True}, report.index_results_url_name),
        )
    ]


for _name, _report, _order in REPORTS:
    hooks.register("register_reports_menu_item", functools.partial(ReportItem, _report, _order))


@hooks.register("register_permissions")
def register_permissions():
    """Reading the report is a permission that groups can be given."""
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="search", codename="view_querycount")
