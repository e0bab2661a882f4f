"""Who may publish what: every rule, in order, put where every way of publishing in Wagtail ends.

What is said of a page holds for an entry of a register and a file too (`sections.approved`); `newsroom.entries`
holds every other way of writing them.

*Submitting* a page (`ApprovalTask.start`): the gate lets its text through (`check_gate`).

*Approving* it (`prepare`, in the transaction of the approval, the workflow's row held):

1. the step is still the one under way, and the user is among those who approve it;
2. the user neither wrote nor submitted the text, and did not approve it already;
3. the gate lets the text through.

*Publishing* it:

1. no French is published as English, whoever asks and whatever was decided (`check_publication`);
2. no user publishes what was not decided (`permit`) by the end of a workflow (`publish_approved`: two
   approvals of this very text by two people who did not write it, and the gate; for entries and files, as
   many as `settings.APPROVALS` says) or by an emergency
   (`newsroom.views`: a power of the administration, a reason, and the gate). Commands have no user.

Wagtail offers no hook that all its ways of publishing pass: the editor's button, a new page, bulk actions,
its API and translations each call the publishing action by themselves, some with its own checks left out.
So three of its methods and of wagtail-localize's are wrapped, here and nowhere else (`install`); the check
of `cnnum_site.reaches` says when one of them is not the one that was read.
"""

import functools
import math
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PagePermissionTester, Revision, TaskState, WorkflowState
from wagtail_localize.models import TranslationSource

from content.gate import get_blocking, read_text
from sections.approved import Approved, Refusal, hold, is_permitted, permit

from .authorship import get_approvers, get_authors
from .translations.progress import describe, get_missing, get_untranslated, write_live


class UntranslatedError(Refusal):
    """Publishing would show these French texts as English."""

    def __init__(self, page, texts: list[str]):
        title = gettext("“%(title)s” is not published in English. %(why)s")
        super().__init__(page, title % {"title": page.get_admin_display_title(), "why": describe(texts)})


@dataclass
class Decision:
    """What was found about a text while an approval of it is written down."""

    state: int
    thing: Page | Approved
    revision: Revision
    authors: set[int]


#: The approval that is being written down in this transaction.
_decision: ContextVar[Decision | None] = ContextVar("newsroom_decision", default=None)


def get_needed(thing) -> int:
    """How many people, none of them an author, approve a text before it is published: a setting for each kind."""
    if isinstance(thing, Page):
        return settings.APPROVALS["pages"]
    return thing.get_needed() or settings.APPROVALS.get(thing._meta.label_lower, settings.APPROVALS["others"])


def say_needed(thing) -> str:
    if get_needed(thing) > 1:
        return gettext("Two people who did not write the text must approve it before it is published.")
    return gettext("Someone who did not write the text must approve it before it is published.")


def refuse(thing):
    raise Refusal(thing, say_needed(thing), [gettext("The text is saved: submit it for review.")])


def check_gate(thing, revision: Revision | None = None) -> None:
    """Refuse a page (of its own type) or an entry whose latest text has something that blocks the publication."""
    if reasons := find_reasons(thing, revision or thing.get_latest_revision()):
        raise Refusal(thing, gettext("The text is saved, but it cannot be submitted or published yet:"), reasons)


def find_reasons(thing, latest: Revision | None) -> list[str]:
    """What stands against publishing a text, in words."""
    if not isinstance(thing, Page):
        return find_mistakes(thing, latest)
    quoting = gettext("%(message)s “%(extract)s”")
    problems = get_blocking(read_text(thing, latest.content) if latest else thing)
    return list(dict.fromkeys(quoting % vars(one) if one.extract else one.message for one in problems))


def find_mistakes(entry, latest: Revision | None) -> list[str]:
    """What is missing or wrong in a draft, which is saved all the same."""
    try:
        (latest.as_object() if latest else entry).full_clean()
    except ValidationError as error:
        return error.messages
    return []


def why_not_approve(page, user, state: WorkflowState | None = None, authors: set[int] | None = None) -> str:
    """Why this user may not approve the page as it stands, or ""; what is known already is not looked for again."""
    state = state or page.current_workflow_state
    if user.pk in (get_authors(page, state) if authors is None else authors):
        return gettext("You wrote this text or submitted it: someone else approves it.")
    if state and page.latest_revision_id and user.pk in get_approvers(state, page.latest_revision_id):
        return gettext("You approved this text already: the second approval is someone else’s.")
    return ""


@contextmanager
def prepare(task_state: TaskState, user, action_name: str, comment: str):
    """Check an action on a task, inside its transaction; the row of the workflow is held until its end."""
    states = WorkflowState.objects.select_for_update(of=("self",)).select_related("current_task_state")
    state = states.get(pk=task_state.workflow_state_id)
    page, current = get_thing(state), state.current_task_state
    if current is None or current.pk != task_state.pk or current.status != TaskState.STATUS_IN_PROGRESS:
        raise Refusal(page, gettext("This step is over: someone else acted on it."))
    task = task_state.task.specific
    if user is None or not (user.is_active and (user.is_superuser or task.groups.filter(user=user).exists())):
        raise Refusal(page, gettext("You are not among those who approve this step."))
    if action_name in ("reject", "refuse") and not str(comment or "").strip():
        raise Refusal(page, gettext("Say what is to be changed: the authors are told."))
    if action_name != "approve":
        yield
        return
    authors = get_authors(page, state)
    if reason := why_not_approve(page, user, state, authors):
        raise Refusal(page, reason)
    revision = page.get_latest_revision()
    check_gate(page, revision)
    # What is approved is the text as it stands.
    task_state.revision = revision
    with hold(_decision, Decision(state.pk, page, revision, authors)):
        yield


