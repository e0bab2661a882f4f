"""Sentences of a text, for comparing a source with its page. It knows nothing of the readers' blocks."""

import re
from collections import Counter

from registers.names import fold

_ABBREVIATIONS = "".join(
    rf"(?<!\b{word}\.)" for word in ("M", "MM", "Mme", "Mmes", "Dr", "Pr", "n", "p", "pp", "cf", "art", "Cf", "vol")
)
_END = re.compile(
    rf"(?:(?<=[.!?…]){_ABBREVIATIONS}|(?<=[.!?…][»”\")])|(?<=[.!?…]\s[»”]))\s+(?=[\"«“(]?\s?[A-ZÀ-ÖØ-Þ0-9]|[^\w\s])|\s✦\s"
)
_WORDS = re.compile(r"[^\W_]+")
_MARKS = [
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"), "]"),
    (re.compile(r"^ {0,3}#{1,6} ", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}> ?", re.MULTILINE), ""),
    (re.compile(r"^\s*\|[\s:|-]+\|\s*$", re.MULTILINE), ""),
]


def strip_markup(text: str) -> str:
    """The words of a Markdown text; a blank line stays between its blocks."""
    text = re.sub(r"^( {0,3}#{1,6} .*)$", r"\n\1\n", text, flags=re.MULTILINE)
    text = re.sub(r"^(\s*(?:[-*+•.]|\d{1,3}[.)]) )", r"\n\1", text, flags=re.MULTILINE)
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\n\s*\n", "\x00", text).replace("\n", " ").replace("\x00", "\n")
    return re.sub(r"[\\*]", "", text)


def get_words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded: neither case, accents, marks nor spaces make a difference."""
    return tuple(_WORDS.findall(fold(text)))


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`; a line is never part of two. What has no word is no sentence."""
    found = []
    for line in text.split("\n"):
        line = re.sub(r"^\s*(?:[-*+•·◦▪‣●○–➡→✔✅.]|\d{1,3}[.)])\s+", "", line)
        for sentence in _END.split(line):
            sentence = " ".join(sentence.split())
            if get_words(sentence):
                found.append(sentence)
    return found


class Page:
    """The words of a page, in which sentences are looked for."""

    def __init__(self, text: str):
        self.words = _space(text)
        self.seen: Counter = Counter()

    def takes(self, sentence: str) -> bool:
        """Whether the page has `sentence` once more than it was asked for."""
        words = _space(sentence)
        self.seen[words] += 1
        return self.words.count(words) >= self.seen[words]


def _space(text: str) -> str:
    """Each word between spaces of its own, so that neighbours are counted apart."""
    return "".join(f" {word} " for word in get_words(text))


def find_lost(source: str, page: str) -> tuple[list[str], list[str]]:
    """(every sentence of `source`, those that `page` does not have as often)."""
    sentences, words = split_sentences(source), Page(page)
    return sentences, [sentence for sentence in sentences if not words.takes(sentence)]
