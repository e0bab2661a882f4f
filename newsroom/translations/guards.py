"""French text is never published as English, whichever way a page or an entry goes online.

Neither Wagtail nor wagtail-localize has a hook that all of these ways pass: the editor, bulk
actions, schedules, the end of a workflow, the “publish” boxes of wagtail-localize. So two actions
are wrapped, once: publishing a revision, and writing a translation down.
"""

import functools

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import Translation, TranslationLog, TranslationSource
from wagtail_localize.segments.extract import extract_segments

from .progress import UNREAD_PATHS, count_words, get_kept, get_missing, get_source_locale, is_text

#: Outside the follow-up by segments, shorter texts may be the same in both languages: names, numbers.
MIN_WORDS = 4
SHOWN = 3


class UntranslatedError(PublishPagePermissionError):
    """Publishing would show French text as English; `texts` are those texts."""

    def __init__(self, page, texts: list[str]):
        super().__init__(describe(texts))
        self.page, self.texts = page, texts


def describe(texts: list[str]) -> str:
    """What is not translated, in one sentence."""
    shown = ", ".join(f"«\u00a0{text[:60]}\u00a0»" for text in texts[:SHOWN])
    more = ", …" if len(texts) > SHOWN else ""
    words = ngettext(
        "%(count)s passage is still in French: %(texts)s.",
        "%(count)s passages are still in French: %(texts)s.",
        len(texts),
    )
    return words % {"count": len(texts), "texts": shown + more}


def install() -> None:
    """Put the guards in place, once."""
    if getattr(PublishPageRevisionAction, "is_translation_guarded", False):
        return
    PublishPageRevisionAction.is_translation_guarded = True
    PublishPageRevisionAction.execute = _guard_publication(PublishPageRevisionAction.execute)
    TranslationSource.create_or_update_translation = _guard_writing(TranslationSource.create_or_update_translation)


def _guard_publication(execute):
    @functools.wraps(execute)
    def guarded(self, skip_permission_checks=False):
        check_translation(self.object)
        return execute(self, skip_permission_checks=skip_permission_checks)

    return guarded


def check_translation(page) -> None:
    """Raise `UntranslatedError` if publishing `page`, as it is in memory, would show French as English."""
    if texts := get_untranslated(page):
        raise UntranslatedError(page, texts)


def get_untranslated(page) -> list[str]:
    """The French texts that readers in English would read on `page`, as it is in memory."""
    source_locale = get_source_locale()
    if not isinstance(page, Page) or source_locale is None or page.locale_id in (None, source_locale.pk):
        return []
    original = Page.objects.filter(translation_key=page.translation_key, locale=source_locale).first()
    if original is None:
        return []
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    found: dict[str, None] = {}
    if translation:
        refresh(translation.source)
        found = dict.fromkeys(segment.string.data for segment in get_missing(translation.source, page.locale))
    french = set(_get_texts(original.specific))
    kept = get_kept(page.translation_key, page.locale)
    for text in _get_texts(page.specific):
        if text in french and text not in kept and (translation or count_words(text) >= MIN_WORDS):
            found[text] = None
    return list(found)


def _get_texts(page) -> list[str]:
    """The texts of a page, as segments."""
    values = (segment for segment in extract_segments(page) if hasattr(segment, "string"))
    return [v.string.data for v in values if v.path not in UNREAD_PATHS and is_text(v.string.data)]


def refresh(source) -> None:
    """Have the segments of `source` be those of what is online in French."""
    TranslationSource.update_or_create_from_instance(source.get_source_instance())


def _guard_writing(write):
    @functools.wraps(write)
    def guarded(self, locale, user=None, publish=True, copy_parent_pages=False, fallback=False):
        target = self.specific_content_type.model_class().objects.filter(translation_key=self.object_id, locale=locale)
        target = target.first()
        model = self.specific_content_type.model_class()
        is_live = isinstance(target, Page) and target.live
        missing = get_missing(self, locale)
        # An entry of a register has no draft: it is written down once it is whole.
        if missing and (publish or not issubclass(model, DraftStateMixin)):
            raise ValidationError(describe([segment.string.data for segment in missing]))
        if is_live:
            return write_live(self, target, user, publish), False
        return write(self, locale, user=user, publish=publish, copy_parent_pages=copy_parent_pages, fallback=fallback)

    return guarded


@transaction.atomic
def write_live(source, target, user, publish: bool):
    """Write the translation of a page that is online as its draft, then publish that draft if asked.

    wagtail-localize writes it over what readers see first, whoever may publish it.
    """
    page = source.get_ephemeral_translated_instance(target.locale, fallback=True)
    page.slug = target.slug
    revision = page.save_revision(user=user)
    source.sync_view_restrictions(source.get_source_instance(), target)
    if publish:
        transaction.on_commit(revision.publish)
    TranslationLog.objects.create(source=source, locale=target.locale, revision=revision)
    return page


def explain_refusal(page, texts: list[str]) -> str:
    """What the editor is told."""
    return _("“%(title)s” is not published in English. %(why)s") % {
        "title": page.get_admin_display_title(),
        "why": describe(texts),
    }
