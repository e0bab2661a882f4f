"""What templates need to show contents: dates in words, trames, faces, languages, structured data."""

import json
import re
import zlib

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from wagtail.models import Page

from sections.query import active_locale
from themes.models import Theme
from themes.trames import COLOURS, DEFAULT_COLOUR, DEFAULT_PATTERN

from ..typography import french_spaces

register = template.Library()


@register.filter
def typo(text) -> str:
    """French typography: no line begins with a punctuation mark, no number is broken in two."""
    if not (get_language() or "").startswith("fr"):
        return text
    spaced = french_spaces(str(text))
    return mark_safe(spaced) if isinstance(text, SafeString) else spaced  # noqa: S308


@register.simple_tag
def page_date(page, unknown: bool = True) -> str:
    """The page's date in a `<time>`, its period in words, or that it is unknown."""
    words = page.display_date
    if not words:
        return gettext("Date unknown") if unknown else ""
    if page.iso_date:
        return format_html('<time datetime="{}">{}</time>', page.iso_date, words)
    return words


@register.filter
def trame(thing) -> str:
    """The classes that give an element the colour and pattern of a page or of a theme."""
    theme = thing if hasattr(thing, "pattern") else getattr(thing, "main_theme", None)
    colour = getattr(theme, "colour", "") or DEFAULT_COLOUR
    pattern = getattr(theme, "pattern", "") or DEFAULT_PATTERN
    return f"trame--{colour} trame--{pattern}"


@register.filter
def initials(name) -> str:
    """« Anne-Marie Le Goff » gives « AL »: the first letters of the first two words that have a capital."""
    words = [word for word in re.split(r"[\s’']+", str(name)) if word[:1].isupper() or word[:1].isdigit()]
    return "".join(word[0] for word in words[:2]) or str(name)[:1].upper()


@register.filter
def face_colour(name) -> str:
    """A colour that is always the same for a name."""
    colours = list(COLOURS)
    return f"trame--{colours[zlib.crc32(str(name).encode()) % len(colours)]}"


@register.simple_tag(takes_context=True)
def themes_of(context, page) -> list:
    """The page's themes in the active language: one query for all the pages of a request."""
    themes = list(page.themes.all())
    locale = active_locale()
    if all(theme.locale_id == locale.pk for theme in themes):
        return themes
    request = context.get("request")
    cache = getattr(request, "theme_translations", None)
    if cache is None:
        cache = {theme.translation_key: theme for theme in Theme.objects.filter(locale=locale)}
        if request is not None:
            request.theme_translations = cache
    return [cache.get(theme.translation_key, theme) for theme in themes]


@register.simple_tag
def document_details(document, pages=None) -> str:
    """« PDF, 12 pages, 1,3 Mo »: what the reader wants to know before downloading."""
    parts = [document.file_extension.upper()]
    if pages:
        parts.append(ngettext("%(n)d page", "%(n)d pages", pages) % {"n": pages})
    size = document.file_size
    if size is None:
        size = document.get_file_size()
    if size:
        parts.append(filesizeformat(size))
    return ", ".join(parts)


@register.simple_tag
def word_in_language(page) -> str:
    """The language code of a page when it is not that of the screen, for `lang` attributes."""
    code = page.locale.language_code
    return "" if (get_language() or "").startswith(code) else code


@register.simple_tag(takes_context=True)
def language_links(context) -> list[dict]:
    """The site's languages: code, name, address, whether it is this one, whether this very page exists in it."""
    request, page = context.get("request"), context.get("page")
    current = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    translations = {}
    if isinstance(page, Page) and page.pk:
        siblings = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).live().public()
        for sibling in siblings.select_related("locale"):
            translations[sibling.locale.language_code] = sibling.get_full_url(request)
    links = []
    for code, name in settings.LANGUAGES:
        url, exact = "", False
        if code == current or request is None:
            pass
        elif code in translations:
            url, exact = translations[code], True
        elif isinstance(page, Page):
            home = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
            reference = getattr(page, "reference", "")
            url = f"{home}id/{reference}/" if reference else home
        else:
            url = translate_url(request.get_full_path(), code)
            exact = context.get("is_translated", True)
        links.append({"code": code, "name": name, "url": url, "is_current": code == current, "is_exact": exact})
    return links


@register.simple_tag
def is_demo() -> bool:
    """Whether this is a demonstration site, which search engines must not list."""
    return settings.DEMO


@register.simple_tag
def json_ld(data) -> str:
    """A block of structured data; nothing in it can close the element or be taken for markup."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, default=str)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def external_host(url) -> str:
    """The host of an address, without `www.`, to say where a link leads."""
    return re.sub(r"^https?://(www\.)?([^/:?#]+).*$", r"\2", str(url))


@register.simple_tag
def lang_attribute(page) -> str:
    """` lang="fr" hreflang="fr"` for a link to a page in another language than the screen's."""
    code = word_in_language(page)
    return format_html(' lang="{}" hreflang="{}"', code, code) if code else ""
