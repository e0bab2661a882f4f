"""What a withdrawal changes, and bringing it all back: live again is exactly what was, and no other text."""

from django.apps import apps
from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.signals import page_published, published

from sections.approved import permit

from ..authorship import digest_text
from .agreeing import Asked, agreed, get_asking_user
from .keeping import note_withdrawal
from .models import SecondLook


@receiver(pre_save)
def follow_withdrawal(sender, instance, raw=False, update_fields=None, **kwargs):
    """A save by which something is live no more: asked of someone else, or remembered."""
    if raw or not isinstance(instance, DraftStateMixin) or instance.live or not instance.pk:
        return
    if (update_fields is not None and "live" not in update_fields) or sender.__module__ == "__fake__":
        return
    before = sender._base_manager.filter(pk=instance.pk, live=True).first()
    if before is None:
        return
    if get_asking_user():
        raise Asked(SecondLook.Kind.WITHDRAW, [before])
    state = read(before)
    note_withdrawal(state)
    if (look := agreed.get()) and look.kind == SecondLook.Kind.WITHDRAW:
        look.before.append(state)


def read(thing) -> dict:
    """What `thing` is while it is live."""
    own = {"base_content_type": thing.get_base_content_type(), "object_id": str(thing.pk)}
    scheduled = Revision.objects.filter(**own).exclude(approved_go_live_at=None)
    return {
        "model": thing._meta.label,
        "key": str(thing.pk),
        "live_revision": thing.live_revision_id,
        "has_unpublished_changes": thing.has_unpublished_changes,
        "expired": thing.expired,
        "schedule": {str(pk): at.isoformat() for pk, at in scheduled.values_list("pk", "approved_go_live_at")},
        "digest": digest_text(thing.serializable_data()),
    }


@transaction.atomic
def bring_back(states: list[dict], user) -> list[str]:
    """Have what was live be live again; returns the names of what is not: it is gone, or its text is not known."""
    left = []
    for state in states:
        model = apps.get_model(state["model"])
        thing = model._base_manager.filter(pk=state["key"]).first()
        if thing is None:
            left.append(state["key"])
        elif not thing.live and not show(thing, state, user):
            left.append(str(thing))
    return left


def show(thing, state: dict, user) -> bool:
    """Put one thing back online, with the text that it had."""
    revision = Revision.objects.filter(pk=state["live_revision"]).first()
    changed = digest_text(thing.serializable_data()) != state["digest"]
    if changed and revision is None:
        return False
    # Whoever writes a page that is not live writes over what was.
    thing = revision.as_object() if changed else thing.specific if isinstance(thing, Page) else thing
    thing.live, thing.expired, thing.live_revision = True, state["expired"], revision
    thing.has_unpublished_changes = (
        thing.latest_revision_id != revision.pk if revision else state["has_unpublished_changes"]
    )
    # Approved it was.
    with permit(revision or thing):
        thing.save(**({"clean": False} if isinstance(thing, Page) else {}))
    for pk, moment in state["schedule"].items():
        Revision.objects.filter(pk=pk).update(approved_go_live_at=parse_datetime(moment))
    log(instance=thing, action="newsroom.restore", user=user)
    signal = page_published if isinstance(thing, Page) else published
    signal.send(sender=type(thing), instance=thing, revision=revision)
    return True
