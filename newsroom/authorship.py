"""Who wrote a page, and who approved it: what the two approvals are counted from."""

from django.db.models import Q
from wagtail.models import PageLogEntry, Revision, TaskState

from .commenting import exclude_comments

#: Entries of a page's history that make their user one of its authors.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.copy", "wagtail.copy_for_translation")


def get_authors(page) -> set[int]:
    """The users who wrote anything of the page since the text that is live, and who submitted it.

    The history is read besides the revisions: a user's automatic saves overwrite one another. Who
    only commented wrote nothing.
    """
    since = get_published_revision(page)
    written = exclude_comments(Revision.objects.for_instance(page).exclude(user=None))
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__in=WRITING).exclude(user=None)
    entries = entries.exclude(action="wagtail.edit", content_changed=False)
    if since:
        written = written.filter(created_at__gt=since.created_at)
        entries = entries.filter(timestamp__gt=since.created_at)
        if page.last_published_at:
            # The entry of the live text itself, written an instant after it.
            entries = entries.exclude(Q(revision_id=since.pk) & Q(timestamp__lte=page.last_published_at))
    authors = {*written.values_list("user_id", flat=True), *entries.values_list("user_id", flat=True)}
    state = page.current_workflow_state
    if state and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def get_published_revision(page) -> Revision | None:
    """The revision that the public reads or, once unpublished, the last that it read; its text is not loaded."""
    revisions = Revision.objects.defer("content")
    if page.live_revision_id:
        return revisions.filter(pk=page.live_revision_id).first()
    last = (
        PageLogEntry.objects.filter(
            page_id=page.pk, action__in=("wagtail.publish", "wagtail.publish.scheduled"), revision__isnull=False
        )
        .order_by("-timestamp")
        .values_list("revision_id", flat=True)
        .first()
    )
    return revisions.filter(pk=last).first() if last else None


def get_approvals(workflow_state, revision) -> list[TaskState]:
    """The approvals of this very text: see `commenting.keep_approvals`."""
    return list(workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED, revision=revision))
