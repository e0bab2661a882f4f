"""Mail in the admin: the outbox."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.context_processors import csrf
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from sections.page_reports import register_report

from .models import Mail
from .outbox import try_again

CHANGE = "mailing.change_mail"


class MailFilterSet(WagtailFilterSet):
    class Meta:
        model = Mail
        fields = ["state"]


class MailColumn(Column):
    """What is told of a message: never its words, some of which open an account."""

    cell_template_name = "mailing/admin/mail.html"


class RetryColumn(Column):
    cell_template_name = "mailing/admin/retry.html"

    def get_cell_context_data(self, instance, parent_context):
        request = parent_context["request"]
        may_retry = instance.state in (Mail.State.WAITING, Mail.State.FAILED) and request.user.has_perm(CHANGE)
        return super().get_cell_context_data(instance, parent_context) | csrf(request) | {"may_retry": may_retry}


class MailReport(ReportView):
    """One line for each recipient of each message, the latest first."""

    page_title = _("Outbox")
    verbose_name_plural = _("mails")
    header_icon = "mail"
    index_url_name = "mailing_outbox"
    index_results_url_name = "mailing_outbox_results"
    model = Mail
    permission_policy = ModelPermissionPolicy(Mail)
    any_permission_required = ["view"]
    filterset_class = MailFilterSet
    is_searchable = False
    template_name = "mailing/admin/outbox.html"
    columns = [
        MailColumn("subject", label=_("Mail"), accessor="subject", width="60%"),
        DateColumn("created_at", label=_("Written")),
        RetryColumn("actions", label=_("Action"), accessor="pk"),
    ]

    def get_queryset(self):
        return Mail.objects.defer("content")

    def get_context_data(self, *args, **kwargs):
        failed = Mail.objects.filter(state=Mail.State.FAILED).exclude(content=b"").count()
        return super().get_context_data(*args, failed=failed if self.request.user.has_perm(CHANGE) else 0, **kwargs)


register_report(MailReport, "outbox", 1120)


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("mailing/retry/", retry, name="mailing_retry_all"),
        path("mailing/retry/<int:pk>/", retry, name="mailing_retry"),
    ]


@require_POST
def retry(request, pk=None):
    """Have a message tried now, or all that failed."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    number = try_again(Mail.objects.filter(pk=pk) if pk else Mail.objects.filter(state=Mail.State.FAILED))
    words = ngettext("%(n)s mail will be tried within seconds.", "%(n)s mails will be tried within seconds.", number)
    messages.success(request, words % {"n": number} if number else _("There is nothing to try again."))
    return redirect("mailing_outbox")
