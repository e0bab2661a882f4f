"""Mail in the admin: the outbox."""

from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from sections.page_reports import register_report

from .models import Mail
from .outbox import try_again


class MailFilterSet(WagtailFilterSet):
    class Meta:
        model = Mail
        fields = ["state"]


class MailColumn(Column):
    """What is told of a message: never its words, some of which open an account."""

    cell_template_name = "mailing/admin/mail.html"


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
    ]

    def get_queryset(self):
        return Mail.objects.defer("content")


register_report(MailReport, "outbox", 1120)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("mailing/retry/", retry, name="mailing_retry_all")]


@require_POST
@permission_required("mailing.change_mail")
def retry(request):
    """Have all that failed tried now."""
    number = try_again()
    words = ngettext("%(n)s mail will be tried within seconds.", "%(n)s mails will be tried within seconds.", number)
    messages.success(request, words % {"n": number})
    return redirect("mailing_outbox")
