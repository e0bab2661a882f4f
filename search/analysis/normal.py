"""Writing the same word in one way, whatever the keyboard, the word processor or the PDF made of it."""

import re
import unicodedata

#: Every sign that stands for an apostrophe.
APOSTROPHES = "'’‘ʼʹ′`´＇‛"
#: Characters inside words that nobody sees: soft hyphens, joiners, zero-width spaces.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
#: Letters that do not decompose.
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "ð": "d", "ı": "i"}
    | dict.fromkeys(INVISIBLE)
)
_CHARACTERS = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(INVISIBLE)
    | dict.fromkeys("\u00a0\u202f\u2009\u2007", " ")
    | dict.fromkeys("\u2010\u2011\u2012", "-")
    | dict.fromkeys("«»“”„‟＂", '"')
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def fold(word: str) -> str:
    """Lower case without accents, ligatures nor indices: « Cœur » gives coeur, « CO₂ » gives co2."""
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKD", word.translate(_LETTERS).casefold())
    return "".join(c for c in word if not unicodedata.combining(c)).translate(_LETTERS)


def normalise(text: str) -> str:
    """Plain apostrophes, quotes, hyphens and spaces, nothing invisible: what a reader meant to type."""
    text = unicodedata.normalize("NFC", _CONTROLS.sub(" ", text).translate(_CHARACTERS))
    return " ".join(text.split())
