"""From the HTML of the site's blocks to plain text for mails: 72 columns, links written out."""

import re
import textwrap

from bs4 import NavigableString, Tag
from django.utils.translation import gettext

from .mail_html import absolute, parse

WIDTH = 72
BLOCKS = {
    "p", "div", "section", "aside", "figure", "figcaption", "blockquote", "details", "summary", "article", "nav",
    "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "dl", "hr", "header", "footer",
}  # fmt: skip
_SPACES = re.compile(r"[ \t\n\r\f]+")


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """Wrap one paragraph; a word longer than a line (an address) is never cut."""
    return textwrap.fill(
        _SPACES.sub(" ", text).strip(),
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def underline(text: str, character: str) -> str:
    """A heading, wrapped, with a line under it."""
    lines = wrap(text).splitlines()
    return "\n".join([*lines, character * max((len(line) for line in lines), default=0)])


def to_text(html: str, base: str) -> str:
    """Rewrite the HTML of blocks as wrapped paragraphs; `base` is the address of the page."""
    return "\n\n".join(_write_blocks(parse(html), base, ""))


def _write_blocks(parent: Tag, base: str, indent: str) -> list[str]:
    """The paragraphs of an element, in order."""
    written, inline = [], []

    def flush():
        text = _SPACES.sub(" ", "".join(inline)).strip()
        inline.clear()
        if text:
            written.append(wrap(text, indent))

    for child in parent.children:
        if isinstance(child, Tag) and (child.name in BLOCKS or child.find(BLOCKS)):
            flush()
            written += _write_block(child, base, indent)
        elif isinstance(child, Tag) and child.name == "br":
            flush()
        else:
            inline.append(_write_inline(child, base))
    flush()
    return written


def _write_block(element: Tag, base: str, indent: str) -> list[str]:
    if element.name in {"ul", "ol"}:
        return [_write_list(element, base, indent)]
    if element.name == "table":
        return [_write_table(element, base, indent)]
    if element.name == "hr":
        return [indent + "* * *"]
    if element.name == "blockquote":
        return _write_blocks(element, base, indent + "> ")
    if element.name == "a":
        return [wrap(_write_inline(element, base), indent)]
    return _write_blocks(element, base, indent)


def _write_list(element: Tag, base: str, indent: str) -> str:
    lines = []
    for number, item in enumerate(element.find_all("li", recursive=False), 1):
        mark = f"{number}. " if element.name == "ol" else "- "
        parts = _write_blocks(item, base, indent + " " * len(mark))
        text = "\n".join(parts)
        lines.append(indent + mark + text[len(indent) + len(mark) :])
    return "\n".join(lines)


def _write_table(element: Tag, base: str, indent: str) -> str:
    lines = []
    if element.caption:
        lines.append(wrap(element.caption.get_text(" "), indent))
    for row in element.find_all("tr"):
        cells = [_SPACES.sub(" ", _write_inline(cell, base)).strip() for cell in row.find_all(["th", "td"])]
        lines.append(wrap(" | ".join(cells), indent, indent + "  "))
    return "\n".join(lines)


def _write_inline(node, base: str) -> str:
    if isinstance(node, NavigableString):
        return str(node)
    if node.name == "img":
        alternative = node.get("alt", "").strip()
        return gettext("[Image: %(text)s]") % {"text": alternative} if alternative else ""
    if node.name == "br":
        return " "
    text = "".join(_write_inline(child, base) for child in node.children)
    if node.name == "a":
        address = absolute(node.get("href", ""), base)
        words = _SPACES.sub(" ", text).strip()
        if address and address.removeprefix("mailto:") != words:
            return f"{words} <{address.removeprefix('mailto:')}>"
        return words
    if node.name == "sup":
        return f"[{text.strip()}]"
    return text
