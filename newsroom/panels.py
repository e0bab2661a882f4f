"""The admin's home page: what must I do now?"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from content.gate.checking import COMMON_RULES, get_rules
from sections.approved import Approved, get_approved_models
from sections.registry import get_sections

from .authorship import find_authors, get_authors
from .mails import get_title
from .models import PageCheck, ScheduledFailure
from .planning import DAY, find_drafts, find_events
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

    order = 105
    template_name = "newsroom/day_panel.html"

    def get_context_data(self, parent_context):
        user, today = parent_context["request"].user, timezone.localdate()
        # What is in review waits for others.
        drafts = [page for page in find_drafts(user)[: 3 * SHOWN] if not page.workflow_in_progress]
        return {
            "csrf_token": parent_context.get("csrf_token"),
            "drafts": drafts[:SHOWN],
            "week": find_events(user, today, today + 7 * DAY)[:SHOWN],
            "kinds": find_kinds(user),
            "models": find_models(user),
        }


class BlockingPanel(Component):
    """« Ce qui bloque la publication »: drafts that the gate holds back, and scheduled pages that failed."""

    order = 110
    template_name = "newsroom/blocking_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
        checks = PageCheck.objects.filter(blocking__gt=0, page__has_unpublished_changes=True, page__in=pages.order_by())
        failures = ScheduledFailure.objects.filter(page__in=pages.order_by()).select_related("page")
        total = checks.count()
        # What each rule says: those of every page and of every section.
        rules = [rule for section in get_sections() for model in section.page_classes for rule in get_rules(model)]
        messages = {rule.code: rule.message for rule in (*COMMON_RULES, *rules)}
        return {
            "checks": [
                Line(check.page, facts=[messages[code] for code in Counter(check.codes) if code in messages])
                for check in checks.select_related("page").order_by("-checked_at")[:SHOWN]
            ],
            "left": max(0, total - SHOWN),
            "failures": [(failure, Line(failure.page)) for failure in failures.order_by("due_at")[:SHOWN]],
        }


def find_approvals(user) -> list[Line]:
    """What this user may approve now, the longest waiting first."""
    states = TaskState.objects.reviewable_by(user).filter(workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
    states = states.exclude(workflow_state__requested_by=user).select_related("task", "workflow_state__requested_by")
    states = list(states.order_by("started_at"))
    things = load_things([state.workflow_state for state in states])
    barred = find_written(user, things) | find_approved(user, things)
    return [
        Line(thing, detail=state.task.name, facts=[state.workflow_state.requested_by], state=state.workflow_state)
        for state, thing in zip(states, things, strict=True)
        if thing is not None and get_key(thing) not in barred
    ]


def find_returned(user) -> list[Line]:
    """What was sent back to this user, with the reason, the latest first."""
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user)
    states = states.select_related("current_task_state__finished_by", "current_task_state__task")
    states = list(states.order_by("-current_task_state__finished_at"))
    steps = [state.current_task_state for state in states]
    return [
        Line(thing, reason=step.comment if step else "", facts=[step.finished_by] if step else [])
        for thing, step in zip(load_things(states), steps, strict=True)
        if thing is not None
    ]


def load_things(states: list[WorkflowState]) -> list[Page | Approved | None]:
    """The page, entry or file of each workflow, in order: a query for each kind."""
    models = (Page, *get_approved_models())
    heavy = ("latest_revision__content", "live_revision__content")
    found = [one._base_manager.select_related("latest_revision", "live_revision").defer(*heavy) for one in models]
    prefetch_related_objects(states, GenericPrefetch("content_object", found))
    return [state.content_object for state in states]


def get_key(thing) -> tuple[int, str]:
    return thing.get_base_content_type().pk, str(thing.pk)


def find_written(user, things: list) -> set:
    """The keys of the things that this user wrote in since they were last published, or that hold such drafts."""
    kinds, found = defaultdict(list), set()
    for thing in filter(None, things):
        kinds[thing.get_base_content_type().pk].append(thing)
        if isinstance(thing, Approved) and thing.get_parts() and user.pk in get_authors(thing):
            found.add(get_key(thing))
    for kind, same in kinds.items():
        found |= {(kind, str(pk)) for pk, users in find_authors(same).items() if user.pk in users}
    return found


def find_approved(user, things: list) -> set:
    """The keys of the things whose latest text this user approved already."""
    revisions = [thing.latest_revision_id for thing in things if thing is not None]
    done = TaskState.objects.filter(status=TaskState.STATUS_APPROVED, finished_by=user, revision__in=revisions)
    return set(done.values_list("workflow_state__base_content_type", "workflow_state__object_id"))
