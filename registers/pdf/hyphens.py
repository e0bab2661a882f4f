"""Words that lines cut: a hyphen at the end of a line is the word's own, or says that the word goes on."""

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
#: More lines than this share end with a hyphen where a program parts the words.
MANY = 0.03


class Hyphens:
    """How a document writes its words, learnt from `lines`, of which two may be joined at their ends."""

    def __init__(self, lines: list[str]):
        self.known: Counter = Counter()
        cut, soft, joined = [], 0, 0
        for line, following in zip_longest(lines, lines[1:], fillvalue=""):
            words = WORDS.findall(line.casefold().replace("\u2010", "-").replace("\u2011", "-"))
            if match := _LAST.search(line):
                cut.append((match, _FIRST.match(following)))
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
        first, second = _LAST.search(line), _FIRST.match(following)
        if not first or not second:
            return (
                line if line[-1:] in PLAIN and following[:1].isalnum() and line[-2:-1].isalnum() else f"{line} "
            ), ""
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
