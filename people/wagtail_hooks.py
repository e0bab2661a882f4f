"""The registers of people, organisations and mandates, in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from registers.admin_search import RelatedSearchHandler
from registers.options import RegisterAdmin

from .models import Mandate, Organisation, Person

#: What every entry's spreadsheet ends with.
COMMON = ("aliases", "uncertain", "doubt", "editor_note", "slug", "reference")


class PersonAdmin(RegisterAdmin):
    model = Person
    menu_icon = "user"
    menu_label = _("People")
    chosen_in_a_window = True
    list_display = ("name", "role", "organisation", "uncertain", "language")
    list_filter = ("locale", "uncertain", "mandates__kind")
    search_fields = ("name", "aliases", "role")
    inspect_view_enabled = True
    sheet_fields = ("name", "sort_name", "role", "organisation", "biography", "portrait_credit", *COMMON)


class OrganisationAdmin(RegisterAdmin):
    model = Organisation
    menu_icon = "group"
    menu_label = _("Organisations")
    chosen_in_a_window = True
    list_display = ("name", "acronym", "kind", "parent", "language")
    list_filter = ("locale", "kind", "uncertain")
    search_fields = ("name", "acronym", "aliases")
    inspect_view_enabled = True
    sheet_fields = ("name", "acronym", "kind", "parent", "country", "website", "description", *COMMON)


class MandateSearchHandler(RelatedSearchHandler):
    """Mandates are found by whose they are, or by their title."""

    through = "person"


class MandateAdmin(RegisterAdmin):
    """The mandates of everyone in one list; each is also on the entry of its person."""

    model = Mandate
    menu_icon = "date"
    menu_label = _("Mandates")
    list_display = ("person", "function", "period", "language")
    list_filter = ("locale", "kind", "precision")
    search_fields = ("title",)
    search_handler_class = MandateSearchHandler
    ordering = ("person__sort_name", "sort_order")
    sheet_fields = ("person", "kind", "title", "start", "end", "precision")
    panels = ["person", *Mandate.panels]

    @admin.display(description=_("Function"), ordering="kind")
    def function(self, mandate) -> str:
        return mandate.label

    @admin.display(description=_("Period"), ordering="start")
    def period(self, mandate) -> str:
        """As far as it is known: a year where the day is not."""
        return mandate.display_period


class PeopleAdminGroup(ModelAdminGroup):
    menu_label = _("Registers")
    menu_icon = "group"
    menu_order = 300
    items = (PersonAdmin, OrganisationAdmin, MandateAdmin)


modeladmin_register(PeopleAdminGroup)
