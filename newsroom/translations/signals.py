"""Translations follow their originals: segments are refreshed, and no alias puts French online in English."""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page, TranslatableMixin
from wagtail.signals import page_published, page_unpublished
from wagtail_localize.models import TranslationSource

from sections.locales import get_language_of

from .withdrawing import withdraw_translations

logger = logging.getLogger(__name__)


@receiver(pre_save)
def keep_aliases_offline(sender, instance, raw=False, **kwargs):
    """A copy, in another language, of a page that is not translated stays a draft."""
    if raw or not isinstance(instance, Page) or not instance.alias_of_id or not instance.live:
        return
    original = Page.objects.filter(pk=instance.alias_of_id).values_list("locale", flat=True).first()
    if original != instance.locale_id:
        instance.live = False


@receiver(page_published)
def refresh_page(sender, instance, **kwargs):
    refresh_later(instance)


@receiver(page_unpublished)
def withdraw(sender, instance, **kwargs):
    withdraw_translations(instance)


@receiver(post_save)
def refresh_entry(sender, instance, raw=False, created=False, **kwargs):
    """The same for an entry of a register; what belongs to something else is refreshed with it."""
    is_entry = issubclass(sender, TranslatableMixin) and not issubclass(sender, Page)
    if is_entry and not raw and not created and not hasattr(instance, "page_id"):
        refresh_later(instance)


def refresh_later(instance) -> None:
    """Once the transaction is over, read the segments of a French original again, if it is translated."""
    if not instance.locale_id or get_language_of(instance) != settings.LANGUAGE_CODE:
        return
    source = TranslationSource.objects.filter(object_id=instance.translation_key, locale_id=instance.locale_id).first()
    if source:
        transaction.on_commit(lambda: _refresh(source.pk))


def _refresh(pk: int) -> None:
    from .guards import refresh

    try:
        refresh(TranslationSource.objects.get(pk=pk))
    except Exception:  # noqa: BLE001 — the original is saved: it is no reason to fail.
        logger.exception("The segments of translation source %s could not be refreshed", pk)
