"""The neutral document: what every reader gives, and what the sections' importers take."""

import dataclasses
import datetime
import enum
import re

from django.utils.translation import gettext_lazy as _

from registers.uploads import FileRefused

#: What a block is.
Kind = enum.StrEnum("Kind", "HEADING PARAGRAPH LIST QUOTE SEPARATOR TABLE NOTE PICTURE")


@dataclasses.dataclass(frozen=True)
class Span:
    """Words of one style; `href` is an address that was found safe, or "".

    One that calls a note has its number as `note`, and says « [3] ».
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    note: int = 0
    #: "sup", "sub" or "".
    raised: str = ""


@dataclasses.dataclass
class Item:
    """An item of a list; `depth` 0 is the outermost."""

    spans: list[Span]
    depth: int = 0
    #: The number that was written before it, in a numbered list.
    number: int | None = None


@dataclasses.dataclass
class Block:
    """One block of a document; which fields serve depends on its kind."""

    kind: Kind
    spans: list[Span] = dataclasses.field(default_factory=list)
    #: Of a heading: 1 is the highest. Of a note: its number.
    level: int = 0
    items: list[Item] = dataclasses.field(default_factory=list)
    ordered: bool = False
    #: Of a table: rows of cells, the first the heads.
    rows: list[list[list[Span]]] = dataclasses.field(default_factory=list)
    #: Of a table: its caption. Of a picture: its alternative text.
    caption: str = ""
    #: Of a picture: its bytes.
    data: bytes = b""

    def change(self, act) -> None:
        """Have `act` give other spans for those of the block, of its items and of its cells."""
        self.spans = act(self.spans)
        for item in self.items:
            item.spans = act(item.spans)
        self.rows = [[act(cell) for cell in row] for row in self.rows]

    @property
    def text(self) -> str:
        """Its words alone."""
        if self.kind == Kind.LIST:
            return "\n".join(get_words(item.spans) for item in self.items)
        if self.kind == Kind.TABLE:
            return "\n".join(" ".join(get_words(cell) for cell in row) for row in self.rows)
        if self.kind == Kind.HEADING:
            return get_words([span for span in self.spans if not span.note])
        return get_words(self.spans)


@dataclasses.dataclass(frozen=True)
class Dropped:
    """Something of the source that is not on the page, and why."""

    what: str
    reason: str


@dataclasses.dataclass
class Document:
    """A source, read."""

    name: str
    blocks: list[Block] = dataclasses.field(default_factory=list)
    #: What the file says of itself, outside its text.
    title: str = ""
    date: datetime.date | None = None
    author: str = ""
    is_mail: bool = False
    #: Whether its headings are the source's own, not guessed from its lines.
    is_marked: bool = False
    #: The file itself.
    data: bytes = b""
    #: Pictures that the source holds, by the address that its text gives them.
    pictures: dict[str, bytes] = dataclasses.field(default_factory=dict)
    #: The address that those of its text start from, if it says one.
    base: str = ""
    #: Images made of them for this import.
    images: list = dataclasses.field(default_factory=list)
    encoding: str = ""
    dropped: list[Dropped] = dataclasses.field(default_factory=list)
    #: The same, at full length: the judge looks there for what the page has not.
    left: list[str] = dataclasses.field(default_factory=list)
    #: What an editor should know, in words.
    notes: list[str] = dataclasses.field(default_factory=list)

    def drop(self, what: str, reason: str) -> None:
        """Say that something was left out; the same thing is said once."""
        self.left.append(what)
        entry = Dropped(" ".join(what.split())[:200], reason)
        if entry not in self.dropped:
            self.dropped.append(entry)

    @property
    def text(self) -> str:
        """The words of its blocks."""
        return "\n".join(block.text for block in self.blocks)


class ImportRefused(FileRefused):
    """The file cannot be imported; the message says why, in words for an editor. Nothing was written."""


EMPTY = _("The file holds no text.")


def iterate_spans(block: Block):
    yield from block.spans
    for item in block.items:
        yield from item.spans
    for row in block.rows:
        for cell in row:
            yield from cell


def get_words(spans: list[Span]) -> str:
    return "".join(span.text for span in spans).strip()


def tidy(spans: list[Span]) -> list[Span]:
    """Join neighbours of one style; no space at either end, no two in a row."""
    joined: list[Span] = []
    for span in spans:
        text = re.sub(r"[ \t\r\f\v\u2028\u2029]+", " ", span.text)
        text = re.sub(r" *\n *", "\n", text)
        if joined and joined[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if not text:
            continue
        if joined and dataclasses.replace(joined[-1], text="") == dataclasses.replace(span, text=""):
            joined[-1] = dataclasses.replace(joined[-1], text=joined[-1].text + text)
        else:
            joined.append(dataclasses.replace(span, text=text))
    if joined:
        joined[0] = dataclasses.replace(joined[0], text=joined[0].text.lstrip())
        joined[-1] = dataclasses.replace(joined[-1], text=joined[-1].text.rstrip())
    return [span for span in joined if span.text]


def join_blocks(blocks: list[Block], between: str) -> list[Span]:
    """The words of blocks in one text."""
    joined: list[Span] = []
    for block in blocks:
        cells = [cell for row in block.rows for cell in row]
        for spans in (block.spans, *([Span("– "), *item.spans] for item in block.items), *cells):
            joined += [*([Span(between)] if joined and spans else []), *spans]
    return tidy(joined)


def split_spans(spans: list[Span], at: str) -> list[list[Span]]:
    """The parts of a text, cut where the pattern `at` is: its lines, its paragraphs."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        first, *others = re.split(at, span.text)
        parts[-1].append(dataclasses.replace(span, text=first))
        parts += [[dataclasses.replace(span, text=other)] for other in others]
    return [part for part in map(tidy, parts) if part]
