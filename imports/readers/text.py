"""Plain text and Markdown."""

import re

from django.utils.translation import gettext as _

from ..document import HEADING, LIST, PARAGRAPH, QUOTE, SEPARATOR, TABLE, Block, Document, Item, Span, tidy
from ..sentences import strip_markup
from ..structure import find_titles
from .decoding import decode
from .inline import read_inline

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_RULE = re.compile(r"^\s*(?:([-*_✦•=~])(?:\s*\1){2,})\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{2,})\s*$")
_ITEM = re.compile(r"^(\s*)(?:([-*+•·◦▪‣●○–➡→✔✅.])|(\d{1,3})[.)])[ \t\u00a0]+(\S.*)$")
_QUOTE = re.compile(r"^ {0,3}> ?(.*)$")
_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
_ROW_RULE = re.compile(r"^\s*\|[\s:|-]+\|\s*$")
_ACTIVE = re.compile(
    r"<(script|style|iframe|object|svg|form|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?>")
#: « Une partie ..... 13 », in a printed table of contents.
_LEADERS = re.compile(r"\s*(?:\.{4,}|…{2,}|(?:\. ){4,})\s*(?=\d{1,4}\s*$)")
_TERMINAL = tuple('.!?…:»"”)*')


def read_markdown(name: str, data: bytes) -> Document:
    """A text with marks."""
    document = Document(name)
    return fill_from_text(document, decode(data, document), markdown=True)


def read_text(name: str, data: bytes) -> Document:
    """A text, with marks or without."""
    document = Document(name)
    text = decode(data, document)
    return fill_from_text(document, text, markdown=bool(re.search(r"^#{1,6} \S", text, re.MULTILINE)))


def fill_from_text(document: Document, text: str, markdown: bool) -> Document:
    """Give `document` the blocks of `text`."""
    text = _drop_tags(text, document)
    document.text = strip_markup(text) if markdown else text
    lines = text.expandtabs(4).split("\n")
    document.blocks = BlockReader(document, markdown, not markdown and _is_wrapped(lines)).read(lines)
    document.is_marked = markdown
    if not markdown:
        document.blocks = find_titles(document.blocks)
    return document


