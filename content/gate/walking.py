"""What the gate looks for in the texts of a page, with its place in the editor."""

import dataclasses
from collections.abc import Iterator

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.fields import RichTextField

from registers.streams import Place, walk_fields


@dataclasses.dataclass(frozen=True)
class Link:
    """A link of a text, or what a button says."""

    text: str
    path: str


def find_streams(page) -> Iterator[Place]:
    """Every sequence of blocks of the page: its texts, and the texts inside them (chapters)."""
    return (place for place in walk_fields(page) if isinstance(place.block, blocks.BaseStreamBlock))


def find_links(page) -> Iterator[Link]:
    """Every link of every rich text of the page."""
    for path, source in find_rich_texts(page):
        if "<a" in source:
            for tag in BeautifulSoup(source, "html.parser").find_all("a"):
                yield Link(" ".join(tag.get_text(" ").split()), path)


def find_rich_texts(page) -> Iterator[tuple[str, str]]:
    """(path, HTML as stored) of each rich text of the page."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield field.name, getattr(page, field.name) or ""
    for place in walk_fields(page):
        if isinstance(place.block, blocks.RichTextBlock):
            yield place.path, str(place.value)
