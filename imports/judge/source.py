"""What a file is made of, as it is read without the importers."""

import dataclasses
import re

#: A hyphen inside a word; a number that sticks to the end of a word or of a sentence.
_PRINTED = re.compile(
    r"(?<=\w)[-\u2010\u2011\ufffe\x02]\s*(?=[^\W\d_])|(?<=[^\W\d_.,;:!?»])\d{1,3}\b|(?<=[.,;:!?»])\s?\d{1,3}(?=\s|$)"
    r"|\b\d{1,3}(?=[A-ZÀ-Þ])|^\s*\d{1,3}\s+(?=[A-ZÀ-Þ])",
    re.MULTILINE,
)
#: Where the end of a line may have cut a word, or stood after its own hyphen.
CUT = "\x1f"


@dataclasses.dataclass
class Source:
    """The words of a file, and what it is made of."""

    #: Every line that a reader of the file sees; what is raised starts with « ^ ».
    lines: list[str] = dataclasses.field(default_factory=list)
    #: Lines that the file holds and does not show.
    hidden: list[str] = dataclasses.field(default_factory=list)
    headings: list[str] = dataclasses.field(default_factory=list)
    items: int = 0
    tables: int = 0
    notes: int = 0
    pictures: int = 0
    #: Words of the links that lead outside.
    links: list[str] = dataclasses.field(default_factory=list)
    #: Addresses of who received the mail.
    readers: set[str] = dataclasses.field(default_factory=set)
    #: Whether the file only says where its signs are printed.
    is_printed: bool = False

    def level(self, text: str) -> str:
        """`text`; of what was printed, neither the hyphens of words nor the numbers that call notes are sure."""
        return _PRINTED.sub("", text) if self.is_printed else text
