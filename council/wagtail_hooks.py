"""« Le Conseil » in the admin: requests for printed copies, milestones, facts."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from forms.viewsets import ReceivedViewSet
from registers.editors import EntryViewSet

from .models import InstitutionFact, Milestone, PrintRequest
from .models.print_orders import STORED


class PrintRequestViewSet(ReceivedViewSet):
    """Requests for printed copies."""

    model = PrintRequest
    name = "print_requests"
    url_prefix = "print-requests"
    menu_label = _("Printed copies")
    search_fields = ["name", "organisation", "email", "city"]
    list_export = ["created_at", "get_status_display", "name", "email", *STORED, "titles", "handled_at"]
    export_headings = {"get_status_display": _("Status"), "titles": _("Books")}


class TranslatedViewSet(EntryViewSet):
    """A list that shows languages: they come with it, however long it is."""

    index_view_class = IndexView

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("locale")


class MilestoneViewSet(TranslatedViewSet):
    model = Milestone
    icon = "date"
    menu_label = _("Milestones")
    list_display = ["label", "display_date", "uncertain", "locale"]
    list_filter = ["locale", "uncertain"]
    ordering = ["date", "pk"]


class InstitutionFactViewSet(TranslatedViewSet):
    model = InstitutionFact
    icon = "info-circle"
    menu_label = _("Facts")
    list_display = ["label", "value", "group", "locale"]
    list_filter = ["locale", "group"]


register_snippet(MilestoneViewSet)
register_snippet(InstitutionFactViewSet)


@hooks.register("register_admin_viewset")
def register_requests():
    return PrintRequestViewSet()
