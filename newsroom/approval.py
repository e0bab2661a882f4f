"""The two approvals: who may give them, and what they open."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import TaskState, WorkflowState

from content.gate import get_blocking

from .authorship import get_approvals, get_authors
from .refusals import Refusal

#: How many people, none of them an author, approve a text before it is published.
APPROVALS = 2

#: The revision whose publication was decided: see `permit`.
_permitted: ContextVar[int | None] = ContextVar("newsroom_permitted", default=None)


@contextmanager
def permit(revision):
    """Let this revision, and what its publication brings about, be published in this block."""
    token = _permitted.set(revision.pk)
    try:
        yield
    finally:
        _permitted.reset(token)


def is_permitted() -> bool:
    """Whether a publication was decided by the rules of the newsroom."""
    return _permitted.get() is not None


def check_gate(page) -> None:
    """Refuse a page whose latest text has something that blocks the publication."""
    latest = page.get_latest_revision()
    problems = get_blocking(latest.as_object() if latest else page.specific)
    if problems:
        raise Refusal(
            page,
            gettext("The text is saved, but it cannot be submitted or published yet:"),
            dict.fromkeys(
                gettext("%(message)s “%(extract)s”") % {"message": problem.message, "extract": problem.extract}
                if problem.extract
                else problem.message
                for problem in problems
            ),
        )


def why_not_approve(page, user) -> str:
    """Why this user may not approve the page as it stands, or ""."""
    if user.pk in get_authors(page):
        return gettext("You wrote this text or submitted it: someone else approves it.")
    state = page.current_workflow_state
    revision = page.get_latest_revision()
    if state and revision and user.pk in {approval.finished_by_id for approval in get_approvals(state, revision)}:
        return gettext("You approved this text already: the second approval is someone else’s.")
    return ""


def prepare(task_state: TaskState, user, action_name: str, comment: str) -> None:
    """Check an action on a task, inside its transaction; the row of the workflow is held until its end."""
    state = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
    page = state.content_object.specific
    current = TaskState.objects.get(pk=task_state.pk)
    if current.status != TaskState.STATUS_IN_PROGRESS or state.current_task_state_id != current.pk:
        raise Refusal(page, gettext("This step is over: someone else acted on it."))
    task = task_state.task.specific
    if user is None or not (user.is_active and (user.is_superuser or task.groups.filter(user=user).exists())):
        raise Refusal(page, gettext("You are not among those who approve this step."))
    if action_name == "reject" and not str(comment or "").strip():
        raise Refusal(page, gettext("Say what is to be changed: the authors are told."))
    if action_name != "approve":
        return
    if reason := why_not_approve(page, user):
        raise Refusal(page, reason)
    check_gate(page)
    # What is approved is the text as it stands.
    task_state.revision = page.get_latest_revision()


@transaction.atomic
def publish_approved(workflow_state: WorkflowState, user=None) -> None:
    """End a workflow: publish the text, or schedule it, if two people who did not write it approved it."""
    page = workflow_state.content_object.specific
    revision = page.get_latest_revision()
    approvers = {approval.finished_by_id for approval in get_approvals(workflow_state, revision)} - {None}
    # The workflow is over: who submitted it is no longer found by the page.
    authors = get_authors(page) | {workflow_state.requested_by_id}
    if len(approvers - authors) < APPROVALS:
        raise Refusal(page, gettext("Two people who did not write the text must approve it before it is published."))
    check_gate(page)
    with permit(revision):
        revision.publish(user=user, skip_permission_checks=True)
