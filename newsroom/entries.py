"""What the staff write of entries and files stays a draft until it is approved, whatever screen or request writes it.

The rules hold where every write ends, in the signals of the rows (`sections.approved.Approved`), of what belongs to
them and of their relations. Who acts is known to the admin (Wagtail's log context); commands have no user.
"""

from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext
from wagtail.actions import EditAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Revision
from wagtail.signals import pre_page_move

from sections.approved import STATE, Approved, Refusal, get_owner, is_permitted

from .authorship import BESIDES
from .guard import refuse

#: Fields of a page that say where it stands, and nothing to the public.
PLACE = BESIDES | {"alias_of", "go_live_at"}


class DraftAction(EditAction):
    """Saving a draft writes a version only: the row of an entry that was never approved is not written either."""

    def _save_instance(self):
        if self.form:
            self.instance = self.form.save(commit=False)


def is_free() -> bool:
    """Whether what is written now was approved, or is written by no one of the staff."""
    return is_permitted() or get_active_log_context().user is None


@receiver(pre_save)
def guard_row(sender, instance, raw=False, update_fields=None, **kwargs):
    if raw or is_free():
        return
    if isinstance(instance, (Approved, Page)):
        check_row(instance, update_fields)
    elif isinstance(instance, Revision):
        if instance.approved_go_live_at and issubclass(instance.content_type.model_class() or Revision, Approved):
            refuse(instance.content_object)
    else:
        check_part(sender, instance)


@receiver(pre_delete)
def guard_part(sender, instance, **kwargs):
    """What belongs to a row goes with it, or by an approved publication."""
    if not isinstance(instance, Approved) and not isinstance(kwargs.get("origin"), Approved) and not is_free():
        check_part(sender, instance)


@receiver(m2m_changed)
def guard_relation(sender, instance, action, **kwargs):
    owner = getattr(sender._meta, "auto_created", None)
    if action.startswith("pre_") and isinstance(owner, type) and issubclass(owner, Approved) and not is_free():
        if not isinstance(instance, owner) or owner._base_manager.filter(pk=instance.pk, live=True).exists():
            refuse(instance)


def check_row(row, update_fields) -> None:
    """A new row is a draft; one that is there keeps what it says to the public, and does not become public.

    The row of a page that is not online is its draft.
    """
    own = (PLACE if isinstance(row, Page) else STATE) - {"live"}
    names = [field.attname for field in row._meta.concrete_fields if field.name not in own]
    if update_fields is not None:
        names = [name for name in names if {name, name.removesuffix("_id")} & set(update_fields)]
    if not names or (isinstance(row, Page) and not row.live):
        return
    stored = type(row)._base_manager.filter(pk=row.pk).first() if row.pk else None
    if stored is None:
        row.live = row.live and getattr(row, "is_approved_with_pages", False)
    elif row.live > stored.live or any(getattr(stored, name) != getattr(row, name) for name in names if name != "live"):
        refuse(row)


def check_part(model: type, part) -> None:
    """What belongs to a row that is live changes with it."""
    name, owner = get_owner(model) or ("", None)
    if owner and (found := owner._base_manager.filter(pk=getattr(part, name), live=True).first()):
        refuse(found)


@receiver(pre_delete, sender=PageViewRestriction)
@receiver(pre_delete, sender=CollectionViewRestriction)
def keep_restriction(sender, instance, origin=None, **kwargs):
    """What was approved for some readers is not opened to all by one person."""
    own = origin.model if isinstance(origin, QuerySet) else type(origin)
    page = getattr(instance, "page", None)
    if own is sender and not is_free() and (page is None or page.get_descendants(inclusive=True).live().exists()):
        refuse_opening(page)


@receiver(pre_page_move)
def keep_inside(sender, instance, parent_page_after, **kwargs):
    """Nor by moving it from under what restricts it."""
    inherited = instance.get_view_restrictions().exclude(page=instance)
    if inherited and not is_free() and instance.get_descendants(inclusive=True).live().exists():
        if set(inherited) - set(parent_page_after.get_view_restrictions()):
            refuse_opening(instance)


def refuse_opening(page):
    title = gettext(
        "It would be open to everyone without an approval: withdraw it, open it, then submit it for review."
    )
    raise Refusal(page, title)
