"""Translations follow their originals: read again, withdrawn with them, and no alias puts French online in English."""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from sections.following import PUBLICATION, WITHDRAWAL, follows
from sections.locales import get_language_of

from .changes import find_changes, tell_translators
from .entries import is_entry
from .progress import get_target_locale, refresh

logger = logging.getLogger(__name__)


@receiver(pre_save)
def keep_aliases_offline(sender, instance, raw=False, **kwargs):
    """A copy, in another language, of a page that is not translated stays a draft."""
    if raw or not isinstance(instance, Page) or not instance.alias_of_id or not instance.live:
        return
    original = Page.objects.filter(pk=instance.alias_of_id).values_list("locale", flat=True).first()
    if original != instance.locale_id:
        instance.live = False


@receiver(post_save)
def refresh_entry(sender, instance, raw=False, created=False, **kwargs):
    """An entry of a register is read again as a page is; what belongs to something else is refreshed with it."""
    if not raw and not created and is_entry(sender):
        refresh_later(instance)


@follows(PUBLICATION, "newsroom.translations")
def refresh_later(instance) -> None:
    """Once the transaction is over, read the segments of a French original again, if it is translated."""
    if not instance.locale_id or get_language_of(instance) != settings.LANGUAGE_CODE:
        return
    source = TranslationSource.objects.filter(object_id=instance.translation_key, locale_id=instance.locale_id)
    if pk := source.values_list("pk", flat=True).first():
        transaction.on_commit(lambda: _refresh(pk))


def _refresh(pk: int) -> None:
    try:
        source, locale = TranslationSource.objects.get(pk=pk), get_target_locale()
        before = find_changes(source, locale)
        refresh(source)
        tell_translators(source, locale, before)
    except Exception:  # noqa: BLE001 — the original is saved: it is no reason to fail.
        logger.exception("The segments of translation source %s could not be refreshed", pk)


def get_online_translations(original) -> list:
    """The pages that the public reads as translations of `original`; none of a translation."""
    if get_language_of(original) != settings.LANGUAGE_CODE:
        return []
    return list(original.get_translations().live())


@follows(WITHDRAWAL, "newsroom.translations")
def withdraw_translations(original) -> None:
    """What is withdrawn in French is withdrawn in English, however it was: by its editor, a selection, its date."""
    for page in get_online_translations(original):
        page.specific.unpublish(set_expired=original.expired, user=get_active_log_context().user)
