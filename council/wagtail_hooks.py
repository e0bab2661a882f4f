"""« Le Conseil » in the admin: requests for printed copies, milestones, facts."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from registers.editors import EntryViewSet

from .admin_views import PrintRequestViewSet
from .models import InstitutionFact, Milestone


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
