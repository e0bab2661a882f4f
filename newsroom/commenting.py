"""A comment is no text: Wagtail saves one as a revision of the page, by whoever commented.

That revision is told apart when it is saved: the page's history says that its content did not
change, so that who commented is no author of it, and the approvals of the text are kept.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import PageLogEntry, Revision, TaskState
from wagtail.models.pages import COMMENTS_RELATION_NAME

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
