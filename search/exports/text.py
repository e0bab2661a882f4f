"""Texts from the database, made fit for a file."""

#: Spaces that are text, and that `isprintable` refuses.
_SPACES = "\u00a0\u202f\u2009"


def clean(text: str) -> str:
    """`text` on one line, without control characters, marks of direction nor halves of characters."""
    kept = "".join(c if c.isprintable() or c in _SPACES else " " if c.isspace() or c < " " else "" for c in str(text))
    return " ".join(part for part in kept.split(" ") if part)
