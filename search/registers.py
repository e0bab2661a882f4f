"""What editors decide about the search, in the admin: synonyms, promoted results."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from .models import PromotedResult, Synonym


class SynonymAdmin(ModelAdmin):
    model = Synonym
    menu_icon = "link"
    menu_label = _("Synonyms")
    list_display = ("__str__", "note")
    search_fields = ("terms", "note")
    list_per_page = 50
    panels = [
        HelpPanel(
            _(
                "Whoever searches for one of these terms finds the contents that have the others, from the next "
                "query on. Words found through a synonym count a little less than the words typed. Accents, case "
                "and plurals need no synonym."
            )
        ),
        FieldPanel("terms"),
        FieldPanel("note"),
    ]


class PromotedResultAdmin(ModelAdmin):
    model = PromotedResult
    menu_icon = "pick"
    menu_label = _("Promoted results")
    list_display = ("page", "queries", "order")
    search_fields = ("queries", "page__title")
    list_per_page = 50
    panels = [
        HelpPanel(
            _(
                "This page is shown above the results, marked as the editors’ choice, when the whole query is one "
                "of those below. It is not counted among the results, and never shown while it is not published."
            )
        ),
        FieldPanel("queries"),
        FieldPanel("page"),
        FieldPanel("order", help_text=_("Smaller comes first, when a query has several.")),
    ]


class SearchAdminGroup(ModelAdminGroup):
    """« Recherche » in the admin's menu."""

    menu_label = _("Search")
    menu_icon = "search"
    menu_order = 320
    items = (SynonymAdmin, PromotedResultAdmin)
