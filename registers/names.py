"""Texts and names as they are compared: without accents, case, punctuation, articles and particles."""

import re
import unicodedata
from collections.abc import Callable
from itertools import chain, count

from django.utils.text import slugify

#: Articles, particles and link words: they do not make two names different.
PARTICLES = frozenset(
    "al and au aux da das de del della den der des di do dos du el en et for la las le les of the un une van von zu".split()
)
#: Civilities and titles.
TITLES = frozenset("m mme mlle mr mrs ms dr pr me prof docteur professeur professeure".split())
#: Characters inside words that nobody sees: soft hyphens, joiners, zero-width spaces.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
#: Letters that do not decompose.
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "ð": "d", "ı": "i"}
    | dict.fromkeys(INVISIBLE)
)
#: « l’Institut », « d’Alba »; an initial, « A. Alba », has no apostrophe.
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu)['’](?=\w)")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile("['’]")


def fold(text: str) -> str:
    """Lower case without accents, ligatures nor indices: « Éric Œuvré » gives « eric oeuvre », « CO₂ » gives « co2 »."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)


def make_slug(words: str, limit: int | None = None) -> str:
    """The words of a title as a part of an address: « Rôle de l’État » gives `role-de-l-etat`."""
    return slugify(_APOSTROPHE.sub(" ", words))[:limit].strip("-")


def find_free(base: str, is_taken: Callable[[str], bool]) -> str:
    """`base`, else `base-2`, `base-3`…: the first that is not taken."""
    return next(name for name in chain([base], (f"{base}-{n}" for n in count(2))) if not is_taken(name))


def get_words(text: str) -> list[str]:
    """The words of a name, folded, in order; titles, articles and particles left out unless there is nothing else."""
    words = _WORD.findall(_ELISION.sub("", fold(text)))
    kept = [word for word in words if word not in PARTICLES and word not in TITLES]
    return kept or words


def get_acronym(text: str) -> str:
    """The initials of the words of a name: « Haute Autorité de santé » gives « has »; "" below three words."""
    words = get_words(text)
    return "".join(word[0] for word in words) if len(words) > 2 else ""
