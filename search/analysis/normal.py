"""Writing the same word in one way, whatever the keyboard, the word processor or the PDF made of it."""

import re
import unicodedata

from registers.names import INVISIBLE

#: Every sign that stands for an apostrophe.
APOSTROPHES = "'’‘ʼʹ′`´＇‛"
#: Signs that are written otherwise, or left out.
CHARACTERS = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(INVISIBLE)
    | dict.fromkeys("\u00a0\u202f\u2009\u2007", " ")
    | dict.fromkeys("\u2010\u2011\u2012", "-")
    | dict.fromkeys("«»“”„‟＂", '"')
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def normalise(text: str) -> str:
    """Plain apostrophes, quotes, hyphens and spaces, nothing invisible: what a reader meant to type."""
    text = unicodedata.normalize("NFC", _CONTROLS.sub(" ", text).translate(CHARACTERS))
    return " ".join(text.split())
