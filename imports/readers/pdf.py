"""PDFs: the lines of their pages put together into titles, paragraphs, lists, tables and notes, as a page of HTML."""

import io
import re
from collections import Counter
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registers.pdf.reading import BROKEN, ENCRYPTED, IMAGE_ONLY, TOO_BIG, Line, PdfText, Sheet, read_pdf

from ..cleaning import clean_text
from ..document import Document, ImportRefused
from .html import finish, read_blocks

_MARK = re.compile(r"^(?:([•·▪◦●■○➢➔→✓\uf0b7\uf0a7\uf0d8–—-]|o(?=\t))|(\d{1,3})[.)]|([a-z])[.)])\s+(?=\S)")
_NOTE = re.compile(r"^\[?(\d{1,3}|[*†‡]+)\]?[.)]?\s+")
_STUCK = re.compile(r"(?<=[a-zà-ÿ.,»”!?])\d{1,3}(?=[\s.,;:]|$)")
_END = re.compile(r"[.!?:;…][»”\")]?$")
#: In sizes of the letters: what stands in, a gap between paragraphs, the end of a line that is not full, a title.
INDENT, GAP, SHORT, BIG = 0.7, 1.35, 4, 1.08
MAX_TITLE, MAX_BOLD = 250, 120
#: The share of a page that a picture worth a word has.
PICTURE = 0.01
REFUSED = {
    ENCRYPTED: gettext_lazy("The PDF is protected by a password: save it without."),
    BROKEN: gettext_lazy("The PDF is broken or incomplete."),
    IMAGE_ONLY: gettext_lazy("The PDF is made of pictures: have its text recognised (OCR) first."),
    TOO_BIG: gettext_lazy("The file is too large."),
}


def read_pdf_file(name: str, data: bytes) -> Document:
    """What was printed around the text and pages that are pictures are said."""
    found = read_pdf(io.BytesIO(data))
    if found.state in REFUSED:
        raise ImportRefused(str(REFUSED[found.state]))
    document = Document(name, encoding="utf-8")
    for number, sheet in enumerate(found.sheets, 1):
        for words in sheet.around:
            document.drop(words, _("a header or a footer of the printed page"))
        if max(sheet.images, default=0) > PICTURE and not sheet.is_scan:
            document.drop(f"p. {number}", _("an image: add it by hand, with its alternative text"))
    if scans := found.scans:
        pages = ", ".join(map(str, scans))
        document.notes.append(_("Pages that are pictures without a text: %(pages)s.") % {"pages": pages})
        document.drop(f"p. {pages}", _("a page that is a picture: have its text recognised (OCR)"))
    return finish(document, read_blocks(document, PdfWriter(found, document).write()))


class Paragraph:
    """Lines that make one title, paragraph or item."""

    def __init__(self, line: Line, page: int, style: tuple):
        self.lines, self.first, self.page, self.style = [line], page, page, style
        self.mark = _MARK.match(line.text)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


