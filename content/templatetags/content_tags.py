"""What templates need to show contents: dates in words, trames, faces, languages, structured data."""

import json
import re
import zlib
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, override
from wagtail.models import Page, Site

from sections.query import active_locale, get_installed_types, visible
from themes.labels import get_active_themes
from themes.models import Theme
from themes.trames import COLOURS, DEFAULT_COLOUR, DEFAULT_PATTERN, get_dress

from ..models import ContentPage
from ..models.provenance import DEMONSTRATION, is_demonstration, mark
from ..reading import french_spaces
from ..references.citations import get_cited_sources, get_sources_of
from ..related import get_naming_records, get_other_language
from ..social_cards import get_card_url

register = template.Library()
register.simple_tag(get_cited_sources, name="cited_sources")
register.simple_tag(get_sources_of, name="sources_of")
register.simple_tag(get_naming_records, name="records_naming")
register.simple_tag(get_other_language, name="word_in_language")
register.simple_tag(is_demonstration, name="is_demo")
#: Depth of the home page in the tree.
HOME_DEPTH = 2


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
        return gettext("Date unknown") if unknown and getattr(page, "is_dated", True) else ""
    if page.iso_date:
        return format_html('<time datetime="{}">{}</time>', page.iso_date, words)
    return words


@register.simple_tag
def kind_of(page) -> str:
    """What a page is; marked as of its own language where its editors said it in words of theirs."""
    label, language = page.kind_label, get_other_language(page)
    if not language or label.casefold() in (str(known).casefold() for known in page.get_search_kinds().values()):
        return label
    return format_html('<span lang="{}">{}</span>', language, label)


@register.filter
def trame(thing) -> str:
    """The classes that give an element the colour and pattern of a theme; a page varies those of its first one."""
    theme = thing if hasattr(thing, "pattern") else getattr(thing, "main_theme", None)
    colour = getattr(theme, "colour", "") or DEFAULT_COLOUR
    pattern = getattr(theme, "pattern", "") or DEFAULT_PATTERN
    classes = f"trame--{colour} trame--{pattern}"
    reference = getattr(thing, "reference", "")
    return f"{classes} {get_dress(reference).classes}" if reference and theme is not thing else classes


@register.filter
def initials(name) -> str:
    """« Anne-Marie Le Goff » gives « AG »: the first letters of the first and the last word that have a capital."""
    words = [word for word in re.split(r"[\s’'-]+", str(name)) if word[:1].isupper() or word[:1].isdigit()]
    return "".join(word[0] for word in dict.fromkeys(words[:1] + words[-1:])) or str(name)[:1].upper()


@register.filter
def face_colour(name) -> str:
    """A colour that is always the same for a name."""
    colours = list(COLOURS)
    return f"trame--{colours[zlib.crc32(str(name).encode()) % len(colours)]}"


@register.simple_tag(takes_context=True)
def themes_of(context, page) -> list:
    """The page's themes in the active language: one query for all the pages of a request."""
    if "localized_themes" in page.__dict__:
        return page.localized_themes
    themes = list(page.themes.all())
    locale = active_locale()
    if all(theme.locale_id == locale.pk for theme in themes):
        return themes
    cache = {theme.translation_key: theme for theme in get_active_themes(context.get("request"))}
    return [cache.get(theme.translation_key, theme) for theme in themes]


def display_size(size: int) -> str:
    """« 1,3 Mo », « 45 ko »: decimal units, as the State's sites write them."""
    if size >= 1_000_000:
        return gettext("%(size)s MB") % {"size": number_format(size / 1_000_000, 1)}
    return gettext("%(size)s kB") % {"size": number_format(max(size / 1_000, 1), 0)}


@register.simple_tag
def document_details(document, pages=None) -> str:
    """« PDF, 12 pages, 1,3 Mo »: what the reader wants to know before downloading."""
    parts = [document.file_extension.upper()]
    if pages:
        parts.append(ngettext("%(n)d page", "%(n)d pages", pages) % {"n": pages})
    if size := document.get_file_size():
        parts.append(display_size(size))
    return ", ".join(parts)


def absolute_url(request, path: str) -> str:
    """`path` with the host that the site is known by, whatever host it was asked on."""
    site = Site.find_for_request(request)
    return urljoin(f"{site.root_url}/", path) if site else request.build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def language_links(context) -> list[dict]:
    """The site's languages: code, name, address, is_current, and is_exact when this very page exists in it."""
    request, page = context.get("request"), context.get("page")
    if request is None:
        return []
    if not hasattr(request, "language_links"):
        listing, is_translated = context.get("listing"), context.get("is_translated", True)
        request.language_links = _get_language_links(request, page, listing, is_translated)
    return request.language_links


