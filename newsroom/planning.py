"""The planning of every section: what goes online and leaves, and when; dates that nobody approved yet can be moved."""

import calendar
import datetime
from collections import defaultdict

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from sections.page_reports import PageRow, get_editable_pages, get_section_choices, get_section_types

from .corpus import get_pages_to_write, why_left_alone, write_draft
from .views import EditorsMixin, PageActionView

DRAFT = "draft"
STATES = {"approved": _("Approved"), "waiting": _("In review"), DRAFT: _("Draft"), "leaves": _("Leaves the site")}
DAY = datetime.timedelta(days=1)


def find_events(user, start: datetime.date, end: datetime.date, section: str = "", state: str = "") -> list[PageRow]:
    """What happens from `start` to `end`, less that day, to the pages that `user` may edit: four queries.

    Rows have `moment`, `day`, `state` (of `STATES`), `label` and `can_move`.
    """
    pages = get_pages_to_write(user).select_related("latest_revision", "locale")
    if section:
        pages = pages.filter(content_type__in=get_section_types(section))
    asked = pages.filter(has_unpublished_changes=True).exclude(latest_revision__content__go_live_at=None)
    found = [
        (
            parse_datetime(page.latest_revision.content.get("go_live_at") or ""),
            "approved" if page.approved_schedule else "waiting" if page.workflow_in_progress else DRAFT,
            page,
        )
        for page in asked
    ]
    found += [(page.expire_at, "leaves", page) for page in pages.filter(live=True, expire_at__isnull=False)]
    rows = [
        PageRow(page, moment=moment, day=day, state=own, label=STATES[own], can_move=own == DRAFT)
        for moment, own, page in found
        if moment and start <= (day := timezone.localdate(moment)) < end and (not state or own == state)
    ]
    return sorted(rows, key=lambda row: (row.moment, row.title))


class PlanningForm(forms.Form):
    """What an address asks for; what makes no sense is left out."""

    month = forms.DateField(
        input_formats=["%Y-%m"],
        required=False,
        widget=forms.HiddenInput,
        validators=[MinValueValidator(datetime.date(1900, 1, 1)), MaxValueValidator(datetime.date(2199, 12, 1))],
    )
    section = forms.ChoiceField(
        label=_("Section"), required=False, choices=lambda: [("", _("All")), *get_section_choices()]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STATES.items()])
    view = forms.ChoiceField(label=_("Shown"), required=False, choices=[("", _("By month")), ("list", _("As a list"))])


class PlanningView(EditorsMixin, TemplateView):
    """By month, or as a list of what is to come in a year."""

    template_name = "newsroom/planning.html"
    page_title = _("Planning")
    header_icon = "calendar-alt"

    def get_context_data(self, **kwargs):
        form = PlanningForm(self.request.GET)
        form.is_valid()
        asked = form.cleaned_data
        is_list = bool(asked.get("view"))
        first = (asked.get("month") or timezone.localdate()).replace(day=1)
        after = (first + 31 * DAY).replace(day=1)
        end = first.replace(year=first.year + 1) if is_list else after
        events = find_events(self.request.user, first, end, asked.get("section", ""), asked.get("state", ""))
        by_day = defaultdict(list)
        for event in events:
            by_day[event.day].append(event)
        weeks = [] if is_list else calendar.Calendar().monthdatescalendar(first.year, first.month)
        return super().get_context_data(
            form=PlanningForm(initial={**asked, "month": f"{first:%Y-%m}"}),
            first=first,
            events=events,
            #: Weeks of (day, whether it is of the month, its events), from Monday.
            weeks=[[(day, day.month == first.month, by_day[day]) for day in week] for week in weeks],
            today=timezone.localdate(),
            before=f"{first - DAY:%Y-%m}",
            after=f"{after:%Y-%m}",
            **kwargs,
        )


class DateForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def clean(self):
        """Adds `moment`; the hour stays what it was unless another is given."""
        given = super().clean()
        hour = given.get("hour") or self.initial.get("hour") or datetime.time(9)
        if day := given.get("day"):
            given["moment"] = timezone.make_aware(datetime.datetime.combine(day, hour))
            if given["moment"] <= timezone.now():
                self.add_error("day", gettext("This moment is past."))
        return given


class MoveView(PageActionView, FormView):
    """Another date for a page that nobody approved yet: by this form, or by dragging it in the planning."""

    form_class = DateForm
    template_name = "newsroom/move.html"
    page_title = _("Change the date")
    header_icon = "calendar-alt"

    def get_initial(self):
        moment = self.page.get_latest_revision_as_object().go_live_at
        local = moment and timezone.localtime(moment)
        return {"day": local.date(), "hour": local.time()} if local else {}

    def dispatch(self, request, *args, **kwargs):
        page = get_object_or_404(get_pages_to_write(request.user), pk=kwargs["page_id"])
        if reason := why_left_alone(page, request.user):
            messages.error(request, reason)
            return redirect("newsroom_planning")
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        moment = form.cleaned_data["moment"]
        write_draft(self.page, lambda text: setattr(text, "go_live_at", moment) or True, self.request.user)
        words = gettext("“%(title)s” is expected on %(day)s.")
        names = {"title": self.get_page_subtitle(), "day": f"{timezone.localtime(moment):%d/%m/%Y, %H:%M}"}
        messages.success(self.request, words % names)
        return redirect(reverse("newsroom_planning") + f"?month={moment:%Y-%m}")


def find_drafts(user):
    """What this user wrote last, and did not submit."""
    pages = get_editable_pages(user).filter(has_unpublished_changes=True, latest_revision__user=user)
    return pages.prefetch_workflow_states().order_by("-latest_revision_created_at")