class PdfWriter:
    """Writes a PDF as HTML."""

    def __init__(self, found: PdfText, document: Document):
        self.found, self.document, self.size = found, document, found.size or 10
        lines = [line for sheet in found.sheets for line in sheet.lines]
        gaps = [round(a.y - b.y) for a, b in zip(lines, lines[1:], strict=False) if 0 < a.y - b.y < 3 * self.size]
        #: From one line to the next, in points.
        self.leading = Counter(gaps).most_common(1)[0][0] if gaps else 1.2 * self.size
        self.is_bold = sum(len(line.text) * (1 if line.is_bold else -1) for line in lines) > 0
        self.margins = {}
        for sheet in found.sheets:
            for line in sheet.lines:
                near = [o for o in sheet.lines if o.meets(line) and abs(o.size - line.size) < 1]
                self.margins[id(line)] = min(o.left for o in near), max(o.right for o in near)
        for sheet in found.sheets:
            self.close_gaps(sheet.lines)
            self.close_gaps(sheet.lines[::-1])
        #: Whether the first line of a paragraph stands in.
        self.stands_in = sum(map(self.is_in, lines)) > 0.04 * len(lines)
        self.paragraphs: list[Paragraph] = []
        self.notes: dict[tuple[int, str], list[Line]] = {}
        self.called: dict[tuple[int, str], int] = {}

    def write(self) -> str:
        for page, sheet in enumerate(self.found.sheets):
            self.read_sheet(page, sheet)
        styles = [self.get_level(p) for p in self.paragraphs]
        ranks = {style: rank for rank, style in enumerate(sorted({s for s in styles if s}, reverse=True), 1)}
        parts = [self.write_paragraph(p, ranks.get(style, 0)) for p, style in zip(self.paragraphs, styles, strict=True)]
        for key, lines in self.notes.items():
            place = self.called.setdefault(key, len(self.called) + 1)
            words = _NOTE.sub("", self.write_lines(lines, key[0], calls=False), count=1)
            words = re.sub(r"^<sup>\W*\d+\W*</sup>\s*", "", words)
            parts.append(f'<div id="note-{place}"><a href="#call-{place}">{place}</a> {words}</div>')
        return f"<body>{''.join(parts)}</body>"

    def close_gaps(self, lines: list[Line]) -> None:
        """In a line as wide as the one beside it, which has no cells, wide gaps only fill the column."""
        for before, line in zip(lines, lines[1:], strict=False):
            near = 0 < abs(before.y - line.y) <= GAP * self.leading and before.meets(line)
            full = all(abs(one.right - self.margins[id(one)][1]) < 1 for one in (before, line))
            if near and full and "\t" not in before.text:
                line.runs = [[words.replace("\t", " "), *others] for words, *others in line.runs]

    def read_sheet(self, page: int, sheet: Sheet) -> None:
        for line in sheet.lines:
            style = (round(line.size * 2) / 2, line.is_bold)
            last = self.paragraphs[-1] if self.paragraphs else None
            if last and self.goes_on(last, line, page, style):
                last.lines.append(line)
                last.page = page
            else:
                self.paragraphs.append(Paragraph(line, page, style))
        key = next(reversed(self.notes), None)
        for line in sheet.notes:
            if match := _NOTE.match(line.text):
                key = page, match[1]
                self.notes[key] = []
            if key:
                self.notes[key].append(line)

    def goes_on(self, last: Paragraph, line: Line, page: int, style: tuple) -> bool:
        """Whether a line belongs to the paragraph before it."""
        before, size = last.lines[-1], line.size
        if abs(style[0] - last.style[0]) > 0.06 * size or (
            style[1] != last.style[1] and (style[1] or self.get_level(last))
        ):
            return False
        down = before.y - line.y
        is_big = style[0] >= BIG * self.size and page == last.page and 0 < down < GAP * 1.15 * size
        if is_big or _MARK.match(line.text) or "\t" in line.text or "\t" in _MARK.sub("", before.text):
            return is_big
        if page != last.page or down < 0:
            # The paragraph goes on in the next column or overleaf, unless it had ended.
            is_open = not _END.search(before.text) or line.text[:1].islower()
            return is_open or (self.stands_in and not self.is_in(line) and not last.mark and not self.get_level(last))
        if down > GAP * max(self.leading, 1.15 * size):
            return False
        if self.get_level(last):
            return True
        if last.mark:
            return line.left > last.lines[0].left + INDENT / 2 * size or not _END.search(before.text)
        if self.is_in(line) and not self.is_in(before):
            return len(last.lines) == 1 and not _END.search(before.text)
        return not (_END.search(before.text) and before.right < self.margins[id(line)][1] - SHORT * size)

    def is_in(self, line: Line) -> bool:
        return line.left > self.margins[id(line)][0] + INDENT * line.size

    def get_level(self, paragraph: Paragraph) -> tuple | None:
        """What ranks a title among the others, None for a paragraph: the size of its letters."""
        text, (size, is_bold) = self.found.join(paragraph.lines)[0], paragraph.style
        if len(text) > MAX_TITLE or not any(c.isalpha() for c in text):
            return None
        is_head = is_bold and not self.is_bold and len(text) <= MAX_BOLD and size >= 0.95 * self.size
        is_head = is_head and text[-1] not in ".;,:" and "\t" not in text
        return (size, is_bold) if size >= BIG * self.size or is_head else None

    def write_paragraph(self, paragraph: Paragraph, rank: int) -> str:
        words = self.write_lines(paragraph.lines, paragraph.first, bold=not rank).replace("\t", " ")
        if rank:
            return f"<h{min(rank, 6)}>{words}</h{min(rank, 6)}>"
        mark = paragraph.mark
        if not mark:
            return f"<p>{words}</p>"
        words = _MARK.sub("", re.sub(r"^(?:<\w+>)*(?=\W|\w[.)]|\d)", "", words), count=1) if not mark[3] else words
        lefts = sorted({round(p.lines[0].left / 6) for p in self.paragraphs if p.mark and p.page == paragraph.page})
        level = min(lefts.index(round(paragraph.lines[0].left / 6)) + 1, 4)
        number = f'<span style="mso-list:ignore">{mark[2]}.</span>' if mark[2] else ""
        return f'<p style="mso-list:l0 level{level}">{number}{words}</p>'

    def write_lines(self, lines: list[Line], page: int, bold: bool = True, calls: bool = True) -> str:
        """The runs of lines, their words whole."""
        parts: list[str] = []
        for number, line in enumerate(lines):
            following = lines[number + 1].text if number + 1 < len(lines) else ""
            joined, _other = self.found.hyphens.join(line.text, following)
            for place, (words, style, address) in enumerate(line.runs):
                if place == len(line.runs) - 1 and following and not joined.endswith(" "):
                    words = words.rstrip()
                    words = words if joined == line.text else words[:-1] + joined[len(line.text) - 1 :]
                style = style if bold else style.strip("b")
                parts.append(self.write_run(clean_text(words), style, address, page, calls))
            parts.append(" " if following and joined.endswith(" ") else "")
        return "".join(parts)

    def write_run(self, words: str, style: str, address: str, page: int, calls: bool) -> str:
        bare, html = words.strip(" []()"), escape(words, quote=False)
        key = self.find_note(bare, page) if calls and "^" in style else None
        if key:
            return f"{self.write_call(key)}{' ' * words.endswith(' ')}"
        if calls:
            # Some fonts have raised figures of their own.
            html = _STUCK.sub(lambda m: self.write_call(k) if (k := self.find_note(m[0], page)) else m[0], html)
        tags = [tag for sign, tag in (("b", "b"), ("i", "i"), ("^", "sup"), ("_", "sub")) if sign in style]
        for tag in tags if html.strip() else ():
            html = f"<{tag}>{html}</{tag}>"
        return f'<a href="{escape(address)}">{html}</a>' if address and html.strip() else html

    def write_call(self, key: tuple[int, str]) -> str:
        place = self.called.setdefault(key, len(self.called) + 1)
        return f'<sup><a id="call-{place}" href="#note-{place}">{place}</a></sup>'

    def find_note(self, number: str, page: int) -> tuple[int, str] | None:
        """The note that a number calls: of its page, or of a later one, those of a whole text being at its end."""
        keys = [key for key in self.notes if key[1] == number and key[0] >= page and key not in self.called]
        return keys[0] if keys else None
