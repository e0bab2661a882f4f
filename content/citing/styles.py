"""A citation in the styles that teachers and journals ask for, by citeproc."""

import dataclasses
import datetime
import functools
import html
import json
import logging
import re
from pathlib import Path

from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from .csl import make_date, make_item
from .model import CitationKind, Reference

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "styles"
#: Label → the file of the style, for each language of the screen.
STYLES = {
    "ISO 690": {"fr": "iso690-fr", "en": "iso690-en"},
    "APA": {"fr": "apa", "en": "apa"},
    "Chicago": {"fr": "chicago", "en": "chicago"},
    "MLA": {"fr": "mla", "en": "mla"},
}
#: What is quoted, quotations inside it too: the processor marks those as it does the outer one.
QUOTED = re.compile(r"(?<=«)(?:[^«»]|«[^«»]*»)*(?=»)")
INNER = re.compile(r"«\s*([^«»]*?)\s*»")
#: What stands on a site or in a newspaper, which styles name after it.
STANDING = (CitationKind.ARTICLE, CitationKind.INTERVIEW, CitationKind.WEB_PAGE)
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
#: What they are given: the processor stumbles over roles that it does not know.
VARIABLES = frozenset(
    "id type title author editor interviewer publisher container-title issue issued genre language URL".split()
)


@functools.cache
def load_style(name: str, language: str):
    """A style of CSL; reading it takes some milliseconds."""
    # Its parser of XML takes a while to load: not when the site starts.
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(str(FOLDER / f"{name}.csl"), locale=LOCALES[language], validate=False)


def write_period(reference: Reference) -> dict:
    """A period of years, in words; the processor stumbles over one of days."""
    first, last = reference.date[:4], reference.end_date[:4]
    return {"literal": f"{first}–{last}"} if first != last else make_date(reference.date)


@functools.lru_cache(maxsize=2000)
def cite(reference: Reference, language: str) -> dict[str, str]:
    """Style → the citation as safe HTML, in the words of `language`.

    What was not printed by the Conseil is said after the title: that a record is cited, and not the text.
    """
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    item = make_item(reference)
    # The processor leaves what it is given as it is: markup is taken away before.
    item = json.loads(html.escape(json.dumps({name: item[name] for name in VARIABLES & set(item)}), quote=False))
    if reference.kind == CitationKind.EVENT:  # Styles know nothing of them.
        item["type"] = "document"
    if reference.kind in STANDING:
        item.setdefault("container-title", item.get("publisher", ""))
    if item.get("container-title") == item.get("publisher"):
        item.pop("publisher", None)
    if reference.end_date and "issued" in item:
        item["issued"] = write_period(reference)
    if reference.medium:
        item["title"] = f"{item['title']} [{reference.medium}]"
    # What is said of a title is no part of it: neither in italics nor quoted.
    said = re.compile(rf"( \[{re.escape(reference.medium)}\])(</i>|\s?»|’)")
    # In French the day comes first, where APA and Chicago put the month.
    is_day = language == "fr" and len(reference.date) == len("2021-06-29")
    day, month = date_format(datetime.date.fromisoformat(reference.date), "j F").split(" ") if is_day else ("", "")
    written = {}
    for label, names in STYLES.items():
        style = load_style(names[language], language)
        bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.html)
        bibliography.register(Citation([CitationItem(item["id"])]))
        try:
            text = QUOTED.sub(lambda found: INNER.sub(r"“\1”", found[0]), str(bibliography.bibliography()[0]))
            text = said.sub(r"\2\1", text).replace(f"{month} {day}", f"{day} {month}")
            written[label] = mark_safe(text)  # noqa: S308
        except (AttributeError, TypeError, ValueError, KeyError):
            # One style less is no reason to refuse a page.
            logger.exception("The style %s cannot write %s", label, reference.key)
    return written


def cite_part(reference: Reference, part: str, url: str, key: str = "") -> Reference:
    """A part of what is cited, with its own address, and its key if it has one."""
    title = gettext("“%(part)s”, in %(title)s") % {"part": part, "title": reference.full_title}
    return dataclasses.replace(
        reference, supplied_title=title, url=url, key=key or reference.key, abstract="", persistent_id=""
    )
