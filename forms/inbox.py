"""All that came in, in one list over all kinds; and how much, month by month, without a name."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from .models import MonthlyCount, Status
from .receiving import get_received_models
from .viewsets import ReceivedPolicy

SHOWN = 50
OPEN, LATE, ALL = "open", "late", "all"
MINE, NOBODY = "mine", "nobody"


def get_readable_models(user) -> list:
    """The kinds that have a screen, and that `user` may open."""
    kinds = [model for model in get_received_models() if model.admin_name]
    return [model for model in kinds if ReceivedPolicy(model).user_has_any_permission(user, ["view", "change"])]


class InboxForm(forms.Form):
    """What is shown: to begin with, what somebody has still to do something about."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[(OPEN, _("To be handled, or in hand")), (LATE, _("Overdue")), *Status.choices, (ALL, _("All"))],
    )
    handled_by = forms.ChoiceField(
        label=_("Handled by"),
        required=False,
        choices=[("", _("Anybody")), (MINE, _("Me")), (NOBODY, _("Nobody yet"))],
    )

    def __init__(self, *args, models, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.models, self.user = models, user
        kinds = [(model._meta.label_lower, model._meta.verbose_name_plural) for model in models]
        self.fields["kind"].choices = [("", _("All")), *kinds]

    def find(self):
        """{"kind", "pk"} of what was asked for, the oldest first; what makes no sense asks for what is open."""
        data = self.cleaned_data if self.is_valid() else {}
        status, handler = data.get("status") or OPEN, data.get("handled_by")
        wanted = Q()
        if status in (OPEN, LATE):
            wanted &= Q(status__in=[Status.PENDING, Status.IN_HAND])
            wanted &= Q(due_on__lt=timezone.localdate()) if status == LATE else Q()
        elif status != ALL:
            wanted &= Q(status=status)
        if handler:
            wanted &= Q(handled_by=self.user if handler == MINE else None)
        rows = [
            model.objects.filter(wanted).order_by().values("created_at", "pk", kind=Value(model._meta.label_lower))
            for model in self.models
            if data.get("kind") in (None, "", model._meta.label_lower)
        ]
        return rows[0].union(*rows[1:], all=True).order_by("created_at", "kind", "pk")


class InboxView(WagtailAdminTemplateMixin, TemplateView):
    """One list for whoever may read some of it, each kind by its own right."""

    template_name = "forms/admin/inbox.html"
    page_title = _("All that came in")
    header_icon = "mail"
    _show_breadcrumbs = True
    columns = [
        TitleColumn(
            "__str__", label=_("From"), get_url=lambda thing: reverse(f"{thing.admin_name}:edit", args=[thing.pk])
        ),
        Column("title", label=_("Request")),
        Column("kind", label=_("Kind"), accessor=lambda thing: thing._meta.verbose_name),
        Column("get_status_display", label=_("Status")),
        Column("handled_by", label=_("Handled by")),
        DateColumn("created_at", label=_("Received")),
        DateColumn("due_on", label=_("To be answered by")),
    ]

    def dispatch(self, request, *args, **kwargs):
        self.models = get_readable_models(request.user)
        return super().dispatch(request, *args, **kwargs) if self.models else permission_denied(request)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        form = InboxForm(self.request.GET, models=self.models, user=self.request.user)
        items = Paginator(form.find(), SHOWN).get_page(self.request.GET.get("p"))
        by_kind = {model._meta.label_lower: [] for model in self.models}
        for row in items:
            by_kind[row["kind"]].append(row["pk"])
        found = {
            (model._meta.label_lower, thing.pk): thing
            for model in self.models
            if (keys := by_kind[model._meta.label_lower])
            for thing in model.objects.filter(pk__in=keys)
            .select_related("handled_by")
            .prefetch_related(*model.listed_with)
        }
        things = [found[row["kind"], row["pk"]] for row in items if (row["kind"], row["pk"]) in found]
        table = Table(self.columns, things)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "items": items,
            "table": table,
            "counts": count_months(),
        }


def count_months() -> list[tuple]:
    """(month, kind in words, received, handled), the last months first; each form is a kind of its own."""
    today = timezone.localdate()
    counts = list(MonthlyCount.objects.filter(month__gte=today.replace(year=today.year - 1, day=1)))
    keys = {count.kind.partition(":")[2] for count in counts} - {""}
    names = dict(
        Page.objects.filter(translation_key__in=keys).order_by("-locale").values_list("translation_key", "title")
    )
    names = {str(key): title for key, title in names.items()}
    names |= {model._meta.label_lower: model._meta.verbose_name_plural for model in get_received_models()}

    def name(kind: str) -> str:
        model, _colon, key = kind.partition(":")
        return names.get(key) or names.get(model, kind)

    return [(count.month, name(count.kind), count.received, count.handled) for count in counts]
