"""The register of cited references, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import modeladmin_register

from people.wagtail_hooks import COMMON
from registers.options import RegisterAdmin

from .models import Source


class SourceAdmin(RegisterAdmin):
    model = Source
    menu_icon = "openquote"
    menu_label = _("Cited references")
    chosen_in_a_window = True
    menu_order = 320
    list_display = ("name", "kind", "publisher", "date", "language")
    list_filter = ("kind", "locale", "uncertain")
    search_fields = ("name", "aliases")
    sheet_fields = (
        *("name", "is_described", "kind", "publisher", "date", "date_precision", "url", "themes", "see_also"),
        *COMMON,
    )


modeladmin_register(SourceAdmin)
