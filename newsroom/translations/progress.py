"""How much of a text is translated, by segments (see wagtail-localize), and what readers would still read in French."""

import re
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import ngettext
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationLog, TranslationSource
from wagtail_localize.segments.extract import extract_segments

from sections.locales import get_locale

_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"<[^>]*>|&\w+;")
#: An address may stay in French: it is no text.
UNREAD_PATHS = ["slug"]
#: Outside the follow-up by segments, shorter texts may be the same in both languages: names, numbers.
MIN_WORDS = 4
#: How many texts a sentence quotes.
SHOWN = 3


def get_source_locale() -> Locale:
    """The language in which texts are written."""
    return get_locale(settings.LANGUAGE_CODE)


def get_target_locale() -> Locale | None:
    """The language in which they are translated."""
    codes = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return get_locale(codes[0]) if codes else None


def is_text(data: str) -> bool:
    """Whether there is anything to translate: « 2021 » reads the same everywhere."""
    return bool(_LETTER.search(_TAG.sub("", data)))


def get_segments(locale: Locale):
    """The segments that readers read; `is_translated` of each: a translation that is empty or wrong is none."""
    own = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"), context_id=OuterRef("context_id"), locale=locale, has_error=False
    )
    segments = StringSegment.objects.exclude(context__path__in=UNREAD_PATHS)
    return segments.annotate(is_translated=Exists(own.exclude(data="")))


def get_missing(source, locale: Locale) -> list[StringSegment]:
    """The segments of `source` that are not translated, in the order of the text."""
    segments = get_segments(locale).filter(source=source, is_translated=False).select_related("string", "context")
    return [segment for segment in segments.order_by("order", "pk") if is_text(segment.string.data)]


def get_progress(locale: Locale) -> dict[int, tuple[int, int]]:
    """Source → (segments, of which translated), for every source: two queries."""
    segments = get_segments(locale).order_by()
    totals = Counter(dict(segments.values_list("source").annotate(number=Count("pk"))))
    missing: Counter = Counter()
    for source, data in segments.filter(is_translated=False).values_list("source", "string__data"):
        # What has nothing to translate does not count.
        missing[source] += is_text(data)
        totals[source] -= not is_text(data)
    return {source: (total, total - missing[source]) for source, total in totals.items()}


def get_follow(page) -> Translation | None:
    """How a page in English follows its original passage by passage; None when it does not."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()


def get_untranslated(page) -> list[str]:
    """The French texts that readers in English would read on `page`, as it is in memory."""
    source_locale = get_source_locale()
    if not isinstance(page, Page) or source_locale is None or page.locale_id in (None, source_locale.pk):
        return []
    original = Page.objects.filter(translation_key=page.translation_key, locale=source_locale).first()
    if original is None:
        return []
    found: dict[str, None] = {}
    translation = get_follow(page)
    if translation:
        refresh(translation.source)
        found = dict.fromkeys(segment.string.data for segment in get_missing(translation.source, page.locale))
    french = set(_get_texts(original.specific))
    # What somebody said stays in French is its own translation.
    rows = StringTranslation.objects.filter(context__object_id=page.translation_key, locale=page.locale)
    kept = set(rows.filter(data=F("translation_of__data")).values_list("data", flat=True))
    for text in _get_texts(page.specific):
        if text in french and text not in kept and (translation or len(_TAG.sub(" ", text).split()) >= MIN_WORDS):
            found[text] = None
    return list(found)


def _get_texts(page) -> list[str]:
    """The texts of a page, as segments."""
    values = (segment for segment in extract_segments(page) if hasattr(segment, "string"))
    return [v.string.data for v in values if v.path not in UNREAD_PATHS and is_text(v.string.data)]


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


def refresh(source: TranslationSource) -> None:
    """Have the segments of `source` be those of what is online in French."""
    TranslationSource.update_or_create_from_instance(source.get_source_instance())


@transaction.atomic
def write_live(source: TranslationSource, target, user, publish: bool):
    """Write the translation of a page that is online, or of an entry, as its draft, then publish that draft if asked."""
    page = source.get_ephemeral_translated_instance(target.locale, fallback=True)
    if hasattr(target, "slug"):
        page.slug = target.slug
    revision = page.save_revision(user=user)
    if isinstance(target, Page):
        source.sync_view_restrictions(source.get_source_instance(), target)
    if publish:
        transaction.on_commit(revision.publish)
    TranslationLog.objects.create(source=source, locale=target.locale, revision=revision)
    return page
