"""The site's languages, remembered: a few rows that only an administrator changes."""

from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language
from wagtail.models import Locale

_locales: dict[str, Locale] = {}


def forget_locales(**kwargs) -> None:
    """Read the languages again, next time."""
    _locales.clear()


post_save.connect(forget_locales, sender=Locale)
post_delete.connect(forget_locales, sender=Locale)


def get_locale(language: str) -> Locale | None:
    """The locale of a language code, or None."""
    if language not in _locales:
        _locales.update({locale.language_code: locale for locale in Locale.objects.all()})
    return _locales.get(language)


def get_language_of(row) -> str:
    """The language code of a translatable row; no query."""
    for _ in range(2):
        for code, locale in _locales.items():
            if locale.pk == row.locale_id:
                return code
        get_locale("")
    return row.locale.language_code


def set_locales(rows: list) -> list:
    """Give each of the translatable `rows` its locale, without a query nor a join; return them."""
    for row in rows:
        if locale := get_locale(get_language_of(row)):
            row._state.fields_cache["locale"] = locale
    return rows


def active_locale() -> Locale:
    """The locale of the request; the site's first one when none matches."""
    language = (get_language() or "").split("-")[0]
    return get_locale(language) or Locale.get_default()
