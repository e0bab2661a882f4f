"""« Importer » in the admin's menu."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .registry import get_allowed_importers
from .views import ReportView, SentView, UploadView


class ImportMenuItem(MenuItem):
    """Shown to those who may add pages to a section that takes documents."""

    def is_shown(self, request):
        return bool(get_allowed_importers(request.user))


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("import/", UploadView.as_view(), name="imports_upload"),
        path("import/sent/<int:pk>/", SentView.as_view(), name="imports_sent"),
        path("import/<int:pk>/", ReportView.as_view(), name="imports_report"),
    ]


@hooks.register("register_admin_menu_item")
def register_menu_item():
    return ImportMenuItem(_("Import"), reverse("imports_upload"), name="import", icon_name="upload", order=285)
