"""« Le Conseil » in the admin: requests for printed copies, milestones, facts."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from forms.viewsets import ReceivedIndexView, ReceivedPolicy, ReceivedViewSet, read_only
from registers.editors import EntryViewSet

from .models import InstitutionFact, Milestone, PrintRequest

register_permission_policy(PrintRequest, ReceivedPolicy(PrintRequest))


class RequestIndexView(ReceivedIndexView):
    file_stem = "demandes-exemplaires"

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("items")


class PrintRequestViewSet(ReceivedViewSet):
    """Requests for printed copies."""

    model = PrintRequest
    name = "print_requests"
    url_prefix = "print-requests"
    menu_label = _("Printed copies")
    index_view_class = RequestIndexView
    search_fields = ["name", "organisation", "email", "city"]
    list_export = [
        "created_at",
        "get_status_display",
        "name",
        "organisation",
        "email",
        "address",
        "postal_code",
        "city",
        "country",
        "copies",
        "titles",
        "reason",
        "handled_at",
    ]
    export_headings = {"get_status_display": _("Status"), "titles": _("Books")}
    own_panels = [
        HelpPanel(template="council/admin/titles.html", heading=_("Books")),
        MultiFieldPanel(read_only("copies", "reason"), _("Request")),
        MultiFieldPanel(
            [
                FieldRowPanel(read_only("name", "organisation", "email")),
                *read_only("address"),
                FieldRowPanel(read_only("postal_code", "city", "country")),
            ],
            _("Recipient"),
        ),
    ]


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


class CouncilViewSetGroup(ViewSetGroup):
    """One entry of the admin's menu."""

    menu_label = _("The Conseil")
    menu_icon = "home"
    menu_name = "council"
    menu_order = 290
    items = (PrintRequestViewSet,)


@hooks.register("register_admin_viewset")
def register_council():
    return CouncilViewSetGroup()


@hooks.register("register_permissions")
def register_print_request_permissions():
    """Requests come from the public and are followed up: nobody adds one in the admin."""
    return Permission.objects.filter(
        content_type__app_label="council", codename__in=["view_printrequest", "change_printrequest"]
    )
