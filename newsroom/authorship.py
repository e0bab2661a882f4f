"""Who wrote a page, who only commented it, and who approved it: what the two approvals are counted from.

A comment is no text: Wagtail saves one as a revision of the page, by whoever commented. That revision is
told apart when it is saved: the page's history says that its content did not change, so that who commented
is no author of it, and the approvals of the text are kept.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import PageLogEntry, Revision, TaskState
from wagtail.models.pages import COMMENTS_RELATION_NAME

#: Entries of a page's history that make their user one of its authors.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.copy", "wagtail.copy_for_translation")
#: What a revision holds besides the text: its comments, and where the page stood when it was saved.
BESIDES = {
    COMMENTS_RELATION_NAME,
    "expired",
    "first_published_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
}


def get_authors(page, state=None) -> set[int]:
    """The users who wrote anything of the page since the text that is live, and who submitted it.

    The history is read besides the revisions: a user's automatic saves overwrite one another. Who
    only commented wrote nothing. `state` is its workflow, if that is known: one that is over is not found.
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
    users = written.order_by().values_list("user_id", flat=True)
    authors = set(users.union(entries.order_by().values_list("user_id", flat=True)))
    state = state or page.current_workflow_state
    if state and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def get_published_revision(page) -> Revision | None:
    """The revision that the public reads or, once unpublished, the last that it read; its text is not loaded."""
    revisions = Revision.objects.defer("content")
    if page.live_revision_id:
        return revisions.filter(pk=page.live_revision_id).first()
    if not page.first_published_at:
        return None
    published = PageLogEntry.objects.filter(
        page_id=page.pk, action__in=("wagtail.publish", "wagtail.publish.scheduled"), revision__isnull=False
    )
    return revisions.filter(pk=published.order_by("-timestamp").values("revision_id")[:1]).first()


def get_approvers(workflow_state, revision_id: int) -> set[int]:
    """Who approved this very text: see `keep_approvals`."""
    approvals = workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED, revision=revision_id)
    return set(approvals.values_list("finished_by_id", flat=True)) - {None}


def get_text(content: dict) -> dict:
    """What is written in a revision, as it is stored."""
    text = {name: value for name, value in content.items() if name not in BESIDES}
    return json.loads(json.dumps(text, cls=DjangoJSONEncoder))


def get_previous(revision: Revision) -> Revision | None:
    """What was saved before `revision`, which is not yet: itself when it is written over."""
    if revision.pk:
        return Revision.objects.filter(pk=revision.pk).first()
    saved = Revision.objects.filter(base_content_type_id=revision.base_content_type_id, object_id=revision.object_id)
    return saved.order_by("-created_at", "-pk").first()


def compare(revision: Revision) -> None:
    """Note on a revision that is about to be saved whether its text is the one before."""
    previous = get_previous(revision)
    revision.same_text_as = previous if previous and get_text(previous.content) == get_text(revision.content) else None


def keep_approvals(revision: Revision, created: bool) -> None:
    """Approvals follow their text to the revision that holds it now; those of a text written over are void."""
    approvals = TaskState.objects.filter(status=TaskState.STATUS_APPROVED)
    if not created and not revision.same_text_as:
        approvals.filter(revision=revision).update(status=TaskState.STATUS_CANCELLED)
    elif created and revision.same_text_as:
        approvals.filter(revision=revision.same_text_as).update(revision=revision)


def exclude_comments(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Leave out the revisions that only hold comments of their user."""
    saves = PageLogEntry.objects.filter(revision=OuterRef("pk"), action="wagtail.edit")
    return revisions.exclude(Exists(saves.filter(content_changed=False)) & ~Exists(saves.filter(content_changed=True)))
