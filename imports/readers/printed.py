"""Texts taken from printed pages: running heads, page numbers, columns, and words cut at the end of a line."""

import re
from collections import Counter
from itertools import groupby

from django.utils.translation import gettext as _

from registers.pdf.printed import Hyphens, find_running

from ..document import Document

#: « Une partie ..... 13 », in a printed table of contents.
LEADERS = re.compile(r"(?<![\s.…])\s*+(?:\.{4,}+|…{2,}+|(?:\. ){4,}+)\s*+(?=\d{1,4}\s*$)")
_GAP = re.compile(r"(?<=\S)[ ]{3,}(?=\S)")


def mend_pages(text: str, document: Document) -> str:
    """`text` as one, without what was printed around it, its words whole; what is left out is said."""
    pages = [page.split("\n") for page in text.split("\f")]
    for page, line in find_running(pages) if len(pages) > 1 else ():
        document.drop(pages[page][line], _("a header or a footer of the printed page"))
        pages[page][line] = ""
    # Two spaces at the end are the break of a line in Markdown.
    lines = [line.rstrip() + "  " * line.endswith("  ") for page in pages for line in page]
    hyphens = Hyphens(lines)
    for number in range(len(lines) - 1):
        whole = hyphens.join(lines[number], lines[number + 1].lstrip())[0]
        if lines[number] and not whole.endswith(" "):
            # The rest of the line goes on after the word.
            word, _space, rest = lines[number + 1].lstrip().partition(" ")
            lines[number : number + 2] = [whole + word, rest.lstrip()]
    return re.sub("[\u00ad\ufffe\x02]", "", "\n".join(lines))


def split_columns(lines: list[str], document: Document) -> list[str]:
    """Lines that a program laid out in two columns: the left one, then the right one."""
    read: list[str] = []
    for _filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        rows = list(group)
        if place := find_gutter(rows):
            document.notes.append(_("A passage was in two columns: check that they follow each other."))
            rows = [*(row[:place].rstrip() for row in rows), "", *(row[place:].strip() for row in rows)]
        read += rows
    return read


def find_gutter(lines: list[str]) -> int:
    """Where the second column starts on these lines, 0 for nowhere."""
    if len(lines) < 3 or any("\t" in line for line in lines):
        return 0
    starts = Counter(match.end() for line in lines for match in _GAP.finditer(line.rstrip()))
    for place, times in starts.most_common(1):
        halves = [(line[:place].strip(), line[place:].strip()) for line in lines]
        is_clean = all(line[place - 2 : place].strip() == "" for line in lines)
        sides = [half for pair in halves for half in pair if half]
        if is_clean and times >= 0.6 * len(lines) and sum(map(len, sides)) > 15 * len(sides):
            return place
    return 0
