"""The register of cited references, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from sections.admin_search import RegisterSearchHandler

from .models import Source


class SourceAdmin(ModelAdmin):
    model = Source
    menu_icon = "openquote"
    menu_label = _("Cited references")
    menu_order = 320
    list_display = ("name", "kind", "publisher", "date", "locale")
    list_filter = ("kind", "locale")
    search_fields = ("name", "aliases")
    search_handler_class = RegisterSearchHandler
    list_per_page = 50


modeladmin_register(SourceAdmin)
