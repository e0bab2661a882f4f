"""From a document to an issue of the letter."""

import re

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.credits import People, add_credits, find_credits
from imports.document import Block, Document, Kind
from imports.french_dates import find_date, find_dated, is_right_weekday
from imports.importer import Importer, take_title
from imports.streams import MAX_HEADING, share_notes, write_heading, write_stream
from imports.structure import split_emoji

from .models import CenumIssuePage

_GREETING = re.compile(r"\bnous sommes\s+(?:le|ce)\b", re.IGNORECASE)
_BETWEEN_TOPICS = re.compile(r"\s*✦\s*")
MAX_TEASER = 600
#: Where the date and the teaser are looked for.
HEAD = 8


class IssueImporter(Importer):
    """A letter, from the mail that was sent or from its text."""

    name = "cenum"
    label = gettext_lazy("Letter")
    model = CenumIssuePage
    formats = (".eml", ".msg", ".html", ".htm", ".md", ".txt", ".mht", ".mhtml", ".zip")

    def recognise(self, document: Document) -> int:
        head = " ".join(block.text for block in document.blocks[:HEAD])
        if _GREETING.search(head):
            return 90
        if document.is_mail:
            return 80
        return 60 if "✦" in head else 10

    def get_key(self, document: Document) -> str:
        day = get_date(document)[0]
        return f"cenum-{day}" if day else f"cenum-{slugify(take_title(document)[0])[:80]}"

    def get_same(self, document: Document) -> Q:
        day, title = get_date(document)[0], take_title(document)[0]
        return Q(date=day) & Q(title__iexact=title) if day else Q(date=None, title__iexact=title)

    def fill(self, page: CenumIssuePage, document: Document) -> None:
        day, weekday, is_said = get_date(document)
        page.title, blocks = take_title(document)
        page.draft_title = page.title
        if day:
            page.date, page.date_precision = day, "day"
            page.slug = page.slug or str(day)
        another_day = _("The letter says %(weekday)s, which was another day: check the date.") % {"weekday": weekday}
        doubts = {
            another_day: day and not is_right_weekday(day, weekday),
            _("The letter does not give its date; that of the mail or of the file was taken."): day and not is_said,
            _("No date was found: give one."): not day,
        }
        document.notes += [words for words, is_so in doubts.items() if is_so]
        page.teaser_topics, blocks = take_topics(blocks)
        page.body = make_sections(blocks, document)
        self.credit(page, document)

    def credit(self, page: CenumIssuePage, document: Document) -> None:
        credited = [row for block in document.blocks[-6:] for row in find_credits(block.text)]
        _matched, unknown = add_credits(page, credited, People()) if credited else ([], [])
        for name in unknown:
            document.notes.append(_("%(name)s is credited but is not in the register of people.") % {"name": name})
        if not credited:
            document.notes.append(_("No credits were found."))


def get_date(document: Document) -> tuple:
    """(date or None, the day of the week that is written or "", whether the text itself gives it)."""
    head = [block.text for block in document.blocks[:HEAD]]
    for text in sorted(head, key=lambda text: not _GREETING.search(text)):
        greeting = _GREETING.search(text)
        found = find_dated(text[greeting.start() :][:80] if greeting else text[:120])
        if found and (greeting or len(text) < 120):
            return found[0], found[1], True
    return document.date or find_date(document.name), "", False


def take_topics(blocks: list[Block]) -> tuple[str, list[Block]]:
    """(the topics that the letter announces, one a line; the other blocks)."""
    for number, block in enumerate(blocks[:3]):
        if block.kind == Kind.HEADING and number:
            break
        if block.kind in {Kind.PARAGRAPH, Kind.HEADING} and "✦" in block.text and len(block.text) <= MAX_TEASER:
            topics = [" ".join(topic.split()) for topic in _BETWEEN_TOPICS.split(block.text)]
            return "\n".join(topic for topic in topics if topic), blocks[:number] + blocks[number + 1 :]
    return "", blocks


def make_sections(blocks: list[Block], document: Document) -> list[dict]:
    """The parts of an issue: each heading opens one, nested by its level."""
    levels = sorted({block.level for block in blocks if block.kind == Kind.HEADING})
    parts: list[tuple[int, str, str, list[Block]]] = []
    for block in blocks:
        if block.kind == Kind.HEADING and len(block.text) <= MAX_HEADING:
            emoji, words = split_emoji(write_heading(block, document))
            level = min(levels.index(block.level) + 1, 3, (parts[-1][0] if parts else 0) + 1)
            parts.append((level, emoji[:16], words, []))
        else:
            if not parts:
                parts.append((1, "", "", []))
            parts[-1][3].append(block)
    share_notes([content for *_head, content in parts], blocks)
    return [
        {
            "type": "section",
            "value": {
                "level": str(level),
                "emoji": emoji,
                "heading": heading,
                "plan_label": "" if heading else _("Opening"),
                "anchor": "",
                "content": write_stream(content, document),
            },
        }
        for level, emoji, heading, content in parts
    ]
