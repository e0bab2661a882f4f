"""The lines of a text, each with an address made of its own words: it stays whatever is changed around it.

A line whose words changed has another address; the old one leads to the version that had it (decision 28).
"""

import dataclasses
import difflib
import hashlib
from collections.abc import Iterator
from urllib.parse import quote

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.fields import StreamField

from registers.streams import walk

#: What is a line in rich text.
ELEMENTS = ("p", "li", "h2", "h3", "h4", "h5")


def make_anchor(text: str) -> str:
    """`p-` and ten signs that depend on the words alone, not on spaces nor on their number."""
    return f"p-{hashlib.sha256(''.join(text.split()).encode()).hexdigest()[:10]}"


@dataclasses.dataclass(frozen=True)
class Line:
    """A paragraph, a heading, a question, a quotation: what can be cited by itself."""

    text: str
    #: « § 12, 2. Titre »; "" for what bears no number.
    locator: str = ""
    #: What follows the address of the page.
    path: str = ""

    @property
    def fragment(self) -> str:
        """Where a browser finds the line on its page: by its number's anchor, and by its first words."""
        # A hyphen has a meaning of its own there.
        words = "%20".join(quote(word, safe="").replace("-", "%2D") for word in self.text.split()[:8])
        return f"#{make_anchor(self.text) if self.locator else ''}:~:text={words}"


def read_lines(page) -> list[Line]:
    """Every line of the texts of a content, in order, after its title and summary; no query."""
    streams = [f.name for f in page._meta.get_fields() if isinstance(f, StreamField)]
    own = [Line(text) for text in (page.title, page.summary, *getattr(page, "get_search_rows", list)()) if text]
    return own + [line for name in streams for line in read_stream_lines(getattr(page, name))]


def read_stream_lines(value) -> Iterator[Line]:
    """The lines of a StreamField; its paragraphs are numbered as they are where they are read."""
    from .blocks.text import ParagraphBlock

    number, parts, part, path = 0, 0, "", ""
    for place in walk(value.stream_block, value.get_prep_value()):
        if make_path := getattr(place.block, "make_path", None):
            parts += 1
            part, path = f"{parts}. {place.value['title']}", make_path(place.value, parts)
        elif isinstance(place.block, blocks.RichTextBlock):
            for element in BeautifulSoup(str(place.value), "html.parser").find_all(ELEMENTS):
                if text := " ".join(element.get_text().split()):
                    is_numbered = isinstance(place.block, ParagraphBlock) and element.name == "p"
                    number += is_numbered
                    yield Line(text, ", ".join(filter(None, [f"§ {number}", part])) if is_numbered else "", path)
        elif type(place.block) in (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock):
            if text := " ".join(str(place.value).split()):
                yield Line(text, "", path)


def find_line(lines: list[Line], anchor: str) -> Line | None:
    return next((line for line in lines if make_anchor(line.text) == anchor), None)


def find_nearest(lines: list[Line], text: str) -> Line | None:
    """What a line that changed may be now."""
    found = difflib.get_close_matches(text, [line.text for line in lines], 1)
    return find_line(lines, make_anchor(found[0])) if found else None


def compare(before: list[Line], after: list[Line]) -> list[str]:
    """What changed from one version to another: lines that begin with `-` or `+`, `@` where others stayed."""
    return list(difflib.unified_diff(*([line.text for line in lines] for lines in (before, after)), n=0, lineterm=""))[
        2:
    ]
