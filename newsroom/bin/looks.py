"""Asking a second person, doing what both agreed on, and having it all back in one action."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import LogContext
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from sections.approved import Refusal, hold
from sections.jobs import DAY, job

from ..mails import get_publishers, tell_look
from .agreeing import agreed, check_free, get_name
from .models import BinEntry, SecondLook
from .restoring import empty, get_base, load, restore_all
from .withdrawing import bring_back

#: How many things are done while one waits; more are a job.
AT_ONCE = 25
#: How long an emergency waits for its second person before it is said again.
EMERGENCY_DELAY = timedelta(hours=24)
Kind, Status = SecondLook.Kind, SecondLook.Status


def ask(kind: str, targets: list, user, reason: str = "") -> SecondLook:
    """Write down what waits for a second person, and tell those who may answer; the same is asked once."""
    keys = [[one._meta.label, str(one.pk)] for one in targets]
    known = SecondLook.objects.filter(kind=kind, status=Status.WAITING, targets=keys).first()
    if known:
        return known
    if kind == Kind.DELETE:
        check_free(find_pages(targets), user)
    due = timezone.now() + EMERGENCY_DELAY if kind == Kind.EMERGENCY else None
    own = {"kind": kind, "targets": keys, "title": get_name(targets[0])[:255], "due_at": due}
    own["count"] = count(kind, targets)
    look = SecondLook.objects.create(**own, reason=reason, asked_by=user)
    tell_look(look, get_publishers().exclude(pk=user.pk))
    return look


def find_pages(targets: list) -> list[Page]:
    """The pages that a deletion is of, with those under them."""
    return [page for one in targets if isinstance(one, Page) for page in one.get_descendants(inclusive=True)]


def count(kind: str, targets: list) -> int:
    return (kind == Kind.DELETE and len(find_pages(targets))) or len(targets)


def get_targets(look: SecondLook) -> list:
    """What it is about, of what is still there, in order: few queries, however many."""
    keys = [(apps.get_model(label), pk) for label, pk in look.targets]
    found = {(get_base(type(one)), str(one.pk)): one for one in load(keys)}
    return [found[key] for model, pk in keys if (key := (get_base(model), pk)) in found]


def may_publish(user) -> bool:
    return user.is_superuser or page_permission_policy.user_has_permission(user, "publish")


def why_not_answer(look: SecondLook, user) -> str:
    """Why this user may not confirm, or ""."""
    if not may_publish(user):
        return gettext("Someone who may publish answers.")
    if look.asked_by_id == user.pk:
        return gettext("You asked for it yourself: someone else confirms it.")
    return "" if may_act_on(look, user) else gettext("You may not publish all of these pages.")


def may_act_on(look: SecondLook, user) -> bool:
    """Whether a user may publish every page that it is about."""
    keys = [pk for label, pk in look.targets if issubclass(apps.get_model(label), Page)]
    pages = Page.objects.filter(pk__in=keys)
    allowed = page_permission_policy.instances_user_has_permission_for(user, "publish")
    return may_publish(user) and not pages.exclude(pk__in=allowed.values("pk")).exists()


@transaction.atomic
def answer(look: SecondLook, user, confirms: bool) -> SecondLook:
    """Confirm, by someone else, and do it; or refuse, or take back what one asked."""
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if look.status != Status.WAITING:
        raise Refusal(None, gettext("Someone answered already."))
    reason = why_not_answer(look, user)
    if reason and (confirms or look.asked_by_id != user.pk or look.kind == Kind.EMERGENCY):
        raise Refusal(None, reason)
    targets = get_targets(look)
    if confirms and count(look.kind, targets) > look.count:
        raise Refusal(None, gettext("More would go than was asked for: refuse it, and have it asked again."))
    look.answered_by, look.answered_at = user, timezone.now()
    if confirms and look.count > AT_ONCE:
        return carry_on(look, user)
    look.status = Status.DONE if confirms else Status.REFUSED
    look.save()
    if look.kind == Kind.EMERGENCY:
        if not confirms and targets:
            ask(Kind.WITHDRAW, targets, user, gettext("Published in an emergency, and not confirmed."))
    elif confirms:
        perform(look, targets, user)
        look.save()
    return look


def perform(look: SecondLook, targets: list, user) -> None:
    """Delete or withdraw; what is gone meanwhile is left out."""
    with hold(agreed, look):
        for thing in targets:
            is_page = isinstance(thing, Page)
            if look.kind == Kind.WITHDRAW:
                action = UnpublishPageAction if is_page else UnpublishAction
                thing.live and action(thing, user=user).execute(skip_permission_checks=True)
            elif not is_page:
                thing.delete()
            # Its place in the tree may have changed with the one before.
            elif thing := Page.objects.filter(pk=thing.pk).first():
                DeletePageAction(thing, user=user).execute(skip_permission_checks=True)


def carry_on(look: SecondLook, user) -> SecondLook:
    """Leave the rest to a job: a server gives a request half a minute."""
    look.status = Status.UNDER_WAY
    look.save()
    transaction.on_commit(lambda: carry_out.enqueue(look.pk, user.pk))
    return look


@job(_("Withdrawing, deleting or bringing back many pages"), priority=60)
def carry_out(pk: int, user_pk: int) -> None:
    """What `carry_on` left: done as a whole, once."""
    user = get_user_model().objects.get(pk=user_pk)
    with transaction.atomic(), LogContext(user=user):
        look = SecondLook.objects.select_for_update(of=("self",)).get(pk=pk)
        if look.status != Status.UNDER_WAY:
            return
        if look.before or look.binned.exists():
            bring_all_back(look, user)
        else:
            look.status = Status.DONE
            perform(look, get_targets(look), user)
            look.save()


@transaction.atomic
def undo(look: SecondLook, user) -> list[str]:
    """Have all of it back; returns what is not, in words."""
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if look.status != Status.DONE or look.kind == Kind.EMERGENCY:
        raise Refusal(None, gettext("There is nothing to bring back."))
    if not may_act_on(look, user):
        raise Refusal(None, gettext("You may not publish all of these pages."))
    if look.count > AT_ONCE:
        carry_on(look, user)
        return []
    return bring_all_back(look, user)


def bring_all_back(look: SecondLook, user) -> list[str]:
    # What was deleted last stood beside, or above, what was deleted before.
    _plans, refused = restore_all(list(look.binned.exclude(model="").order_by("-pk")), user)
    left = [f"{entry.title}: {why}" for entry, why in refused] + bring_back(look.before, user)
    look.status = Status.UNDONE
    look.save()
    return left


def may_restore(entry: BinEntry, user) -> bool:
    """What the public read is brought back by those who publish; a draft, by them and by who deleted it."""
    return may_publish(user) or (not entry.was_live and entry.deleted_by_id == user.pk)


@job(_("Emptying the bin, and reminders of what waits for a second person"), every=timedelta(hours=1))
def empty_bin() -> int:
    """What was deleted `BIN_DAYS` ago goes for good; an emergency that nobody confirmed is said again, once."""
    over = BinEntry.objects.filter(deleted_at__lt=timezone.now() - settings.BIN_DAYS * DAY).order_by("pk")
    for entry in over.iterator(chunk_size=20):
        with transaction.atomic():
            empty(entry)
    late = SecondLook.objects.filter(kind=Kind.EMERGENCY, status=Status.WAITING, due_at__lt=timezone.now(), before=[])
    for look in late:
        look.before = ["reminded"]
        look.save()
        tell_look(look, get_user_model().objects.filter(pk__in=get_publishers()).exclude(pk=look.asked_by_id))
    return over.count()
