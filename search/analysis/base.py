"""The analyser: from a text to its words, with where each stands in the text."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import Stemmer

from registers.names import INVISIBLE, fold

from .normal import APOSTROPHES

_MARKS = f"[\u0300-\u036f{INVISIBLE}]"
_RUN = f"[^\\W_]+(?:{_MARKS}+[^\\W_]*)*"
#: « R.G.P.D. » is one word; so is « aujourd’hui », while « l’école » is cut by the elision.
_WORD = re.compile(f"[^\\W\\d_](?:\\.[^\\W\\d_](?![^\\W_]))+\\.?|{_RUN}(?:[{APOSTROPHES}]{_RUN})*")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
#: Longer runs of letters are no words (encoded files, hostile texts).
MAX_WORD = 64
#: language → what is known of its words.
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
#: Words remembered before the memory is emptied.
_REMEMBERED = 200_000


class Token(NamedTuple):
    """A word: where it is in the text, its exact form and its stem ("" for a stop word)."""

    start: int
    end: int
    exact: str
    stem: str


class Analyser:
    """Cuts, folds, takes elisions off, then stems: in that order, or accents would change the stems."""

    language = ""
    algorithm = ""

    def __init__(self):
        self._stemmer = Stemmer.Stemmer(self.algorithm)
        #: The lists of words of the language.
        self.words = WORDS[self.language]
        self.stop = frozenset(self.words["stop"].split())
        #: folded word → stem, where the stemmer is wrong.
        self.overrides = {word: stem for stem, words in self.words["families"].items() for word in words.split()}
        self.overrides |= {name: name for name in self.words.get("names", "").split()}
        #: written form → ((offset, length, exact, stem), …)
        self._known: dict[str, tuple[tuple[int, int, str, str], ...]] = {}

    def tokenise(self, text: str) -> Iterator[Token]:
        """Give the words of `text`, with their offsets in it."""
        known = self._known
        for match in _WORD.finditer(text):
            written = match[0]
            found = known.get(written)
            if found is None:
                found = self._learn(written)
            start = match.start()
            for offset, length, exact, stem in found:
                yield Token(start + offset, start + offset + length, exact, stem)

    def stems(self, text: str) -> list[str]:
        """The stems of `text`, stop words left out."""
        return [token.stem for token in self.tokenise(text) if token.stem]

    def exact(self, text: str) -> list[str]:
        """The exact forms of `text`, stop words included."""
        return [token.exact for token in self.tokenise(text)]

    def stem(self, word: str) -> str:
        """The stem of a folded word, be it a stop word or not."""
        return self.overrides.get(word) or self._stem(word)

    def get_ending(self, word: str) -> str:
        """What tells words of one stem that mean something else from the forms of one word: « gouvernance », « gouvernement »."""
        return ""

    def _stem(self, word: str) -> str:
        return self._stemmer.stemWord(word)

    def _learn(self, written: str) -> tuple[tuple[int, int, str, str], ...]:
        found = tuple(
            (offset, length, exact, "" if exact in self.stop else self.stem(exact))
            for offset, length, exact in self._cut(written)
            if exact
        )
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        if len(written) <= MAX_WORD:
            self._known[written] = found
        return found

    def _cut(self, written: str) -> Iterable[tuple[int, int, str]]:
        """Cut what was found between spaces into words: (offset, length, folded)."""
        if "." in written:
            yield 0, len(written), fold(written.replace(".", ""))[:MAX_WORD]
            return
        parts, offset = _APOSTROPHE.split(written), 0
        while len(parts) > 1 and self.is_elision(fold(parts[0])):
            offset += len(parts.pop(0)) + 1
        yield from self.finish(offset, parts)

    def finish(self, offset: int, parts: list[str]) -> Iterable[tuple[int, int, str]]:
        """The words left once elisions are off: one, its inner apostrophes dropped (« aujourd’hui »)."""
        length = sum(map(len, parts)) + len(parts) - 1
        yield offset, length, fold("".join(parts))[:MAX_WORD]

    def is_elision(self, word: str) -> bool:
        return False
