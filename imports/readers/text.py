"""Plain text: each line is a paragraph, or a program wrapped them."""

import re

from ..document import Block, Document, Item, Kind, Span, tidy
from .decoding import decode
from .html import finish
from .inline import link_addresses
from .markdown import fill_from_markdown
from .printed import LEADERS, mend_pages, split_columns

_RULE = re.compile(r"^\s*(?:([-*_✦•=~])(?:\s*\1){2,})\s*$")
_ITEM = re.compile(r"^(\s*)(?:([-*+•·◦▪‣●○–➡→✔✅.])|(\d{1,3})[.)])[ \t\u00a0]+(\S.*)$")
_QUOTE = re.compile(r"^> ?(.*)$")
_MARKED = re.compile(r"^#{1,6} \S", re.MULTILINE)


def read_text(name: str, data: bytes) -> Document:
    """A text, with marks or without."""
    document = Document(name)
    text = decode(data, document)
    if _MARKED.search(text):
        return fill_from_markdown(document, text)
    return finish(document, read_plain(document, text))


def read_plain(document: Document, text: str) -> list[Block]:
    """The blocks of a text without marks."""
    lines = split_columns(mend_pages(text, document).split("\n"), document)
    return BlockReader(document, _is_wrapped(lines)).read(lines)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a program cut the lines at some 70 characters, as mail programs do."""
    followed = [line for line, after in zip(lines, lines[1:], strict=False) if line.strip() and after.strip()]
    followed = [line for line in followed if not _ITEM.match(line)]
    if len(followed) < 3 or max(map(len, lines)) > 110:
        return False
    return sum(40 <= len(line.rstrip()) <= 100 for line in followed) > 0.6 * len(followed)


class BlockReader:
    """Reads lines into blocks. `wrapped` lines make one paragraph; else each line is one."""

    def __init__(self, document: Document, wrapped: bool = False):
        self.document, self.wrapped = document, wrapped
        self.blocks: list[Block] = []
        self.pending: list[str] = []
        #: How far the levels of the list that is open stand in.
        self.indents: list[int] = []

    def inline(self, text: str) -> list[Span]:
        return link_addresses([Span(text)], self.document)

    def read(self, lines: list[str]) -> list[Block]:
        number = 0
        blank = True
        while number < len(lines):
            line = lines[number].rstrip()
            rows = self.count_rows(lines, number)
            number += 1
            if not line.strip():
                self.flush()
                blank = True
                continue
            last = self.blocks[-1] if self.blocks else None
            may_go_on = not blank and not self.pending
            if rows > 1:
                self.flush()
                table = [line.split("\t") for line in lines[number - 1 : number - 1 + rows]]
                grid = [[self.inline(cell.strip()) for cell in row] for row in table]
                self.blocks.append(Block(Kind.TABLE, rows=grid))
                number += rows - 1
            elif _RULE.match(line):
                self.flush()
                self.blocks.append(Block(Kind.SEPARATOR))
            elif _QUOTE.match(line):
                self.flush()
                number = self.read_quote(lines, number - 1)
            elif (match := _ITEM.match(line.expandtabs(4))) and not (self.pending and match[3] not in {None, "1"}):
                self.flush()
                self.add_item(match)
            elif may_go_on and last and last.kind == Kind.LIST and (self.wrapped or line[:2].isspace()):
                item = last.items[-1]
                item.spans = tidy([*item.spans, Span(" "), *self.inline(line.strip())])
            else:
                self.pending.append(line)
                if not self.wrapped:
                    self.flush()
            blank = False
        self.flush()
        return self.blocks

    def count_rows(self, lines: list[str], number: int) -> int:
        """How many lines from here on are rows of one table, its cells apart by tabs."""
        width = lines[number].strip("\n ").count("\t")
        end = number
        while width and end < len(lines) and lines[end].strip() and lines[end].strip("\n ").count("\t") == width:
            end += 1
        cells = [cell for line in lines[number:end] for cell in line.split("\t")]
        return end - number if all(cell.strip() for cell in lines[number].split("\t")) and any(cells) else 0

    def flush(self) -> None:
        lines, self.pending = self.pending, []
        text = " ".join(LEADERS.sub(" – ", line.strip()) for line in lines)
        if text:
            self.blocks.append(Block(Kind.PARAGRAPH, self.inline(text)))

    def add_item(self, match: re.Match) -> None:
        indent, number = len(match[1]), int(match[3]) if match[3] else None
        last = self.blocks[-1] if self.blocks and self.blocks[-1].kind == Kind.LIST else None
        if last is None or (indent == self.indents[0] and last.ordered != (number is not None)):
            last = Block(Kind.LIST, ordered=number is not None)
            self.indents = []
            self.blocks.append(last)
        while len(self.indents) > 1 and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        depth = min(len(self.indents) - 1, 3)
        last.items.append(Item(self.inline(re.sub(r"^\.\s+", "", match[4].strip())), depth, number))

    def read_quote(self, lines: list[str], number: int) -> int:
        inside = []
        while number < len(lines) and (match := _QUOTE.match(lines[number])):
            inside.append(match[1])
            number += 1
        for paragraph in re.split(r"\n\s*\n", "\n".join(inside)):
            if paragraph.strip():
                self.blocks.append(Block(Kind.QUOTE, self.inline(" ".join(paragraph.split()))))
        return number
