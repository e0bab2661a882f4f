"""Going through the texts of a page, with the place of each block in the editor."""

import dataclasses
from collections.abc import Iterator

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField


@dataclasses.dataclass(frozen=True)
class Place:
    """A block, its raw value, and the path of the editor's fields that leads to it."""

    path: str
    block: blocks.Block
    value: object


@dataclasses.dataclass(frozen=True)
class Link:
    """A link of a text, or what a button says."""

    text: str
    path: str


def walk_page(page) -> Iterator[Place]:
    """Every block of every text of the page, in the order of reading; no query is made."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            yield from walk(value.stream_block, value.get_prep_value(), field.name)


def walk(block: blocks.Block, value, path: str) -> Iterator[Place]:
    """The block itself, then those inside it."""
    if value in (None, "", [], {}):
        return
    yield Place(path, block, value)
    if isinstance(block, blocks.BaseStreamBlock):
        for item in value:
            if item["type"] in block.child_blocks:
                yield from walk(block.child_blocks[item["type"]], item["value"], f"{path}.{item.get('id') or ''}")
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from walk(child, value.get(name), f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            inner = item["value"] if isinstance(item, dict) and "value" in item else item
            number = item.get("id", "") if isinstance(item, dict) else ""
            yield from walk(block.child_block, inner, f"{path}.{number}")
    elif isinstance(block, TypedTableBlock):
        columns = value.get("columns", [])
        for row in value.get("rows", []):
            for column, cell in zip(columns, row.get("values", []), strict=False):
                if column.get("type") in block.child_blocks:
                    yield from walk(block.child_blocks[column["type"]], cell, path)


def find_streams(page) -> Iterator[Place]:
    """Every sequence of blocks of the page: its texts, and the texts inside them (chapters)."""
    return (place for place in walk_page(page) if isinstance(place.block, blocks.BaseStreamBlock))


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
    for place in walk_page(page):
        if isinstance(place.block, blocks.RichTextBlock):
            yield place.path, str(place.value)
