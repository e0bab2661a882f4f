"""Laying out results."""

import re
from html import unescape
from urllib.parse import quote

from django import template
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from content.reading import french_spaces

from ..contract import Item, PassageHit
from ..families import get_family_label
from ..why import explain

register = template.Library()

#: How much of a summary is shown.
SUMMARY = 240
#: How many words are marked in the first extract, and in the others.
MARKS_FIRST, MARKS = 3, 1
#: How many people are named.
PEOPLE = 4


@register.simple_tag
def highlighted(item: Item, field: str) -> SafeString:
    """A field of a result with the words found in <mark>, else its plain text; "" when there is none."""
    html = item.highlights.get(field)
    if not html:
        text = getattr(item.document, field)
        html = conditional_escape(Truncator(text).chars(SUMMARY) if field == "summary" else text)
    if (get_language() or "").startswith("fr"):
        html = french_spaces(str(html))
    return mark_safe(join_marks(html))  # noqa: S308


def join_marks(html: str) -> str:
    """Words found that follow each other are one mark."""
    return html.replace("</mark> <mark>", " ")


register.simple_tag(explain, name="reasons")


@register.simple_tag
def people_of(item: Item) -> str:
    """The people of a page, the first ones by name."""
    names = [name for name in item.document.people.splitlines() if name]
    if len(names) <= PEOPLE:
        return ", ".join(names)
    return gettext("%(names)s and %(count)d others") % {
        "names": ", ".join(names[: PEOPLE - 1]),
        "count": len(names) - PEOPLE + 1,
    }


@register.filter
def passage_label(hit: PassageHit) -> str:
    """« page 12 », « 12:40 », else its title."""
    if hit.page_no:
        return gettext("page %(number)s") % {"number": hit.page_no}
    return " – ".join(part for part in (hit.timecode, hit.title) if part) or gettext("extract")


@register.simple_tag
def snippet(hit: PassageHit, first: bool) -> SafeString:
    """The extract, with a few of the words found in <mark>: a page of results keeps within its limit of elements."""
    html, kept = join_marks(hit.html), MARKS_FIRST if first else MARKS
    parts = html.split("<mark>")
    if len(parts) > kept + 1:
        head, tail = "<mark>".join(parts[: kept + 1]), "".join(parts[kept + 1 :])
        html = head + tail.replace("</mark>", "")
    return mark_safe(html)  # noqa: S308


#: Words that follow each other without a sign in between, and the beginning of one: « l’ ».
_RUN = re.compile(r"[\w’'-]+(?: [\w’'-]+){0,4}")
_BEGINNING = re.compile(r"[\w’'-]*\Z")


@register.simple_tag
def words_there(hit: PassageHit) -> str:
    """The first words found, whole, with those that follow: where a browser that can looks for them in the page."""
    before, _mark, after = (unescape(strip_tags(part)) for part in join_marks(hit.html).partition("<mark>"))
    found = _RUN.match(_BEGINNING.search(before)[0] + after)
    return quote(found[0], safe="").replace("-", "%2D") if found else ""


@register.simple_tag
def other_language(item: Item) -> str:
    """The language code of a result when it is not that of the screen."""
    code = item.document.language
    return "" if (get_language() or "").startswith(code) else code


@register.simple_tag
def family_label(item: Item) -> str:
    """What a result that is no page is."""
    return getattr(item.object, "search_label", "") or get_family_label(item.document.family)
