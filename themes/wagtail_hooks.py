"""Themes and keywords, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from sections.admin_search import RegisterSearchHandler

from .models import Keyword, Theme


class ThemeAdmin(ModelAdmin):
    model = Theme
    menu_icon = "folder-open-inverse"
    menu_label = _("Themes")
    list_display = ("name", "parent", "colour", "pattern", "locale")
    list_filter = ("locale", "parent")
    search_fields = ("name",)
    search_handler_class = RegisterSearchHandler


class KeywordAdmin(ModelAdmin):
    model = Keyword
    menu_icon = "tag"
    menu_label = _("Keywords")
    list_display = ("name", "name_en", "slug")
    search_fields = ("name", "name_en")
    search_handler_class = RegisterSearchHandler
    list_per_page = 50


class ThemesAdminGroup(ModelAdminGroup):
    menu_label = _("Themes and keywords")
    menu_icon = "tag"
    menu_order = 310
    items = (ThemeAdmin, KeywordAdmin)


modeladmin_register(ThemesAdminGroup)
