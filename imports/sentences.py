"""Sentences of a text, for comparing a source with its page. It knows nothing of the readers' blocks."""

import re

from registers.names import fold

_ABBREVIATIONS = "".join(
    rf"(?<!\b{word}\.)" for word in ("M", "MM", "Mme", "Mmes", "Dr", "Pr", "n", "p", "pp", "cf", "art", "Cf", "vol")
)
_END = re.compile(
    rf"(?:(?<=[.!?…]){_ABBREVIATIONS}|(?<=[.!?…][»”\")])|(?<=[.!?…]\s[»”]))\s+(?=[\"«“(]?\s?[A-ZÀ-ÖØ-Þ0-9]|[^\w\s])|\s✦\s"
)
_WORDS = re.compile(r"[^\W_]+")


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
