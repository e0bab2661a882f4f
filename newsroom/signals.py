"""Keeping what blocks each page in step with what is written."""

import logging

from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail_localize.models import SegmentOverride, StringTranslation

from content.gate import get_blocking, read_text
from sections.following import PUBLICATION, follows
from sections.signals import is_loading

from .authorship import foresee_text, keep_text, record_writer
from .models import PageCheck, ScheduledFailure

logger = logging.getLogger(__name__)


def is_text(raw: bool, update_fields) -> bool:
    """Whether somebody writes; contents loaded by the thousand are published at once, and not looked at."""
    return not raw and not is_loading() and (update_fields is None or "content" in update_fields)


@receiver(pre_save, sender=Revision)
def read_revision(sender, instance, raw=False, update_fields=None, **kwargs):
    if is_text(raw, update_fields):
        foresee_text(instance)


@receiver(post_save, sender=StringTranslation)
@receiver(post_save, sender=SegmentOverride)
def keep_writer(sender, instance, raw=False, update_fields=None, **kwargs):
    """Who translates a passage is an author, whoever has the page made of it. Some saves only note an error."""
    if not raw and (update_fields is None or "data" in update_fields):
        record_writer(instance)


@receiver(post_save, sender=Revision)
def check_revision(sender, instance, created=False, raw=False, update_fields=None, **kwargs):
    """Keep the text of each revision that is saved; of a page, check it."""
    if not is_text(raw, update_fields):
        return
    keep_text(instance, created)
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, Page):
        return
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
