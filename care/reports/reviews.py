"""Pages to review."""

import datetime

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from sections.page_reports import PageReport, PageRow

from ..reviews import SOON, annotate_reviews

DUE = [("late", _("To review now")), ("soon", _("Within 30 days")), ("later", _("Later")), ("never", _("Never"))]


def filter_due(queryset, name, value):
    now = timezone.now()
    if value == "late":
        return queryset.filter(due_at__lte=now)
    if value == "soon":
        return queryset.filter(due_at__gt=now, due_at__lte=now + SOON)
    return queryset.filter(due_at__gt=now + SOON) if value == "later" else queryset.filter(due_at=None)


def describe_due(due: datetime.datetime | None) -> str:
    """How the date of a review stands to today."""
    if due is None:
        return gettext("Never")
    return gettext("To review now") if due <= timezone.now() else gettext("Up to date")


class DayColumn(Column):
    """A day, past or to come."""

    def get_value(self, instance):
        value = super().get_value(instance)
        return date_format(timezone.localtime(value), "DATE_FORMAT") if value else ""


class ActionColumn(Column):
    """A link to a screen that asks for a confirmation."""

    cell_template_name = "care/cells/action.html"

    def __init__(self, name, url_name: str, words, **kwargs):
        super().__init__(name, label="", **kwargs)
        self.url_name, self.words = url_name, words

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"url": reverse(self.url_name, args=[instance.pk]), "words": self.words}


class ReviewReport(PageReport):
    """Live pages with the date at which they are to be read again, the most urgent first."""

    page_title = _("Pages to review")
    header_icon = "time"
    file_stem = "pages-a-relire"
    index_url_name = "care_reviews"
    default_ordering = "due_at"
    introduction = _(
        "Each page is to be read again some time after its last publication or review: the time depends on its type."
    )
    details = (
        Column("state", label=_("Review")),
        DayColumn("due", label=_("To review on"), sort_key="due_at"),
        DayColumn("checked", label=_("Last read"), sort_key="checked_at"),
        ActionColumn("action", "care_review", _("Read again")),
    )
    own_filters = {"due": django_filters.ChoiceFilter(label=_("Review"), choices=DUE, method=filter_due)}

    def get_base_queryset(self):
        return annotate_reviews(super().get_base_queryset())

    def get_valid_orderings(self):
        return [*super().get_valid_orderings(), "due_at"]

    def get_rows(self, pages):
        rows = [
            PageRow(page, due=page.due_at, checked=page.checked_at, state=describe_due(page.due_at)) for page in pages
        ]
        if self.ordering in ("due_at", "-due_at"):
            # The pages that are never to be reviewed come last, on every database.
            rows.sort(key=lambda row: row.due is None)
        return rows
