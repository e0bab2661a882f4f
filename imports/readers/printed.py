"""Texts taken from printed pages: running heads, page numbers, columns, and words cut at the end of a line."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from ..document import Document

#: « Une partie ..... 13 », in a printed table of contents.
LEADERS = re.compile(r"(?<![\s.…])\s*+(?:\.{4,}+|…{2,}+|(?:\. ){4,}+)\s*+(?=\d{1,4}\s*$)")
_NUMBER = re.compile(r"^\W*(?:page\s*|p\.\s*)?\d{1,4}(?:\s*(?:/|sur|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
#: A word cut in two: the signs that only say so, or a hyphen that may be the word's own.
_CUT = re.compile(
    r"(?<![^\W\d_])([^\W\d_]++)([-\u00ad\u2010\ufffe\x02])[ \t]{0,9}\n[ \t]{0,99}([^\W\d_]++)([^\s\w-]{0,9})[ \t]*+"
)
_WORDS = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
_GAP = re.compile(r"(?<=\S)[ ]{3,}(?=\S)")
#: Lines at the top and at the bottom of a page among which its running heads are.
EDGE = 3


def mend_pages(text: str, document: Document) -> str:
    """`text` as one, without what was printed around it; what is left out is said."""
    pages = text.split("\f")
    if len(pages) > 1:
        text = "\n".join(drop_running(pages, document))
    return join_words(text)


def drop_running(pages: list[str], document: Document) -> list[str]:
    """The pages without the lines that come again at their edges, and without their numbers."""
    rows = [[line.strip() for line in page.split("\n")] for page in pages]
    filled = [[number for number, line in enumerate(page) if line] for page in rows]
    edges = [sorted({*own[:EDGE], *own[-EDGE:]}) for own in filled]
    seen = Counter(key for page, own in zip(rows, edges, strict=True) for key in {_fold(page[n]) for n in own})
    often = max(2, sum(map(bool, filled)) // 2)
    for page, own in zip(rows, edges, strict=True):
        for number in own:
            line = page[number]
            is_outer = number in (own[0], own[-1])
            if (seen[_fold(line)] >= often and len(line) <= 150) or (is_outer and _NUMBER.match(line)):
                document.drop(line, _("a header or a footer of the printed page"))
                page[number] = ""
    return [
        "\n".join(line if kept else "" for line, kept in zip(page.split("\n"), row, strict=True))
        for page, row in zip(pages, rows, strict=True)
    ]


def _fold(line: str) -> str:
    return re.sub(r"\d+", "0", line.lower())


def join_words(text: str) -> str:
    """`text` with the words that lines cut made whole; a hyphen that the text writes elsewhere stays."""
    known = {word.casefold() for word in _WORDS.findall(_CUT.sub(" ", text))}

    def join(match: re.Match) -> str:
        first, sign, second, mark = match.groups()
        own = sign == "-" and (f"{first}-{second}".casefold() in known or not second[0].islower() or first.isupper())
        return f"{first}{'-' if own else ''}{second}{mark}\n"

    # The rest of the line goes on after the word.
    return re.sub("[\u00ad\ufffe\x02]", "", _CUT.sub(join, text))


def split_columns(lines: list[str], document: Document) -> list[str]:
    """Lines that a program laid out in two columns: the left one, then the right one."""
    read: list[str] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        place = find_gutter(lines[start:end])
        if place:
            left, right = (
                [part.rstrip() for part in half]
                for half in zip(*((line[:place], line[place:].lstrip()) for line in lines[start:end]), strict=True)
            )
            read += [*left, "", *right]
            document.notes.append(_("A passage was in two columns: check that they follow each other."))
        else:
            read += lines[start:end]
        read += lines[end : end + 1]
        start = end + 1
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
