"""The planning of every section: what goes online and leaves, and when; dates that nobody approved yet can be moved."""

import calendar
import datetime
import re
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from sections.page_reports import get_editable_pages, get_section_choices, get_section_types, may_edit_pages
from sections.registry import get_section_for

from .corpus import get_pages_to_write, why_left_alone, write_draft
from .views import PageActionView

APPROVED, WAITING, DRAFT, LEAVES = "approved", "waiting", "draft", "leaves"
STATES = {
    APPROVED: _("Approved"),
    WAITING: _("In review"),
    DRAFT: _("Draft"),
    LEAVES: _("Leaves the site"),
}
LIST, MONTH = "list", "month"


@dataclass
class Event:
    """A page that goes online, or leaves, at a moment."""

    page: Page
    moment: datetime.datetime
    state: str

    @property
    def title(self) -> str:
        return self.page.draft_title or self.page.title

    @property
    def label(self) -> str:
        return str(STATES[self.state])

    @property
    def section(self) -> str:
        section = get_section_for(self.page.specific_class) if self.page.specific_class else None
        return str(section.section_title) if section else ""

    @property
    def can_move(self) -> bool:
        return self.state == DRAFT

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.moment)


def find_events(user, start: datetime.date, end: datetime.date, section: str = "", state: str = "") -> list[Event]:
    """What happens from `start` to `end`, less that day, to the pages that `user` may edit: four queries."""
    pages = get_pages_to_write(user).select_related("latest_revision", "locale")
    if section:
        pages = pages.filter(content_type__in=get_section_types(section))
    asked = pages.filter(has_unpublished_changes=True).exclude(latest_revision__content__go_live_at=None)
    events = []
    for page in asked:
        moment = parse_datetime(page.latest_revision.content.get("go_live_at") or "")
        if moment:
            found = APPROVED if page.approved_schedule else WAITING if page.workflow_in_progress else DRAFT
            events.append(Event(page, moment, found))
    events += [Event(page, page.expire_at, LEAVES) for page in pages.filter(live=True, expire_at__isnull=False)]
    kept = [event for event in events if start <= event.day < end and (not state or event.state == state)]
    return sorted(kept, key=lambda event: (event.moment, event.title))


def parse_month(text: str) -> datetime.date:
    """The first day of a month given as 2026-11; of this one when it makes no sense."""
    found = re.fullmatch(r"(19|20|21)([0-9]{2})-(0[1-9]|1[0-2])", text)
    return datetime.date(int(found[1] + found[2]), int(found[3]), 1) if found else timezone.localdate().replace(day=1)


def move_month(first: datetime.date, step: int) -> datetime.date:
    number = first.year * 12 + first.month - 1 + step
    return datetime.date(number // 12, number % 12 + 1, 1)


class PlanningView(WagtailAdminTemplateMixin, TemplateView):
    """By month, or as a list of what is to come."""

    template_name = "newsroom/planning.html"
    page_title = _("Planning")
    header_icon = "calendar-alt"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_edit_pages(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def asked(self) -> dict:
        """What the address asks for, and nothing else."""
        given = self.request.GET
        sections = dict(get_section_choices())
        return {
            "view": LIST if given.get("view") == LIST else MONTH,
            "month": f"{parse_month(given.get('month', '')):%Y-%m}",
            "section": given.get("section", "") if given.get("section") in sections else "",
            "state": given.get("state", "") if given.get("state") in STATES else "",
        }

    def get_context_data(self, **kwargs):
        asked, first = self.asked, parse_month(self.asked["month"])
        is_list = asked["view"] == LIST
        # A list is of a year.
        end = move_month(first, 12 if is_list else 1)
        events = find_events(self.request.user, first, end, asked["section"], asked["state"])
        return super().get_context_data(
            asked=asked,
            first=first,
            is_list=is_list,
            events=events,
            weeks=[] if is_list else self.get_weeks(first, events),
            sections=get_section_choices(),
            states=STATES.items(),
            today=timezone.localdate(),
            before=f"{move_month(first, -1):%Y-%m}",
            after=f"{move_month(first, 1):%Y-%m}",
            **kwargs,
        )

    def get_weeks(self, first: datetime.date, events: list[Event]) -> list:
        """Weeks of [(day, whether it is of the month, its events)], from Monday."""
        by_day: dict = {}
        for event in events:
            by_day.setdefault(event.day, []).append(event)
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        return [[(day, day.month == first.month, by_day.get(day, [])) for day in week] for week in weeks]


class DateForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class MoveView(PageActionView, FormView):
    """Another date for a page that nobody approved yet: by this form, or by dragging it in the planning."""

    form_class = DateForm
    template_name = "newsroom/move.html"
    page_title = _("Change the date")
    header_icon = "calendar-alt"

    @cached_property
    def moment(self):
        return self.page.get_latest_revision_as_object().go_live_at

    def get_initial(self):
        local = timezone.localtime(self.moment) if self.moment else None
        return {"day": local and local.date(), "hour": local and local.time()}

    def dispatch(self, request, *args, **kwargs):
        page = get_object_or_404(get_pages_to_write(request.user), pk=kwargs["page_id"])
        if reason := why_left_alone(page, request.user):
            messages.error(request, reason)
            return redirect("newsroom_planning")
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        local = timezone.localtime(self.moment) if self.moment else None
        hour = form.cleaned_data["hour"] or (local.time() if local else datetime.time(9))
        moment = timezone.make_aware(datetime.datetime.combine(form.cleaned_data["day"], hour))
        if moment <= timezone.now():
            form.add_error("day", gettext("This moment is past."))
            return self.form_invalid(form)

        def change(text):
            text.go_live_at = moment

        write_draft(self.page, change, self.request.user)
        words = gettext("“%(title)s” is expected on %(day)s.")
        day = f"{timezone.localtime(moment):%d/%m/%Y, %H:%M}"
        messages.success(self.request, words % {"title": self.get_page_subtitle(), "day": day})
        return redirect(reverse("newsroom_planning") + f"?month={moment:%Y-%m}")


def find_week(user) -> list[Event]:
    """What happens in the coming seven days."""
    today = timezone.localdate()
    return find_events(user, today, today + datetime.timedelta(days=7))


def find_drafts(user):
    """What this user wrote last, and did not submit."""
    pages = get_editable_pages(user).filter(has_unpublished_changes=True, latest_revision__user=user)
    return pages.prefetch_workflow_states().order_by("-latest_revision_created_at")
