"""How much of a text is translated, by segments (see wagtail-localize)."""

import re
from collections import Counter, defaultdict

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation

from sections.locales import get_locale

_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"<[^>]*>|&\w+;")
#: An address may stay in French: it is no text.
UNREAD_PATHS = ["slug"]


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


def count_words(data: str) -> int:
    return len(_TAG.sub(" ", data).split())


def annotate_translations(segments, locale: Locale):
    """Tell of each segment whether it `is_translated`: a translation that is empty or wrong is none."""
    own = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"), context_id=OuterRef("context_id"), locale=locale, has_error=False
    )
    return segments.annotate(is_translated=Exists(own.exclude(data="")))


def get_segments(locale: Locale):
    """The segments of every source that readers read."""
    return annotate_translations(StringSegment.objects.exclude(context__path__in=UNREAD_PATHS), locale)


def get_missing(source, locale: Locale) -> list[StringSegment]:
    """The segments of `source` that are not translated, in the order of the text."""
    segments = get_segments(locale).filter(source=source, is_translated=False).select_related("string", "context")
    return [segment for segment in segments.order_by("order", "pk") if is_text(segment.string.data)]


def get_progress(locale: Locale) -> dict[int, tuple[int, int]]:
    """Source → (segments, of which translated), for every source: two queries."""
    segments = get_segments(locale).order_by()
    totals = dict(segments.values_list("source").annotate(number=Count("pk")))
    missing: Counter = Counter()
    nothing: defaultdict = defaultdict(int)
    for source, data in segments.filter(is_translated=False).values_list("source", "string__data"):
        if is_text(data):
            missing[source] += 1
        else:
            nothing[source] += 1
    return {
        source: (total - nothing[source], total - nothing[source] - missing[source]) for source, total in totals.items()
    }


def get_kept(key, locale: Locale) -> set[str]:
    """The texts that somebody said stay in French: their translation is themselves."""
    rows = StringTranslation.objects.filter(context__object_id=key, locale=locale, data=F("translation_of__data"))
    return set(rows.values_list("data", flat=True))
