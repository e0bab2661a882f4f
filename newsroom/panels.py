"""The admin's home page: what must I do now?"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from content.gate.checking import COMMON_RULES, get_rules
from sections.approved import Approved
from sections.registry import get_sections

from .authorship import find_authors, get_authors
from .mails import get_title
from .models import ApprovalTask, PageCheck, ScheduledFailure
from .planning import find_drafts, find_week
from .starting import find_kinds, find_models
from .translations.entries import get_edit_url

#: How many lines each list of a panel shows; it says how many more there are.
SHOWN = 10


@dataclass
class Line:
    """One page, entry or file of a panel."""

    page: Page | Approved
    detail: str = ""
    reason: str = ""
    facts: list[str] = field(default_factory=list)
    #: The review of it that waits, if one does.
    state: WorkflowState | None = None

    @property
    def url(self) -> str:
        """Where it is done."""
        if self.state:
            return reverse("newsroom_desk", args=[self.state.pk])
        return get_edit_url(type(self.page), self.page.pk)

    @property
    def title(self) -> str:
        return get_title(self.page)


class TasksPanel(Component):
    """« Mes tâches »: what I can approve, and what was sent back to me. As many queries for 30 things as for 3."""

    name = "newsroom_tasks"
    order = 100
    template_name = "newsroom/tasks_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        approvals, returned = find_approvals(user), find_returned(user)
        return {
            "approvals": approvals[:SHOWN],
            "approvals_left": max(0, len(approvals) - SHOWN),
            "returned": returned[:SHOWN],
            "returned_left": max(0, len(returned) - SHOWN),
        }


class DayPanel(Component):
    """« Ma journée »: what I was writing, what happens this week, and ways to begin."""

    name = "newsroom_day"
    order = 105
    template_name = "newsroom/day_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        # What is in review waits for others.
        drafts = [page for page in find_drafts(user)[: 3 * SHOWN] if not page.workflow_in_progress]
        return {
            "csrf_token": parent_context.get("csrf_token"),
            "drafts": drafts[:SHOWN],
            "week": find_week(user)[:SHOWN],
            "kinds": find_kinds(user),
            "models": find_models(user),
        }


class BlockingPanel(Component):
    """« Ce qui bloque la publication »: drafts that the gate holds back, and scheduled pages that failed."""

    name = "newsroom_blocking"
    order = 110
    template_name = "newsroom/blocking_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
        checks = PageCheck.objects.filter(blocking__gt=0, page__has_unpublished_changes=True, page__in=pages.order_by())
        failures = ScheduledFailure.objects.filter(page__in=pages.order_by()).select_related("page")
        total = checks.count()
        messages = get_messages()
        return {
            "checks": [
                Line(check.page, facts=[messages[code] for code in Counter(check.codes) if code in messages])
                for check in checks.select_related("page").order_by("-checked_at")[:SHOWN]
            ],
            "left": max(0, total - SHOWN),
            "failures": [(failure, Line(failure.page)) for failure in failures.order_by("due_at")[:SHOWN]],
        }


def get_messages() -> dict[str, str]:
    """What each rule says, by its code: those of every page and of every section."""
    rules = [rule for section in get_sections() for model in section.page_classes for rule in get_rules(model)]
    return {rule.code: rule.message for rule in (*COMMON_RULES, *rules)}


def find_approvals(user) -> list[Line]:
    """What this user may approve now, the longest waiting first."""
    if user.is_superuser:
        tasks = ApprovalTask.objects.filter(active=True)
    else:
        tasks = ApprovalTask.objects.filter(active=True, groups__in=user.groups.all()).distinct()
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        task__in=tasks.values("pk"),
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    ).exclude(workflow_state__requested_by=user)
    states = list(states.select_related("task", "workflow_state__requested_by").order_by("started_at"))
    things = get_things([state.workflow_state for state in states])
    barred = find_written(user, things) | find_approved(user, things)
    lines = []
    for state in states:
        key = get_key(state.workflow_state)
        page = things.get(key)
        if page is not None and key not in barred:
            asked = [state.workflow_state.requested_by]
            lines.append(Line(page, detail=state.task.name, facts=asked, state=state.workflow_state))
    return lines


def find_returned(user) -> list[Line]:
    """What was sent back to this user, with the reason, the latest first."""
    states = (
        WorkflowState.objects.filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            requested_by=user,
        )
        .select_related("current_task_state__finished_by", "current_task_state__task")
        .order_by("-current_task_state__finished_at")
    )
    states = list(states)
    things = get_things(states)
    return [
        Line(
            things[get_key(state)],
            reason=state.current_task_state.comment if state.current_task_state else "",
            facts=[state.current_task_state.finished_by] if state.current_task_state else [],
        )
        for state in states
        if get_key(state) in things
    ]


def get_key(state: WorkflowState) -> tuple[int, str]:
    return state.base_content_type_id, state.object_id


def get_things(states: list[WorkflowState]) -> dict[tuple[int, str], Page | Approved]:
    """The pages, entries and files of workflows, by `get_key`: a query for each kind."""
    wanted = defaultdict(set)
    for state in states:
        wanted[state.base_content_type_id].add(state.object_id)
    found = {}
    for kind, keys in wanted.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None and issubclass(model, (Page, Approved)):
            rows = model._base_manager.filter(pk__in=keys)
            for row in rows.select_related("latest_revision", "live_revision").defer(
                "latest_revision__content", "live_revision__content"
            ):
                found[kind, str(row.pk)] = row
    return found


def find_written(user, things: dict) -> set:
    """Those of the things that this user wrote in since they were last published, or that hold such drafts."""
    kinds = defaultdict(list)
    for (kind, _pk), thing in things.items():
        kinds[kind].append(thing)
    found = {
        (kind, str(pk)) for kind, same in kinds.items() for pk, users in find_authors(same).items() if user.pk in users
    }
    return found | {
        key
        for key, thing in things.items()
        if isinstance(thing, Approved) and thing.get_parts() and user.pk in get_authors(thing)
    }


def find_approved(user, things: dict) -> set:
    """Those of the things whose latest text this user approved already."""
    revisions = [thing.latest_revision_id for thing in things.values()]
    done = TaskState.objects.filter(Q(status=TaskState.STATUS_APPROVED), finished_by=user, revision__in=revisions)
    return set(done.values_list("workflow_state__base_content_type", "workflow_state__object_id"))
