"""The screens of the bin, and of what waits for a second person."""

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from sections.jobs import DAY
from sections.page_reports import EDITORS

from ..translations.entries import get_edit_url
from .agreeing import get_name
from .looks import answer, get_targets, may_act_on, may_publish, may_restore, undo, why_not_answer
from .models import BinEntry, SecondLook
from .restoring import read, restore

#: How many names a screen or a panel shows.
SHOWN = 50


class BinFilterSet(WagtailFilterSet):
    q = django_filters.CharFilter(label=_("Title or address"), method="look_for")

    class Meta:
        model = BinEntry
        fields = ["kind", "deleted_at"]

    def look_for(self, queryset, name, value):
        words = value.replace("\x00", "")
        return queryset.filter(Q(title__icontains=words) | Q(address__icontains=words))


class BinReport(ReportView):
    """« Corbeille »: what was deleted, and can be brought back."""

    page_title = _("Bin")
    header_icon = "bin"
    index_url_name = "newsroom_bin"
    any_permission_required = EDITORS
    permission_policy = page_permission_policy
    default_ordering = "-deleted_at"
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda row: reverse("newsroom_restore", args=[row.pk])),
        Column("kind", label=_("Type")),
        Column("address", label=_("Address")),
        DateColumn("deleted_at", label=_("Deleted on")),
        UserColumn("deleted_by", label=_("By")),
        DateColumn("until", label=_("Kept until"), accessor=lambda row: row.deleted_at + settings.BIN_DAYS * DAY),
    ]
    list_export = ["title", "kind", "address", "deleted_at", "deleted_by"]
    filterset_class = BinFilterSet

    def get_queryset(self):
        entries = BinEntry.objects.exclude(model="").defer("rows", "left").order_by("-deleted_at", "-pk")
        entries = entries.select_related("deleted_by__wagtail_userprofile")
        return entries if may_publish(self.request.user) else entries.filter(deleted_by=self.request.user)


class LooksReport(ReportView):
    """What took two people: what waits, and what can be taken back."""

    page_title = _("Withdrawals and deletions by two people")
    header_icon = "user"
    index_url_name = "newsroom_looks"
    any_permission_required = ["publish"]
    permission_policy = page_permission_policy
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda row: reverse("newsroom_look", args=[row.pk])),
        Column("kind", label=_("What"), accessor="get_kind_display"),
        Column("count", label=_("Number")),
        Column("status", label=_("Status"), accessor="get_status_display"),
        UserColumn("asked_by", label=_("Asked by")),
        DateColumn("asked_at", label=_("Asked on")),
        UserColumn("answered_by", label=_("Answered by")),
    ]
    list_export = ["title", "get_kind_display", "count", "get_status_display", "asked_by", "asked_at", "answered_by"]

    def get_queryset(self):
        looks = SecondLook.objects.defer("before", "targets").order_by("-asked_at", "-pk")
        return looks.select_related("asked_by__wagtail_userprofile", "answered_by__wagtail_userprofile")


class LookView(WagtailAdminTemplateMixin, TemplateView):
    """What is asked, of how many things; confirmed or refused by someone else, taken back in one action."""

    template_name = "newsroom/look.html"
    header_icon = "user"

    def dispatch(self, request, *args, **kwargs):
        self.look = get_object_or_404(SecondLook, pk=kwargs["pk"])
        if not (may_publish(request.user) or self.look.asked_by_id == request.user.pk):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    page_title = property(lambda self: self.look.get_kind_display())
    page_subtitle = property(lambda self: self.look.title)

    def get_context_data(self, **kwargs):
        look, user = self.look, self.request.user
        targets = get_targets(look)
        waits = look.status == look.Status.WAITING
        return super().get_context_data(
            look=look,
            waits=waits,
            is_emergency=look.kind == look.Kind.EMERGENCY,
            why_not=why_not_answer(look, user) if waits else "",
            is_own=look.asked_by_id == user.pk,
            can_undo=look.status == look.Status.DONE and look.kind != look.Kind.EMERGENCY and may_act_on(look, user),
            targets=[(get_name(one), get_edit_url(type(one), one.pk)) for one in targets[:SHOWN]],
            more=max(0, len(targets) - SHOWN),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if "undo" in request.POST:
            left = undo(self.look, request.user)
            if left:
                messages.warning(request, gettext("Back, except: %(names)s") % {"names": ", ".join(left)})
            self.look.refresh_from_db()
            messages.success(request, self.look.get_status_display())
        elif "confirm" in request.POST or "refuse" in request.POST:
            look = answer(self.look, request.user, "confirm" in request.POST)
            messages.success(request, look.get_status_display())
        return redirect("newsroom_look", self.look.pk)


class RestoreView(WagtailAdminTemplateMixin, TemplateView):
    """What comes back, under which address, and what was taken meanwhile."""

    template_name = "newsroom/restore.html"
    page_title = _("Bring back")
    header_icon = "bin"

    def dispatch(self, request, *args, **kwargs):
        self.entry = get_object_or_404(BinEntry.objects.exclude(model=""), pk=kwargs["pk"])
        if not may_restore(self.entry, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    page_subtitle = property(lambda self: self.entry.title)

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=self.entry, plan=read(self.entry), **kwargs)

    def post(self, request, *args, **kwargs):
        thing = restore(self.entry, request.user)
        messages.success(request, gettext("“%(title)s” is back.") % {"title": get_name(thing)})
        return redirect(get_edit_url(type(thing), thing.pk) or reverse("newsroom_bin"))


class LooksPanel(Component):
    """« Attend une deuxième personne »: on the admin's home, for those who publish and for who asked."""

    order = 90
    template_name = "newsroom/looks_panel.html"

    def render_html(self, parent_context=None):
        # Nothing waits: nothing is said.
        context = self.get_context_data(parent_context)
        return super().render_html(parent_context) if context["looks"] else ""

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        looks = SecondLook.objects.filter(status=SecondLook.Status.WAITING).defer("before", "targets")
        looks = looks if may_publish(user) else looks.filter(asked_by=user)
        looks = list(looks.select_related("asked_by").order_by("asked_at")[: SHOWN + 1])
        return {"looks": looks[:SHOWN], "more": len(looks) > SHOWN}
