"""The report « Journal d’audit »: what happened to accounts, rights, pages and registers, in one list."""

from itertools import islice

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import registry as log_registry

from .audit import describe

READ = "accounts.read_audit_log"
#: Entries read at once for an export.
BATCH = 500


def get_log_models() -> list:
    return sorted(log_registry.get_log_entry_models(), key=lambda model: model.__name__)


def get_used(field: str) -> set:
    """The values of `field` in every log."""
    return {
        value
        for model in get_log_models()
        for value in model.objects.order_by().values_list(field, flat=True).distinct()
    }


class AuditLogFilterSet(SiteHistoryReportFilterSet):
    """Wagtail's filters, over every entry: the reader of the audit log sees more than their own pages."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"label": _("Person, group or page concerned"), "user": _("Done by")}
        for name, label in labels.items():
            # Wagtail leaves the filter out when nobody did anything.
            if name in self.filters:
                self.filters[name].label = label

    def get_action_choices(self):
        used = get_used("action")
        return [choice for choice in log_registry.get_choices() if choice[0] in used]

    def get_users_queryset(self):
        user_model = get_user_model()
        return user_model.objects.filter(pk__in=get_used("user_id") - {None}).order_by(user_model.USERNAME_FIELD)


class AuditLogView(LogEntriesView):
    """Read-only: no address of the admin changes or deletes an entry."""

    page_title = _("Audit log")
    header_icon = "history"
    filterset_class = AuditLogFilterSet
    index_url_name = "accounts_audit"
    results_template_name = "accounts/admin/audit_results.html"
    export_headings = {
        "timestamp": _("Date"),
        "done_by": _("Done by"),
        "action_label": _("Action"),
        "label": _("Person, group or page concerned"),
        "details": _("Details"),
        "address": _("Network address"),
    }
    list_export = ["timestamp", "done_by", "action_label", "label", "details", "address"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(READ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self):
        return f"journal-audit-{timezone.localdate():%Y-%m-%d}"

    def get_filtered_queryset(self):
        """One list of (model, pk) over the logs, as Wagtail's own report makes it, without its limits of rights."""
        self.log_models = get_log_models()
        queries = []
        for number, model in enumerate(self.log_models):
            rows = model.objects.values("pk", "timestamp")
            rows = rows.annotate(log_model_index=Value(number, output_field=IntegerField()))
            queries.append(self.filter_queryset(rows).order_by())
        return queries[0].union(*queries[1:], all=True).order_by("-timestamp")

    def decorate_paginated_queryset(self, queryset):
        """The entries themselves; an export of any length holds a batch of them at once."""
        if self.is_export:
            return self.read_entries(queryset.iterator(chunk_size=BATCH))
        return list(self.read_entries(iter(queryset)))

    def read_entries(self, rows):
        while batch := list(islice(rows, BATCH)):
            yield from map(self.decorate, super().decorate_paginated_queryset(batch))

    def decorate(self, entry):
        entry.address = entry.data.get("address", "")
        entry.details = describe(entry.data)
        entry.action_label = self.get_action_label(entry.action)
        entry.done_by = entry.user_display_name if entry.user_id else _("(the site)")
        return entry
