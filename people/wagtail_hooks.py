"""The registers of people and organisations, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from sections.admin_search import RegisterSearchHandler

from .models import Organisation, Person


class PersonAdmin(ModelAdmin):
    model = Person
    menu_icon = "user"
    menu_label = _("People")
    list_display = ("name", "role", "organisation", "uncertain", "locale")
    list_filter = ("locale", "uncertain", "mandates__kind")
    search_fields = ("name", "aliases", "role")
    search_handler_class = RegisterSearchHandler
    list_per_page = 50
    inspect_view_enabled = True


class OrganisationAdmin(ModelAdmin):
    model = Organisation
    menu_icon = "group"
    menu_label = _("Organisations")
    list_display = ("name", "acronym", "kind", "parent", "locale")
    list_filter = ("locale", "kind")
    search_fields = ("name", "acronym", "aliases")
    search_handler_class = RegisterSearchHandler
    list_per_page = 50
    inspect_view_enabled = True


class PeopleAdminGroup(ModelAdminGroup):
    menu_label = _("Registers")
    menu_icon = "group"
    menu_order = 300
    items = (PersonAdmin, OrganisationAdmin)


modeladmin_register(PeopleAdminGroup)
