"""Keeping what blocks each page in step with what is written."""

import logging

from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page, PageLogEntry, Revision

from content.gate import get_blocking, read_text
from sections.following import PUBLICATION, follows
from sections.signals import contents_loaded, contents_loading

from .authorship import compare, keep_approvals
from .models import PageCheck, ScheduledFailure

logger = logging.getLogger(__name__)
_loading = False


@receiver(contents_loading)
def begin_loading(**kwargs):
    global _loading
    _loading = True


@receiver(contents_loaded)
def end_loading(**kwargs):
    global _loading
    _loading = False


def is_text_of_page(revision, raw: bool, update_fields) -> bool:
    """Whether somebody writes a page; contents loaded by the thousand are published at once, and not looked at."""
    if raw or _loading or update_fields is not None:
        return False
    model = revision.content_type.model_class()
    return model is not None and issubclass(model, Page)


@receiver(pre_save, sender=Revision)
def compare_revision(sender, instance, raw=False, update_fields=None, **kwargs):
    if is_text_of_page(instance, raw, update_fields):
        compare(instance)


@receiver(pre_save, sender=PageLogEntry)
def tell_comments(sender, instance, **kwargs):
    """The history of a page tells a comment from a text."""
    if instance.action == "wagtail.edit" and getattr(instance.revision, "same_text_as", None):
        instance.content_changed = False


@receiver(post_save, sender=Revision)
def check_revision(sender, instance, created=False, raw=False, update_fields=None, **kwargs):
    """Check each text that is saved."""
    if not is_text_of_page(instance, raw, update_fields):
        return
    keep_approvals(instance, created)
    try:
        with transaction.atomic():
            codes = [problem.code for problem in get_blocking(read_text(instance.content_object, instance.content))]
            PageCheck.objects.bulk_create(
                [PageCheck(page_id=int(instance.object_id), revision=instance, codes=codes, blocking=len(codes))],
                update_conflicts=True,
                unique_fields=["page"],
                update_fields=["revision", "codes", "blocking", "checked_at"],
            )
    except Exception:
        # Nobody loses what they write because it could not be checked; submitting checks it again.
        logger.exception("Revision %s was not checked", instance.pk)


@follows(PUBLICATION, "newsroom.failures")
def forget_failures(page):
    """What is published is no longer waiting for anything."""
    if page.live:
        ScheduledFailure.objects.filter(page_id=page.pk, kind=ScheduledFailure.Kind.PUBLISH).delete()
