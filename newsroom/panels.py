"""The admin's home page: what must I do now?"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type
from wagtail.permissions import policy_registry

from content.gate.checking import COMMON_RULES, get_rules
from sections.registry import get_sections

from .authorship import find_authors
from .models import ApprovalTask, PageCheck, ScheduledFailure

#: How many lines each list of a panel shows; it says how many more there are.
SHOWN = 10


@dataclass
class Line:
    """One page of a panel."""

    page: Page
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
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


class TasksPanel(Component):
    """« Mes tâches »: what I can approve, and what was sent back to me. As many queries for 30 pages as for 3."""

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
    """The pages that this user may approve now, the longest waiting first."""
    if user.is_superuser:
        tasks = ApprovalTask.objects.filter(active=True)
    else:
        tasks = ApprovalTask.objects.filter(active=True, groups__in=user.groups.all()).distinct()
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        task__in=tasks.values("pk"),
        workflow_state__base_content_type=get_default_page_content_type(),
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    ).exclude(workflow_state__requested_by=user)
    states = list(states.select_related("task", "workflow_state__requested_by").order_by("started_at"))
    pages = get_pages(state.workflow_state.object_id for state in states)
    barred = find_written(user, pages) | find_approved(user, pages)
    lines = []
    for state in states:
        page = pages.get(int(state.workflow_state.object_id))
        if page is not None and page.pk not in barred:
            asked = [state.workflow_state.requested_by]
            lines.append(Line(page, detail=state.task.name, facts=asked, state=state.workflow_state))
    return lines


def find_returned(user) -> list[Line]:
    """The pages that were sent back to this user, with the reason, the latest first."""
    states = (
        WorkflowState.objects.filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            requested_by=user,
            base_content_type=get_default_page_content_type(),
        )
        .select_related("current_task_state__finished_by", "current_task_state__task")
        .order_by("-current_task_state__finished_at")
    )
    states = list(states)
    pages = get_pages(state.object_id for state in states)
    return [
        Line(
            pages[int(state.object_id)],
            reason=state.current_task_state.comment if state.current_task_state else "",
            facts=[state.current_task_state.finished_by] if state.current_task_state else [],
        )
        for state in states
        if int(state.object_id) in pages
    ]


def get_pages(ids) -> dict[int, Page]:
    pages = Page.objects.filter(pk__in=[int(pk) for pk in ids])
    return {page.pk: page for page in pages.select_related("live_revision").defer("live_revision__content")}


def find_written(user, pages: dict[int, Page]) -> set[int]:
    """Those of the pages that this user wrote in since they were last published."""
    return {pk for pk, authors in find_authors(pages.values()).items() if user.pk in authors}


def find_approved(user, pages: dict[int, Page]) -> set[int]:
    """Those of the pages whose latest text this user approved already."""
    revisions = [page.latest_revision_id for page in pages.values()]
    done = TaskState.objects.filter(
        Q(status=TaskState.STATUS_APPROVED), finished_by=user, revision__in=revisions
    ).values_list("workflow_state__object_id", flat=True)
    return {int(pk) for pk in done}
