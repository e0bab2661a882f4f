"""The search in the admin: one group of the menu, and two reports."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from sections.page_reports import register_report

from .registers import SearchAdminGroup
from .reports import FileReportView, QueryReportView

modeladmin_register(SearchAdminGroup)
register_report(FileReportView, "search-files", 820)
register_report(QueryReportView, "queries", 900)


@hooks.register("register_permissions")
def register_permissions():
    """Reading the report is a permission that groups can be given."""
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="search", codename="view_querycount")
