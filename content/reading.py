"""Preparing a text for reading: anchors on headings, numbered paragraphs, footnote calls, a plan."""

import dataclasses
import re

from bs4 import BeautifulSoup, NavigableString
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from registers.names import find_free

from .passages import make_anchor

#: How a text calls note 2: « [2] ».
NOTE_CALL = re.compile(r"\[(\d{1,3})\]")
NBSP, NARROW = "\u00a0", "\u202f"
#: A space before a high punctuation mark; a mark without one, in an address or an hour, is left alone.
_HIGH_MARKS = re.compile(r"[ \u00a0\u202f]([;!?:»])")
_OPENING = re.compile(r"«[ \u00a0\u202f]")
_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}\b|%|€|[kKMG]o\b)")


def french_spaces(text: str) -> str:
    """French typography: no line begins with a punctuation mark, no number is broken in two.

    Spaces that must not break become unbreakable; nothing else changes.
    """
    text = _HIGH_MARKS.sub(lambda match: (NARROW if match[1] in ";!?" else NBSP) + match[1], text)
    return _NUMBERS.sub(NARROW, _OPENING.sub(f"«{NBSP}", text))


@dataclasses.dataclass
class PlanEntry:
    """A heading of the plan."""

    text: str
    anchor: str
    level: int


@dataclasses.dataclass
class ReadingBlock:
    """A block ready to be shown: numbered HTML for paragraphs, else the block itself."""

    block: object
    kind: str
    html: str = ""
    anchor: str = ""


@dataclasses.dataclass
class Reading:
    """A text with its plan and notes."""

    blocks: list[ReadingBlock] = dataclasses.field(default_factory=list)
    plan: list[PlanEntry] = dataclasses.field(default_factory=list)
    #: (number, HTML) of each footnote, in order.
    notes: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    #: The notes that the text has called so far.
    called: set[str] = dataclasses.field(default_factory=set)
    #: The anchors of the paragraphs so far, of the other texts of the page too.
    anchors: set[str] = dataclasses.field(default_factory=set)
    paragraphs: int = 0
    words: int = 0

    @property
    def minutes(self) -> int:
        """Reading time at 230 words a minute, at least one."""
        return max(1, round(self.words / 230))


class Anchors:
    """Gives each heading of a page an anchor of its own."""

    def __init__(self, used=()):
        self.used: set[str] = set(used)

    def make(self, text: str, wanted: str = "") -> str:
        base = wanted or slugify(strip_tags(text))[:60].strip("-") or "partie"
        anchor = find_free(base, self.used.__contains__)
        self.used.add(anchor)
        return anchor


def read_stream(stream, anchors: Anchors | None = None, prefix: str = "", first_paragraph: int | None = 1) -> Reading:
    """Prepare a StreamField value.

    `prefix` goes before the anchors of notes, so that several texts can share a page;
    paragraphs are numbered from `first_paragraph`, or not at all when it is None.
    """
    anchors = anchors or Anchors()
    reading = Reading(anchors=anchors.used)
    for block in stream:
        if block.block_type == "footnotes":
            for note in block.value["notes"]:
                reading.notes.append((len(reading.notes) + 1, mark_safe(expand_db_html(note.source))))  # noqa: S308
    for block in stream:
        if block.block_type == "heading":
            anchor = anchors.make(block.value["text"], block.value.get("anchor") or "")
            reading.plan.append(PlanEntry(block.value["text"], anchor, int(block.value["level"])))
            reading.blocks.append(ReadingBlock(block, "heading", anchor=anchor))
            reading.words += len(block.value["text"].split())
        elif block.block_type == "paragraph":
            html = _number(block.value.source, reading, prefix, first_paragraph)
            reading.blocks.append(ReadingBlock(block, "paragraph", html=html))
        elif block.block_type != "footnotes":
            reading.blocks.append(ReadingBlock(block, "block"))
    return reading


def _number(source: str, reading: Reading, prefix: str, first: int | None) -> str:
    soup = BeautifulSoup(expand_db_html(source), "html.parser")
    for paragraph in soup.find_all("p"):
        if not paragraph.get_text(strip=True):
            paragraph.decompose()
            continue
        if first is None:
            continue
        number = first + reading.paragraphs
        reading.paragraphs += 1
        anchor = make_anchor(paragraph.get_text())
        # The same words twice have one address: the first that says them.
        if anchor not in reading.anchors:
            reading.anchors.add(anchor)
            paragraph["id"] = anchor
        paragraph["class"] = "cn-paragraph"
        attributes = {"href": f"#{anchor}", "class": "cn-paragraph__number"}
        attributes["aria-label"] = gettext("Paragraph %(number)d") % {"number": number}
        paragraph.insert(0, soup.new_tag("a", attrs=attributes, string=str(number)))
    _link_notes(soup, reading, prefix)
    reading.words += len(soup.get_text(" ").split())
    return mark_safe(str(soup))  # noqa: S308


def _link_notes(soup: BeautifulSoup, reading: Reading, prefix: str) -> None:
    """Turn « [2] » into a link to note 2 where the text has such a note; the first call gets the way back."""
    numbers = {number for number, _html in reading.notes}
    for text in list(soup.find_all(string=NOTE_CALL)):
        if text.find_parent("a"):
            continue
        parts = NOTE_CALL.split(str(text))
        pieces = [NavigableString(parts[0])]
        for digits, after in zip(parts[1::2], parts[2::2], strict=True):
            if int(digits) in numbers:
                attributes = {"href": f"#{prefix}note-{digits}", "class": "cn-note-call"}
                attributes["aria-label"] = gettext("Note %(number)s") % {"number": digits}
                if digits not in reading.called:
                    reading.called.add(digits)
                    attributes["id"] = f"{prefix}appel-{digits}"
                call = soup.new_tag("sup")
                call.append(soup.new_tag("a", attrs=attributes, string=digits))
                pieces.append(call)
            else:
                pieces.append(NavigableString(f"[{digits}]"))
            pieces.append(NavigableString(after))
        text.replace_with(*pieces)
