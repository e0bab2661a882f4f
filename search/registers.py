"""What editors decide about the search, in the admin: synonyms, promoted results."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail_modeladmin.options import ModelAdminGroup

from registers.admin_search import FoldedSearchHandler
from registers.options import LanguageFilter, RegisterAdmin

from .models import PromotedResult, Synonym


class SynonymAdmin(RegisterAdmin):
    model = Synonym
    menu_icon = "link"
    menu_label = _("Synonyms")
    list_display = ("__str__", "note")
    search_fields = ("terms", "note")
    search_handler_class = FoldedSearchHandler
    sheet_fields = ("terms", "note")
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


class PromotedResultAdmin(RegisterAdmin):
    model = PromotedResult
    menu_icon = "pick"
    menu_label = _("Promoted results")
    list_display = ("page", "queries", "order")
    list_filter = ("page__live", ("page__locale", LanguageFilter))
    search_fields = ("queries", "page__title")
    search_handler_class = FoldedSearchHandler
    sheet_fields = ("queries", "page", "order")
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