def get_decision(state: WorkflowState) -> Decision | None:
    """The approval that is being written down in this workflow, if one is."""
    decision = _decision.get()
    return decision if decision and decision.state == state.pk else None


def get_thing(state: WorkflowState):
    """The page of a workflow, of its own type, the entry or the file; None for anything else."""
    if decision := get_decision(state):
        return decision.thing
    base, own = (ContentType.objects.get_for_id(pk) for pk in (state.base_content_type_id, state.content_type_id))
    if base.model_class() is Page:
        return (own.model_class() or Page).objects.get(pk=state.object_id).specific
    model = own.model_class()
    return model._base_manager.get(pk=state.object_id) if model and issubclass(model, Approved) else None


@transaction.atomic
def submit(page, user) -> None:
    """Hand the latest text of a page to those who approve it; again, if they sent it back."""
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        page.get_workflow().start(page, user)


def publish_approved(workflow_state: WorkflowState, user=None) -> None:
    """End a workflow, in its transaction: publish the text, or schedule it, if two others approved it."""
    decision, page = get_decision(workflow_state), get_thing(workflow_state)
    revision = decision.revision if decision else page.get_latest_revision()
    authors = decision.authors if decision else get_authors(page, workflow_state)
    if len(get_approvers(workflow_state, revision.pk) - authors) < get_needed(page):
        raise Refusal(page, say_needed(page))
    if not decision:
        # What ends by a step of another kind; an approval of ours has just asked.
        check_gate(page, revision)
    try:
        with permit(revision), transaction.atomic():
            revision.publish(user=user, skip_permission_checks=True)
    except IntegrityError as error:
        title = gettext("It cannot be published: something else has its address or its identifier already.")
        raise Refusal(page, title) from error


def check_publication(page, user) -> None:
    """Refuse to publish a page, as it is in memory; `user` is None for the system."""
    if texts := get_untranslated(page):
        raise UntranslatedError(page, texts)
    if user is not None and not is_permitted():
        refuse(page)


class Permissions(PagePermissionTester):
    """What screens offer: nobody publishes by a button.

    Holding the permission `publish_page` still lets one unpublish, unschedule, restrict, and order pages.
    """

    def can_add_subpage(self) -> bool:
        """Wagtail counts the pages below once for each type; lists ask this of each of their lines."""
        model = self.page.specific_class
        types = model.creatable_subpage_models() if model else []
        if any(type_.max_count is not None for type_ in types):
            return super().can_add_subpage()
        if not types or not self.user.is_active or not (self.user.is_superuser or "add" in self.permissions):
            return False
        if sum(type_.max_count_per_parent or math.inf for type_ in types) > self.page.numchild:
            return True
        below = Counter(Page.objects.child_of(self.page).values_list("content_type_id", flat=True))
        found = ContentType.objects.get_for_models(*types)
        return any(below[found[type_].pk] < type_.max_count_per_parent for type_ in types)

    def can_delete(self, ignore_bulk=False) -> bool:
        """Who may not withdraw deletes drafts only: most pages say of themselves what Wagtail asks the database."""
        if self.user.is_active and not self.user.is_superuser and "publish" not in self.permissions:
            if self.page.live or not self.permissions:
                return False
            if "change" in self.permissions and self.page.is_leaf() and not self.page_is_root:
                return True
        return super().can_delete(ignore_bulk)

    def can_publish(self) -> bool:
        return is_permitted()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    can_publish_subpage = can_publish
    can_set_view_restrictions = can_unschedule


def install() -> None:
    """Wrap, once: publishing a page, writing a translation down, and what a user may do with a page."""
    for owner, name, guard in (
        (PublishPageRevisionAction, "execute", _guard_publication),
        (TranslationSource, "create_or_update_translation", _guard_translation),
        (Page, "permissions_for_user", _guard_permissions),
    ):
        method = getattr(owner, name)
        if not hasattr(method, "is_guarded"):
            guarded = functools.wraps(method)(guard(method))
            guarded.is_guarded = True
            setattr(owner, name, guarded)


def _guard_publication(execute):
    def guarded(self, skip_permission_checks=False):
        # Translations publish without saying who asks: the admin's own context knows.
        check_publication(self.object, self.user or get_active_log_context().user)
        with transaction.atomic():
            return execute(self, skip_permission_checks=skip_permission_checks)

    return guarded


def _guard_translation(write):
    """What is translated is written as a draft, and what the public reads of it stays as it was.

    wagtail-localize writes drafts over the live page itself, whoever may publish it, and publishes after
    the transaction. An entry of a register is written down once it is whole.
    """

    @transaction.atomic
    def guarded(self, locale, user=None, publish=True, **kwargs):
        model = self.specific_content_type.model_class()
        missing = get_missing(self, locale)
        if missing and (publish or not issubclass(model, Page)):
            raise ValidationError(describe([segment.string.data for segment in missing]))
        if issubclass(model, (Page, Approved)):
            is_asked = user is not None or get_active_log_context().user is not None
            publish = publish and (is_permitted() or not is_asked)
            target = model.objects.filter(translation_key=self.object_id, locale=locale).first()
            if target is not None and (target.live or not isinstance(target, Page)):
                return write_live(self, target, user, publish), False
        return write(self, locale, user=user, publish=publish, **kwargs)

    return guarded


def _guard_permissions(find):
    def permissions_for_user(self, user):
        found = find(self, user)
        return Permissions(user, self) if type(found) is PagePermissionTester else found

    return permissions_for_user
