"""« Le Conseil » in the admin: requests for printed copies, milestones, facts."""

from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from registers.editors import EntryViewSet
from sections.page_reports import DatedSpreadsheetMixin

from .models import InstitutionFact, Milestone, PrintRequest, RequestStatus


class RequestPolicy(ModelPermissionPolicy):
    """Requests come from the public form: nobody adds one in the admin."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(PrintRequest, RequestPolicy(PrintRequest))


class RequestIndexView(DatedSpreadsheetMixin, generic.IndexView):
    """The list, and its spreadsheet."""

    file_stem = "demandes-exemplaires"

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("items")


class RequestEditView(generic.EditView):
    """Says who handled the request, and when."""

    def save_instance(self):
        if "status" in self.form.changed_data:
            pending = self.form.instance.status == RequestStatus.PENDING
            self.form.instance.handled_at = None if pending else timezone.now()
            self.form.instance.handled_by = None if pending else self.request.user
        return super().save_instance()


def read_only(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name, read_only=True) for name in names]


class PrintRequestViewSet(ModelViewSet):
    """Requests for printed copies."""

    model = PrintRequest
    name = "print_requests"
    url_prefix = "print-requests"
    icon = "mail"
    menu_label = _("Printed copies")
    add_to_admin_menu = False
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = RequestIndexView
    edit_view_class = RequestEditView
    list_display = [
        TitleColumn("name", label=_("Name"), url_name="print_requests:edit", sort_key="name"),
        Column("summary", label=_("Request")),
        Column("city", label=_("City"), sort_key="city"),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        DateColumn("created_at", label=_("Received"), sort_key="created_at"),
    ]
    list_filter = ["status", "created_at", "notified"]
    search_fields = ["name", "organisation", "email", "city"]
    search_backend_name = None
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
    panels = [
        MultiFieldPanel(["status", "staff_note"], _("Handling")),
        HelpPanel(template="council/admin/titles.html", heading=_("Books")),
        MultiFieldPanel(read_only("copies", "reason"), _("Request")),
        MultiFieldPanel(
            [
                FieldRowPanel(read_only("name", "organisation")),
                FieldRowPanel(read_only("email", "language")),
                *read_only("address"),
                FieldRowPanel(read_only("postal_code", "city", "country")),
            ],
            _("Recipient"),
        ),
        MultiFieldPanel(
            [FieldRowPanel(read_only("created_at", "notified")), FieldRowPanel(read_only("handled_by", "handled_at"))],
            _("Follow-up"),
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
