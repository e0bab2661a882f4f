"""Keeping permanent identifiers in step with what they lead to."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import PageViewRestriction

from registers.models import entries_merged, get_key
from sections.following import MOVE, PUBLICATION, WITHDRAWAL, follows
from sections.models import Referenced
from sections.naming import NamedByPages, get_page_key, public

from .identifiers import hand_over, name_rows, record_identifier, record_last_path
from .models import ContentPage, LastPath, PermanentIdentifier, keep_version
from .saving import is_draft_only


@receiver(post_save)
def keep_identifier(sender, instance, raw=False, update_fields=None, **kwargs):
    """Give every referenced object its identifier, in the transaction that saves it."""
    if isinstance(instance, Referenced) and not raw and not is_draft_only(update_fields) and not get_page_key(sender):
        record_identifier(instance)


follows(PUBLICATION, "content.versions")(keep_version)
follows(PUBLICATION, "content.rows")(name_rows)


@follows(PUBLICATION, "content.address")
@follows(MOVE, "content.address")
def keep_public_path(page):
    """The address where the public finds the page answers 410 once it is gone."""
    if isinstance(page, ContentPage) and page.live:
        record_last_path(page)


@follows(WITHDRAWAL, "content.address")
def keep_last_path(page):
    """The address where the public found the page last."""
    if isinstance(page, ContentPage) and page.first_published_at:
        record_last_path(page)


@receiver(pre_delete, sender=ContentPage)
def keep_deleted_path(sender, instance, **kwargs):
    keep_last_path(instance)


@receiver((post_save, post_delete), sender=PageViewRestriction)
def keep_restricted(sender, instance, **kwargs):
    """What is closed, or opened again, changed for whoever harvests it."""
    pages = ContentPage.objects.filter(path__startswith=instance.page.path)
    keys = [str(key) for key in pages.values_list("translation_key", flat=True)]
    known = LastPath.objects.filter(identifier__model=ContentPage._meta.label, identifier__key__in=keys)
    known.update(changed_at=timezone.now())


@receiver(pre_delete)
def keep_named(sender, instance, **kwargs):
    """An entry that the public could find says that it is gone."""
    if (
        isinstance(instance, NamedByPages)
        and not get_page_key(sender)
        and public(sender.objects.filter(pk=instance.pk)).exists()
    ):
        PermanentIdentifier.objects.filter(model=sender._meta.label, key=get_key(instance)).update(was_public=True)


@receiver(entries_merged)
def keep_merged_identifiers(sender, kept_key, absorbed_key, **kwargs):
    """The permanent addresses of a merged entry lead to the one that was kept."""
    hand_over(sender._meta.label, absorbed_key, kept_key)
