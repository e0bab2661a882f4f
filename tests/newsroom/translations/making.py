"""Translating in tests: what a translator does, without the screens."""

from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from tests.factories import get_locale


def submit(instance, language: str = "en"):
    """Submit `instance` for translation; return its target, or None when it was not made."""
    locale = get_locale(language)
    translate_object(instance, [locale])
    return get_target(instance, language)


def get_target(instance, language: str = "en"):
    return type(instance).objects.filter(translation_key=instance.translation_key, locale=get_locale(language)).first()


def get_translation(instance, language: str = "en") -> Translation:
    return Translation.objects.get(source__object_id=instance.translation_key, target_locale=get_locale(language))


def fill(instance, language: str = "en", **texts) -> None:
    """Translate the segments of `instance`: those of `texts` by path, the others as « EN … »."""
    source = TranslationSource.objects.get(object_id=instance.translation_key)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=get_locale(language),
            defaults={
                "data": texts.get(segment.context.path, f"EN {segment.string.data}"),
                "translation_type": "manual",
            },
        )


def publish(instance, capture) -> None:
    """Put what is translated online; `capture` runs what waits for the end of the transaction."""
    with capture(execute=True):
        get_translation(instance).save_target(publish=True)
