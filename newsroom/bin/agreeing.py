"""What takes two people: deleting or withdrawing what the public reads, or more than five pages.

Every way ends here: a deletion tells itself (`newsroom.bin.keeping`), and a withdrawal is a save by which something
is no longer live. What waits for someone else is raised as `Asked`, which undoes what was begun;
`RefusalMiddleware` writes the request down. Commands have no user, and ask nobody.
"""

from contextvars import ContextVar

from django.db.models import FileField
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    CollectionViewRestriction,
    DraftStateMixin,
    Locale,
    Page,
    PageViewRestriction,
    Revision,
    Site,
    WorkflowState,
    get_default_page_content_type,
)
from wagtail.signals import pre_page_move

from sections.approved import Refusal, is_permitted
from sections.naming import public

from ..media import find_showing, is_awaited
from .models import SecondLook

#: How many pages one person deletes.
ALONE = 5
#: What is being done because two people agreed.
agreed: ContextVar[SecondLook | None] = ContextVar("newsroom_agreed", default=None)


class Asked(Refusal):
    """It takes two people: nothing was done, and someone else is asked."""

    def __init__(self, kind: str, targets: list):
        super().__init__(None, gettext("This takes two people: someone else who publishes is asked to confirm it."))
        self.kind, self.targets = kind, targets


def get_name(thing) -> str:
    return thing.get_admin_display_title() if isinstance(thing, Page) else str(thing)


def get_asking_user():
    """Who acts now, and is to be asked about it; None for the system, and for what was decided."""
    return None if agreed.get() or is_permitted() else get_active_log_context().user


def check_deletion(roots: list, gone: list) -> SecondLook | None:
    """Refuse a deletion that one may not do, or not alone; returns what was agreed on, if it was."""
    if user := get_asking_user():
        pages = [one for one in gone if type(one) is Page]
        check_free(pages, user)
        if takes_two(roots, pages):
            raise Asked(SecondLook.Kind.DELETE, roots)
    return agreed.get()


def takes_two(roots: list, pages: list[Page]) -> bool:
    """Whether deleting these, and these pages under them, takes two people; as many queries for 30 as for 3."""
    if pages:
        return len(pages) > ALONE or any(page.live for page in pages)
    keys = {model: [one.pk for one in roots if type(one) is model] for model in {type(one) for one in roots}}
    return any(is_read(model, own) or is_awaited(model, own) for model, own in keys.items())


def check_free(pages: list[Page], user) -> None:
    """What is being approved, or is scheduled, is not deleted nor moved from under those who decided it."""
    keys = {str(page.pk): page for page in pages}
    own = {"base_content_type": get_default_page_content_type(), "object_id__in": keys}
    scheduled = Revision.objects.filter(**own).exclude(approved_go_live_at=None)
    if found := scheduled.first():
        why = gettext("“%(title)s” is approved and scheduled: its publication has to be cancelled first.")
        refuse(keys[found.object_id], why)
    reviewed = WorkflowState.objects.filter(**own, status=WorkflowState.STATUS_IN_PROGRESS)
    if found := reviewed.exclude(requested_by=user).first():
        refuse(
            keys[found.object_id],
            gettext("“%(title)s” is being approved: only who submitted it may delete or move it."),
        )


def refuse(page: Page, why: str):
    raise Refusal(page, why % {"title": get_name(page)})


def is_read(model: type, keys: list) -> bool:
    """Whether the public reads files or entries of one model: by themselves, or through what shows them."""
    if hasattr(model, "get_absolute_url"):
        return public(model._base_manager.filter(pk__in=keys)).exists()
    if not any(isinstance(field, FileField) for field in model._meta.fields):
        # It stands on a page that does not name it: a milestone, a mandate.
        shown = model._base_manager.filter(pk__in=keys)
        return (shown.filter(live=True) if issubclass(model, DraftStateMixin) else shown).exists()
    showing = find_showing(model, keys)
    if (pages := showing.pop(Page, None)) and Page.objects.filter(pk__in=pages, live=True).exists():
        return True
    return any(hasattr(one, "get_absolute_url") and is_read(one, list(found)) for one, found in showing.items())


@receiver(pre_page_move)
def check_move(sender, instance, parent_page_after, **kwargs):
    """Moved where nobody finds it, a page is withdrawn: that takes two people."""
    if not (user := get_asking_user()):
        return
    moved = instance.get_descendants(inclusive=True)
    check_free(list(moved), user)
    if not moved.live().exists():
        return
    below = not parent_page_after.get_url_parts() or not parent_page_after.live
    if below or (parent_page_after.get_view_restrictions().exists() and not instance.get_view_restrictions().exists()):
        refuse(instance, gettext("“%(title)s” is online: moved there, nobody would find it. Withdraw it first."))


@receiver(pre_save, sender=PageViewRestriction)
@receiver(pre_save, sender=CollectionViewRestriction)
def check_restriction(sender, instance, **kwargs):
    """A password on what is online hides it: that takes two people."""
    if get_asking_user() is None:
        return
    page = getattr(instance, "page", None)
    if page:
        hidden = page.get_descendants(inclusive=True).live().exists()
    else:
        inside = {"collection__in": instance.collection.get_descendants(inclusive=True)}
        files = [model.objects.filter(**inside) for model in (get_document_model(), get_image_model())]
        hidden = any(is_read(some.model, list(some.values_list("pk", flat=True))) for some in files)
    if hidden:
        raise Refusal(page, gettext("The public reads it: withdraw what is online first, then restrict it."))


@receiver(pre_delete, sender=Site)
@receiver(pre_save, sender=Site)
def check_site(sender, instance, signal, **kwargs):
    """Another root, or another address that finds another site, or none: everything would be offline."""
    names = ("hostname", "port", "is_default_site", "root_page_id")
    before = Site.objects.filter(pk=instance.pk).values_list(*names).first()
    if get_asking_user() and (signal is pre_delete or before != tuple(getattr(instance, name) for name in names)):
        raise Refusal(None, gettext("The whole site would be offline: this is done by a command."))


@receiver(pre_save, sender=Locale)
def check_locale(sender, instance, **kwargs):
    """Another language for what is online: nothing would be at its address any more."""
    before = Locale.objects.filter(pk=instance.pk).exclude(language_code=instance.language_code).first()
    if before and get_asking_user() and Page.objects.filter(locale=before, live=True).exists():
        raise Refusal(None, gettext("The whole site would be offline: this is done by a command."))
