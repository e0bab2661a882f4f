"""What printing does to a text: lines cut its words, and pages have running heads and numbers."""

import re
from collections import Counter
from itertools import zip_longest

#: What only says that a word goes on; a hyphen that may be the word's; both before letters of the next line.
SOFT, PLAIN = "\u00ad\ufffe\x02", "\u2010\u2011-"
_LAST = re.compile(rf"((?:[^\W_]+-)*[^\W\d_]+)([{SOFT}{PLAIN}])$")
_FIRST = re.compile(r"[^\W\d_]+(?:-[^\W_]+)*")
WORDS = re.compile(r"[^\W\d_]+(?:-[^\W_]+)*")
#: No French word has its syllables parted after these; and these never begin a line but after their hyphen.
_FIRSTS = set(
    "vice avant après arrière demi semi quasi peut celui celle ceux celles chef porte plate grand haut nord sud ouest "
    "là eux elles non sans savoir vis quatre vingt dix soixante ayant franco".split()
)
_SECONDS = set("ci là même mêmes être delà dessus dessous dire parole".split())
#: Characters of the longest word; more lines than this share end with a hyphen where a program parts the words.
MAX_WORD, MANY = 60, 0.03
_NUMBER = re.compile(
    r"^\W*(?:page\s*|p\.\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|sur|of)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_AT_END = re.compile(r"^(\d{1,4})\b|\b(\d{1,4})(?:\s?(?:/|sur|of|de)\s?\d{1,4})?\W*$")
#: Lines at the top and at the bottom of a page among which they are; characters of one, and of one without capital.
EDGE, MAX_HEAD, MAX_SMALL = 3, 150, 30


class Hyphens:
    """How a document writes its words, learnt from `lines`, of which two may be joined at their ends."""

    def __init__(self, lines: list[str]):
        self.known: Counter = Counter()
        cut, soft, joined = [], 0, 0
        for line, following in zip_longest(lines, lines[1:], fillvalue=""):
            words = WORDS.findall(line.casefold().replace("\u2010", "-").replace("\u2011", "-"))
            if match := _LAST.search(line[-MAX_WORD:]):
                cut.append((match, _FIRST.match(following[:MAX_WORD])))
                soft += match[2] in SOFT + "\u2010"
                words = words[:-1]
            self.known.update(words)
        for match, second in cut:
            joined += bool(second) and (match[1] + second[0]).casefold() in self.known
        #: Whether a hyphen at the end of a line may be there for the line alone.
        self.parts = not soft and (joined > 0 or len(cut) > MANY * len(lines))
        self.is_soft = soft > 0

    def join(self, line: str, following: str) -> tuple[str, str]:
        """(`line` without its hyphen or with it, "" or the word in its other writing, where nothing tells).

        `line` comes back with a space at its end unless a word of it goes on in `following`.
        """
        first, second = _LAST.search(line[-MAX_WORD:]), _FIRST.match(following[:MAX_WORD])
        if not first or not second:
            is_joined = line[-2:-1].isalnum() and line[-1:] in PLAIN and following[:1].isalnum()
            return (line if is_joined else f"{line} "), ""
        hyphened, joined = f"{first[1]}-{second[0]}", first[1] + second[0]
        kept, dropped = (line[:-1] + "-", ""), (line[:-1], "")
        often, times = self.known[hyphened.casefold()], self.known[joined.casefold()]
        if first[2] in SOFT or (first[2] == "\u2010" and not often):
            return dropped
        if often or times:
            return kept if often >= times else dropped
        start, end = first[1].rpartition("-")[2].casefold(), second[0].partition("-")[0].casefold()
        if not second[0][0].islower() or first[1].isupper() or start in _FIRSTS or end in _SECONDS or self.is_soft:
            return kept
        return (line[:-1], hyphened) if self.parts else (line[:-1] + "-", joined)


def find_running(pages: list[list[str]]) -> set[tuple[int, int]]:
    """(page, line) of the lines, from the top, that come again around the pages near by, and of the pages' numbers."""
    edges = []
    for lines in pages:
        filled = [number for number, line in enumerate(lines) if line.strip()]
        edges.append({n: _split(lines[n]) for n in sorted({*filled[:EDGE], *filled[-EDGE:]})} if filled else {})
    found = set()
    for page, own in enumerate(edges):
        steps = [step for step in (-2, -1, 1, 2) if 0 <= page + step < len(edges)]
        near = {(words, number and number - step) for step in steps for words, number in edges[page + step].values()}
        same = {pages[page + step][line] for step in steps for line in edges[page + step]}
        for line, head in own.items():
            is_outer, words = line in (min(own), max(own)), pages[page][line].strip()
            if words[-1] in "-,\u2010\ufffe" or (words[0].islower() and len(words) > MAX_SMALL and not head[1]):
                continue
            if ((head in near or pages[page][line] in same) and len(words) <= MAX_HEAD) or (
                is_outer and _NUMBER.match(pages[page][line])
            ):
                found.add((page, line))
    return found


def _split(line: str) -> tuple[str, int]:
    """A head without the number of the page, which stands at one of its ends, and that number, 0 without one."""
    words = " ".join(line[: 2 * MAX_HEAD].lower().split())
    match = _AT_END.search(words)
    return (words[: match.start()] + words[match.end() :], int(match[1] or match[2])) if match else (words, 0)