def _drop_tags(text: str, document: Document) -> str:
    """A text carries no HTML: what runs is dropped with what is in it, other tags leave their words."""

    def drop(match):
        document.drop(match[0][:120], _("a script, a style or a frame"))
        return ""

    text = _ACTIVE.sub(drop, _COMMENT.sub("", text) if "<!--" in text else text)
    if _TAG.search(text):
        for tag in list(dict.fromkeys(_TAG.findall(text)))[:20]:
            document.drop(tag, _("an HTML tag in a text: its words are kept"))
        text = _TAG.sub("", re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE))
    return text


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a program cut the lines at some 70 characters, as mail programs do."""
    followed = [line for line, after in zip(lines, lines[1:], strict=False) if line.strip() and after.strip()]
    followed = [line for line in followed if not _ITEM.match(line)]
    if len(followed) < 3 or max(map(len, lines)) > 110:
        return False
    return sum(50 <= len(line.rstrip()) <= 100 for line in followed) > 0.6 * len(followed)


class BlockReader:
    """Reads lines into blocks. `wrapped` lines make one paragraph; else each line of a text is one."""

    def __init__(self, document: Document, markdown: bool, wrapped: bool = False):
        self.document, self.markdown, self.wrapped = document, markdown, wrapped
        self.blocks: list[Block] = []
        self.pending: list[str] = []

    def inline(self, text: str) -> list[Span]:
        return read_inline(text, self.document, self.markdown)

    def read(self, lines: list[str]) -> list[Block]:
        number = 0
        blank = True
        while number < len(lines):
            line = lines[number]
            number += 1
            if not line.strip() or re.match(r"^\s*(```|~~~)", line):
                self.flush()
                blank = True
                continue
            if self.markdown and (match := _HEADING.match(line)):
                self.flush()
                self.add(Block(HEADING, _unbold(self.inline(match[2])), level=len(match[1])))
            elif self.markdown and self.pending and len(self.pending) == 1 and (match := _UNDERLINE.match(line)):
                title, self.pending = self.pending[0], []
                self.add(Block(HEADING, _unbold(self.inline(title)), level=1 if "=" in match[1] else 2))
            elif _RULE.match(line):
                self.flush()
                self.add(Block(SEPARATOR))
            elif self.markdown and _ROW.match(line) and number < len(lines) and _ROW_RULE.match(lines[number]):
                self.flush()
                number = self.read_table(lines, number - 1)
            elif _QUOTE.match(line) and (self.markdown or line.startswith(">")):
                self.flush()
                number = self.read_quote(lines, number - 1)
            elif (match := _ITEM.match(line)) and not (self.pending and match[3] not in {None, "1"}):
                self.flush()
                self.add_item(match)
            elif (
                not blank and not self.pending and self.blocks and self.blocks[-1].kind == LIST and self.continues(line)
            ):
                item = self.blocks[-1].items[-1]
                item.spans = tidy([*item.spans, Span(" "), *self.inline(line.strip())])
            else:
                self.pending.append(line)
                if not self.markdown and not self.wrapped:
                    self.flush()
            blank = False
        self.flush()
        return self.blocks

    def add(self, block: Block) -> None:
        if block.kind == SEPARATOR or block.text:
            self.blocks.append(block)

    def continues(self, line: str) -> bool:
        """Whether a line that follows an item belongs to it."""
        return self.markdown or self.wrapped or line.startswith("  ")

    def flush(self) -> None:
        lines, self.pending = self.pending, []
        if not lines:
            return
        if all(_LEADERS.search(line) for line in lines) and len(lines) > 1:
            entries = [_LEADERS.sub(" – ", line.strip()) for line in lines]
            self.add(Block(LIST, items=[Item(self.inline(entry)) for entry in entries]))
            self.document.notes.append(_("The printed table of contents was kept; the site makes its own."))
            return
        text = ""
        for line in lines:
            hard = self.markdown and line.endswith(("  ", "\\"))
            text += line.strip().removesuffix("\\") + ("\n" if hard else " ")
        self.add_paragraph(Block(PARAGRAPH, self.inline(text.strip())))

    def add_paragraph(self, block: Block) -> None:
        """A sentence that the end of a printed page cut in two is made one again."""
        words, last = block.text, self.blocks[-1] if self.blocks else None
        if self.markdown and last and words[:1].islower() and last.kind in {PARAGRAPH, LIST}:
            before = last.text
            if len(before) > 60 and not before.endswith((*_TERMINAL, ";")):
                if last.kind == LIST:
                    last.items[-1].spans = tidy([*last.items[-1].spans, Span(" "), *block.spans])
                else:
                    last.spans = tidy([*last.spans, Span(" "), *block.spans])
                return
        self.add(block)

    def add_item(self, match: re.Match) -> None:
        indent, number = len(match[1]), int(match[3]) if match[3] else None
        last = self.blocks[-1] if self.blocks and self.blocks[-1].kind == LIST else None
        if last is None:
            last = Block(LIST, ordered=number is not None)
            last.indents = []
            self.blocks.append(last)
        elif indent == last.indents[0] and last.ordered != (number is not None):
            last = Block(LIST, ordered=number is not None)
            last.indents = []
            self.blocks.append(last)
        while len(last.indents) > 1 and indent < last.indents[-1]:
            last.indents.pop()
        if not last.indents or indent > last.indents[-1] + 1:
            last.indents.append(indent)
        depth = min(len(last.indents) - 1, 3)
        last.items.append(Item(self.inline(re.sub(r"^\.\s+", "", match[4].strip())), depth, number))

    def read_quote(self, lines: list[str], number: int) -> int:
        inside = []
        while number < len(lines) and (match := _QUOTE.match(lines[number])):
            inside.append(match[1])
            number += 1
        for paragraph in re.split(r"\n\s*\n", "\n".join(inside)):
            self.add(Block(QUOTE, self.inline(" ".join(paragraph.split()))))
        return number

    def read_table(self, lines: list[str], number: int) -> int:
        rows = []
        while number < len(lines) and (match := _ROW.match(lines[number])):
            if not _ROW_RULE.match(lines[number]):
                rows.append(
                    [self.inline(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", match[1])]
                )
            number += 1
        self.add(Block(TABLE, rows=rows))
        return number


def _unbold(spans: list[Span]) -> list[Span]:
    """A heading that is bold all along is just a heading."""
    return [Span(span.text, False, span.italic, span.href) for span in spans]
