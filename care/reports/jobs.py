"""The jobs that wait, run and fail, for administrators, who have them tried again."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, Value, When
from django.http import Http404
from django.shortcuts import redirect
from django.template.context_processors import csrf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from sections.jobs import get_items, get_job

from ..keeper import DONE, FAILED, READY, RUNNING, find_jobs, find_late, retry

SEE, CHANGE = "django_tasks_database.view_dbtaskresult", "django_tasks_database.change_dbtaskresult"
#: Asks named on the line of a job, and characters of what went wrong.
NAMED, SHOWN = 3, 200
#: code → (name, the rows in it), those to look at first.
STATES = {
    "failed": (pgettext_lazy("job", "Given up"), Q(status=FAILED)),
    "failing": (pgettext_lazy("job", "Failed, to be tried again"), Q(status=READY) & ~Q(exception_class_path="")),
    "running": (pgettext_lazy("job", "Running"), Q(status=RUNNING)),
    "waiting": (pgettext_lazy("job", "Waiting"), Q(status=READY, exception_class_path="")),
    "done": (pgettext_lazy("job", "Done"), Q(status=DONE)),
}
WRONG = STATES["failed"][1] | STATES["failing"][1]


def get_kinds() -> list[tuple[str, str]]:
    """(path, name) of the jobs that there are."""
    paths = find_jobs().order_by().values_list("task_path", flat=True).distinct()
    return sorted(((path, str(get_job(path).label)) for path in paths), key=lambda kind: kind[1])


class JobFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(code, name) for code, (name, _rows) in STATES.items()],
        empty_label=_("All but what is done"),
        method="filter_state",
    )
    task_path = django_filters.ChoiceFilter(label=pgettext_lazy("queue", "Job"), choices=get_kinds, lookup_expr="exact")

    class Meta:
        model = DBTaskResult
        fields = ["state", "task_path"]

    def filter_state(self, queryset, name, value):
        return queryset.filter(STATES[value][1])


def get_name(row: DBTaskResult) -> str:
    return str(get_job(row.task_path).label)


def get_next_time(row: DBTaskResult):
    """When it is done next; None for as soon as possible, and for what does not wait."""
    return row.run_after if row.status == READY and timezone.now() < row.run_after < get_date_max() else None


def get_error(row: DBTaskResult) -> str:
    lines = row.traceback.strip().splitlines()
    return lines[-1][:SHOWN] if lines and row.state in ("failed", "failing") else ""


class JobColumn(Column):
    """All that is known of a job: beside it on a narrow screen, there is room for its time and a button."""

    cell_template_name = "care/cells/job.html"

    def get_cell_context_data(self, instance, parent_context):
        items = get_items(instance) or []
        asks = ", ".join([*items[:NAMED], *([f"… ({len(items)})"] if len(items) > NAMED else [])])
        known = {"state": STATES[instance.state][0], "asks": asks, "error": get_error(instance)}
        return super().get_cell_context_data(instance, parent_context) | known


class TimeColumn(Column):
    cell_template_name = "care/cells/job_time.html"


class RetryColumn(Column):
    cell_template_name = "care/cells/job_retry.html"

    def get_cell_context_data(self, instance, parent_context):
        request = parent_context["request"]
        may_retry = request.user.has_perm(CHANGE) and (instance.status == FAILED or get_next_time(instance))
        context = super().get_cell_context_data(instance, parent_context)
        return context | csrf(request) | {"may_retry": may_retry, "failed": get_error(instance)}


class JobReport(ReportView):
    """One line for each job, what went wrong first; what was done goes after two days."""

    page_title = _("Jobs")
    verbose_name_plural = _("jobs")
    header_icon = "cogs"
    index_url_name = "care_jobs"
    model = DBTaskResult
    permission_policy = ModelPermissionPolicy(DBTaskResult)
    any_permission_required = ["view"]
    filterset_class = JobFilterSet
    is_searchable = False
    template_name = "care/jobs.html"
    columns = [
        JobColumn("name", label=pgettext_lazy("queue", "Job"), accessor=get_name, width="60%"),
        TimeColumn("next_time", label=_("Next time"), accessor=get_next_time),
        RetryColumn("actions", label=_("Action"), accessor=get_name),
    ]

    def get_queryset(self):
        ranks = [When(rows, Value(code)) for code, (_name, rows) in STATES.items()]
        order = [When(rows, Value(number)) for number, (_name, rows) in enumerate(STATES.values())]
        jobs = find_jobs().annotate(state=Case(*ranks, default=Value("waiting")), rank=Case(*order, default=Value(9)))
        if not self.request.GET.get("state"):
            jobs = jobs.exclude(status=DONE)
        return jobs.order_by("rank", "run_after", "-finished_at", "pk")

    def get_context_data(self, *args, **kwargs):
        wrong = find_jobs().filter(WRONG).count() if self.request.user.has_perm(CHANGE) else 0
        return super().get_context_data(*args, wrong=wrong, late=find_late().count(), **kwargs)


@require_POST
def retry_jobs(request, pk=None):
    """Have a job done now, or all that fail."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    rows = find_jobs().filter(pk=pk) if pk else find_jobs().filter(WRONG)
    if pk and not rows.exists():
        raise Http404
    number = retry(rows)
    words = ngettext("%(n)s job will be done within seconds.", "%(n)s jobs will be done within seconds.", number)
    messages.success(request, words % {"n": number} if number else gettext("There is nothing to try again."))
    return redirect(reverse("care_jobs"))


class JobPanel(Component):
    """On the home page of administrators, when something is wrong only."""

    name = "care_jobs"
    order = 300
    template_name = "care/jobs_panel.html"

    def render_html(self, parent_context=None):
        self.late, self.wrong = find_late().count(), find_jobs().filter(WRONG).count()
        return super().render_html(parent_context) if self.late or self.wrong else ""

    def get_context_data(self, parent_context):
        return {"late": self.late, "wrong": self.wrong}
