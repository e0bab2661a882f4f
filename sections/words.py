"""Words in a listing: whoever can find them registers how; without it, listings have no search box."""

import unicodedata
from collections.abc import Callable

#: Longer queries are cut: nobody types more.
MAX_WORDS = 300

#: `find(words, section, language)` returns ids of the section's pages, best first.
Finder = Callable[[str, object, str], list[int]]
_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Have `finder` answer the search boxes of listings; the last one registered does."""
    _finders.append(finder)


def get_finder() -> Finder | None:
    """What finds words, or None."""
    return _finders[-1] if _finders else None


def clean_words(text: str) -> str:
    """Normalise apostrophes and spaces, drop what cannot be printed, cut what is too long."""
    text = unicodedata.normalize("NFC", text[: 4 * MAX_WORDS]).replace("’", "'")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_WORDS].strip()
