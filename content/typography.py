"""French typography: no line begins with a punctuation mark, no number is broken in two."""

import re

NBSP, NARROW = "\u00a0", "\u202f"
#: A space before a high punctuation mark; a mark without one, in an address or an hour, is left alone.
_HIGH_MARKS = re.compile(r"[ \u00a0\u202f]([;!?:»])")
_OPENING = re.compile(r"«[ \u00a0\u202f]")
_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}\b|%|€|[kKMG]o\b)")


def french_spaces(text: str) -> str:
    """Make the spaces that must not break unbreakable; nothing else changes."""
    text = _HIGH_MARKS.sub(lambda match: (NARROW if match[1] in ";!?" else NBSP) + match[1], text)
    return _NUMBERS.sub(NARROW, _OPENING.sub(f"«{NBSP}", text))