def _get_language_links(request, page, listing, is_translated: bool) -> list[dict]:
    current = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    here = listing.canonical_url if listing is not None else request.get_full_path()
    is_page = isinstance(page, Page) and page.pk
    siblings = getattr(page, "public_translations", None) if is_page else ()
    if siblings is None:
        siblings = visible(Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk))
        siblings = siblings.select_related("locale")
    translations = {sibling.locale.language_code: sibling.get_url(request) for sibling in siblings}
    links = []
    for code, name in settings.LANGUAGES:
        if code == current:
            url, exact = page.get_url(request) if is_page else here, True
        elif code in translations:
            url, exact = translations[code], True
        elif is_page or not is_translated:
            home = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
            # Only a page that the public may read has an address in a language that it lacks.
            reference = getattr(page, "reference", "") if getattr(page, "is_known_public", False) else ""
            url, exact = (f"{home}id/{reference}/" if reference else home), False
        else:
            url, exact = translate_url(here, code), True
        links.append({"code": code, "name": name, "url": url, "is_current": code == current, "is_exact": exact})
    return links


@register.simple_tag(takes_context=True)
def alternates(context) -> list[dict]:
    """The languages in which this very page exists, when there are two or more (`hreflang`)."""
    exact = [link for link in language_links(context) if link["is_exact"]]
    if len(exact) < 2 or context.get("has_own_address"):
        return []
    return [link | {"url": absolute_url(context["request"], link["url"])} for link in exact]


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    """The one address of what is shown: that of the original for a page shown in another language."""
    request, page, listing = context.get("request"), context.get("page"), context.get("listing")
    if request is None:
        return ""
    if listing is not None:
        return absolute_url(request, listing.canonical_url)
    if isinstance(page, Page) and page.pk and not context.get("has_own_address"):
        return page.get_full_url(request) or ""
    return absolute_url(request, request.path)


@register.simple_tag(takes_context=True)
def social_image(context) -> dict | None:
    """The social card of a content page that the public may read: its address and its words."""
    request, page = context.get("request"), context.get("page")
    if request is None or not isinstance(page, ContentPage) or not page.live:
        return None
    return {"url": absolute_url(request, get_card_url(page)), "alt": f"{page.title} – {page.kind_label}"}


@register.simple_tag(takes_context=True)
def breadcrumb(context) -> list[dict]:
    """The way to this page: title and address of each step; the last one has no address.

    A view that is not a page gives `crumbs`, a list of (title, address); a page's own views give
    `crumb`, their title.
    """
    request, page, crumbs = context.get("request"), context.get("page"), context.get("crumbs")
    home = "/" if (get_language() or "").startswith(settings.LANGUAGE_CODE) else f"/{get_language()}/"
    steps = [{"title": gettext("Home"), "url": home}]
    if crumbs:
        return steps + [{"title": title, "url": url} for title, url in crumbs]
    if not isinstance(page, Page) or page.depth is None or page.depth < 3:
        return []
    above = page.get_ancestors().filter(depth__gt=HOME_DEPTH, content_type__in=get_installed_types()).live()
    steps += [{"title": a.title, "url": a.get_url(request)} for a in above]
    if title := context.get("crumb"):
        steps.append({"title": page.title, "url": page.get_url(request)})
    return [*steps, {"title": title or page.title, "url": ""}]


@register.simple_tag(takes_context=True)
def marked(context, text: str) -> str:
    """Words of the page as they leave it."""
    return mark(text, context.get("page"))


@register.simple_tag(takes_context=True)
def json_ld(context, data) -> str:
    """A block of structured data; nothing in it can close the element or be taken for markup."""
    if not data:
        return ""
    if is_demonstration(context.get("page")):
        data = data | {"disambiguatingDescription": DEMONSTRATION}
    text = json.dumps(data, ensure_ascii=False, default=str)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def external_host(url) -> str:
    """The host of an address, without `www.`, to say where a link leads."""
    return re.sub(r"^https?://(www\.)?([^/:?#]+).*$", r"\2", str(url))


@register.filter
def say_language(code: str) -> str:
    """« (en français) », beside what leads to another language than the screen's."""
    return {"fr": gettext("(in French)"), "en": gettext("(in English)")}.get(code, f"({code})")


@register.filter
def named(entry) -> str:
    """The name of a person or an organisation, marked as of the site's first language where it is: in France alone."""
    language = "" if getattr(entry, "country", True) else get_other_language(entry)
    return format_html('<span lang="{}">{}</span>', language, entry.name) if language else getattr(entry, "name", "")


@register.simple_tag
def link(url: str, words, lang: str = "", hreflang: str = "", css: str = "") -> str:
    """A link that says where it leads (`hreflang`) in its own language, `lang`: those that are not of the screen."""
    given = {"href": url, "class": css, "lang": lang, "hreflang": hreflang}
    with override(lang or get_language()):
        attributes = flatatt({name: value for name, value in given.items() if value})
        return format_html("<a{}>{}{}</a>", attributes, typo(words), f" {say_language(hreflang)}" if hreflang else "")


@register.simple_tag(takes_context=True)
def link_to(context, thing, words="", css: str = "") -> str:
    """The same to a page or a `RelatedLink`; other words than its title are in the language of the screen."""
    lang, hreflang = (get_other_language(thing),) * 2 if isinstance(thing, Page) else (thing.lang, thing.hreflang)
    url = thing.get_url(context.get("request")) or "" if isinstance(thing, Page) else thing.url
    return link(url, words or thing.title, "" if words else lang, hreflang, css)


@register.simple_tag(takes_context=True)
def root_themes(context) -> list[Theme]:
    """The broad themes in the active language."""
    return [theme for theme in get_active_themes(context.get("request")) if theme.parent_id is None]
