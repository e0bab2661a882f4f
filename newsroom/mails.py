"""Letters to the staff: what is asked of them, and what became of their pages.

They are rows of the outbox, in the transaction of the change: one that is undone is told to nobody. Each is
written in the language of its reader's profile, whatever the language of the moment.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from forms.mails import make_message

from .authorship import get_approvers, get_authors
from .guard import get_decision, get_thing
from .translations.entries import get_edit_url


def connect() -> None:
    """Replace Wagtail's letters of the workflow, by taking their places: a name is connected once, first come."""
    for signal, sender, uid, receiver in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification", tell_approvers),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", tell_nobody),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", tell_rejection),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", tell_approval),
    ):
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(receiver, sender=sender, dispatch_uid=uid)


def tell_nobody(instance, **kwargs):
    """A workflow begins: its first step tells those who approve it."""


def tell_approvers(instance, user=None, **kwargs):
    """A step begins: to those who can approve it, never to its authors nor to whoever just acted."""
    task = instance.task.specific
    groups = getattr(task, "groups", None)
    state = instance.workflow_state
    page = get_thing(state)
    if groups is None or page is None:
        return
    left_out = find_authors(page, state) | get_approvers(state, instance.revision_id) | {user.pk if user else None}
    readers = get_user_model().objects.filter(groups__in=groups.all()).exclude(pk__in=left_out)
    desk = settings.WAGTAILADMIN_BASE_URL + reverse("newsroom_desk", args=[state.pk])
    send("submitted", readers.distinct(), page, step=task.name, requested_by=state.requested_by, desk_url=desk)


def tell_rejection(instance, user=None, **kwargs):
    """A page is sent back: to its authors, with the reason."""
    page = get_thing(instance)
    if page is not None:
        reason = getattr(instance.current_task_state, "comment", "")
        send("rejected", get_author_users(page, instance, user), page, reason=reason, rejected_by=user)


def tell_approval(instance, user=None, **kwargs):
    """A page is published, or scheduled: to its authors."""
    page = get_thing(instance)
    if page is None:
        return
    page.refresh_from_db()
    due = None if page.live and not page.approved_schedule else page.go_live_at
    send("approved", get_author_users(page, instance, user), page, due=due, address=get_address(page))


def get_title(thing) -> str:
    """That of the latest text, not that of the one that is live."""
    if isinstance(thing, Page):
        return thing.draft_title or thing.title
    return thing.latest_revision.object_str if thing.latest_revision else str(thing)


def get_address(thing) -> str:
    """Where the public reads a page or an entry; for what has no page, where the staff do."""
    if isinstance(thing, Page):
        return thing.full_url
    own = getattr(thing, "get_absolute_url", None)
    return settings.WAGTAILADMIN_BASE_URL + (own() if own else get_edit_url(type(thing), thing.pk))


def tell_look(look, readers) -> None:
    """Something waits for a second person: to those who may answer."""
    address = settings.WAGTAILADMIN_BASE_URL + reverse("newsroom_look", args=[look.pk])
    send("look", readers, None, look=look, title=look.title, look_url=address)


def find_authors(page, state) -> set[int]:
    """The authors of a page under review; while it is approved, as they were before it was published."""
    if decision := get_decision(state):
        return decision.authors
    authors = get_authors(page, state)
    if state.status != WorkflowState.STATUS_APPROVED:
        return authors
    return authors | (set(state.revisions().values_list("user_id", flat=True)) - {None})


def get_author_users(page, state, acting):
    """The authors of a page, less whoever just acted."""
    authors = find_authors(page, state) - {acting.pk if acting else None}
    return get_user_model().objects.filter(pk__in=authors)


def get_publishers():
    """Those who hold the permission to publish on the whole site, by their groups."""
    given = GroupPagePermission.objects.filter(permission__codename="publish_page", page__depth=1)
    return get_user_model().objects.filter(groups__in=given.values("group")).distinct()


def send(name: str, readers: QuerySet, page, **context) -> None:
    """Write one letter to each reader, told once the change is true, whatever comes of the mail server."""
    readers = [reader for reader in readers.select_related("wagtail_userprofile") if wants(reader, name)]
    context["now"] = timezone.now()
    if page is not None:
        context |= {"page": page, "title": get_title(page)}
        context["edit_url"] = settings.WAGTAILADMIN_BASE_URL + get_edit_url(type(page), page.pk)
    for reader in readers:
        # The language of the moment is whoever acted's: without a choice, the site's own.
        with override(get_profile(reader).preferred_language or settings.LANGUAGE_CODE):
            everything = {**context, "reader": reader}
            subject = render_to_string(f"newsroom/mail/{name}_subject.txt", everything)
            make_message(subject, f"newsroom/mail/{name}", reader.email, everything).send()


def wants(reader, name: str) -> bool:
    """Whether a reader can and will receive this letter: the preferences of Wagtail's account page hold."""
    return reader.is_active and reader.email and getattr(get_profile(reader), f"{name}_notifications", True)


def get_profile(reader) -> UserProfile:
    """The profile loaded with a reader; who never saved one has Wagtail's defaults."""
    return getattr(reader, "wagtail_userprofile", None) or UserProfile(user=reader)
