"""Care in the admin: reports, buttons of the page editor, lines of a page's history."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from sections.page_reports import register_report

from . import admin_views
from .reports.external_links import ExternalLinkReport
from .reports.internal_links import InternalLinkReport
from .reports.jobs import SEE, JobPanel, JobReport, retry_jobs
from .reports.media import MediaReport
from .reports.orphans import OrphanReport, ThemeReport
from .reports.reviews import ReviewReport
from .reviews import annotate_reviews

REPORTS = [ReviewReport, InternalLinkReport, ExternalLinkReport, MediaReport, OrphanReport, ThemeReport]


def get_path(report) -> str:
    return "care/" + report.index_url_name.removeprefix("care_").replace("_", "-")


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("care/review/<int:page_id>/", admin_views.review, name="care_review"),
        path("care/links/<int:pk>/", admin_views.link_action, name="care_link_action"),
        path("care/share/<int:page_id>/", admin_views.share, name="care_share"),
        path("care/share/revoke/<int:pk>/", admin_views.revoke, name="care_revoke"),
        path("care/jobs/retry/", retry_jobs, name="care_jobs_retry_all"),
        path("care/jobs/retry/<uuid:pk>/", retry_jobs, name="care_jobs_retry"),
    ]


for number, report in enumerate(REPORTS):
    register_report(report, get_path(report), 100 + number)
register_report(JobReport, get_path(JobReport), 1110)


@hooks.register("construct_homepage_panels")
def tell_administrators(request, panels):
    """That nobody does the jobs, or that some fail."""
    if request.user.has_perm(SEE):
        panels.append(JobPanel())


@hooks.register("register_page_header_buttons")
def add_buttons(page, user, view_name=None, next_url=None):
    """In the menu of a page: show its draft to somebody, say that it was read again."""
    if page.is_root() or not page.permissions_for_user(user).can_edit():
        return
    yield Button(_("Show the draft to somebody"), reverse("care_share", args=[page.pk]), icon_name="view", priority=70)
    if page.live:
        yield Button(_("Read again"), reverse("care_review", args=[page.pk]), icon_name="time", priority=71)


@hooks.register("before_edit_page")
def announce_review(request, page):
    """Tell who opens a page that it waits to be read again."""
    if request.method != "GET" or not page.live or request.headers.get("x-requested-with"):
        return
    row = annotate_reviews(Page.objects.filter(pk=page.pk)).get()
    if row.due_at and row.due_at <= timezone.now():
        words = gettext("This page has been waiting to be read again since %(date)s.") % {
            "date": date_format(timezone.localtime(row.due_at), "DATE_FORMAT")
        }
        url = reverse("care_review", args=[page.pk])
        messages.warning(request, format_html("{}", words), buttons=[messages.button(url, gettext("Read again"))])


@hooks.register("register_log_actions")
def register_actions(actions):
    actions.register_action("care.review", _("Read again"), _("Page noted as read again"))

    class RecipientFormatter(LogFormatter):
        def format_message(self, log_entry):
            return self.message % {"recipient": log_entry.data.get("recipient", "")}

    @actions.register_action("care.share")
    class ShareFormatter(RecipientFormatter):
        label = _("Draft shown")
        message = _("Draft shown by a link to: %(recipient)s")

    @actions.register_action("care.revoke")
    class RevokeFormatter(RecipientFormatter):
        label = _("Preview link revoked")
        message = _("Preview link revoked for: %(recipient)s")
