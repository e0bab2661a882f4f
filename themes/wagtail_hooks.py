"""Themes and keywords, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from registers.options import RegisterAdmin

from .models import Keyword, Theme


class ThemeAdmin(RegisterAdmin):
    model = Theme
    menu_icon = "folder-open-inverse"
    menu_label = _("Themes")
    list_display = ("name", "parent", "colour", "pattern", "language")
    list_filter = ("locale", "parent")
    search_fields = ("name",)
    sheet_fields = ("name", "description", "parent", "colour", "pattern", "slug", "reference")


class KeywordAdmin(RegisterAdmin):
    model = Keyword
    menu_icon = "tag"
    menu_label = _("Keywords")
    list_display = ("name", "name_en", "slug")
    search_fields = ("name", "name_en")
    sheet_fields = ("name", "name_en", "themes", "slug", "reference")


class ThemesAdminGroup(ModelAdminGroup):
    menu_label = _("Themes and keywords")
    menu_icon = "tag"
    menu_order = 310
    items = (ThemeAdmin, KeywordAdmin)


modeladmin_register(ThemesAdminGroup)
