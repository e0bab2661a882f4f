"""Going through the raw data of StreamFields, however deep: no block is rendered, and no query made."""

import dataclasses
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField


@dataclasses.dataclass(frozen=True)
class Place:
    """A block, its raw value, the path of the editor's fields that leads to it, and where the value is kept."""

    path: str
    block: blocks.Block
    value: object
    holder: dict | list | None = None
    key: str | int = ""

    def put(self, value) -> None:
        """Write another value in the data that is being gone through."""
        self.holder[self.key] = value


def walk_fields(instance) -> Iterator[Place]:
    """Every block of every StreamField of `instance`, in the order of reading."""
    for field in instance._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(instance, field.name)
            yield from walk(value.stream_block, value.get_prep_value(), field.name)


def walk(block: blocks.Block, value, path: str = "", holder=None, key="") -> Iterator[Place]:
    """The block itself, then those inside it; what the code knows no more is passed over, as is what is empty."""
    if value in (None, "", [], {}):
        return
    yield Place(path, block, value, holder, key)
    if isinstance(block, blocks.BaseStreamBlock):
        for item in value:
            if child := block.child_blocks.get(item["type"]):
                yield from walk(child, item["value"], f"{path}.{item.get('id') or ''}", item, "value")
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from walk(child, value.get(name), f"{path}.{name}", value, name)
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(value):
            # Older data keep the values alone.
            if isinstance(item, dict) and item.get("type") == "item":
                yield from walk(block.child_block, item["value"], f"{path}.{item.get('id', '')}", item, "value")
            else:
                yield from walk(block.child_block, item, f"{path}.", value, number)
    elif isinstance(block, TypedTableBlock):
        columns = value.get("columns", [])
        for column in columns:
            yield from walk(blocks.CharBlock(), column.get("heading", ""), path, column, "heading")
        for row in value.get("rows", []):
            cells = row.get("values", [])
            for number, (column, cell) in enumerate(zip(columns, cells, strict=False)):
                if child := block.child_blocks.get(column.get("type")):
                    yield from walk(child, cell, path, cells, number)


def lacks_alternative(value: dict) -> bool:
    """Whether the image of a block says nothing to those who cannot see it, and is not said to be decorative."""
    return not (value.get("alt") or "").strip() and not value.get("decorative")


def clean_as_far(block: blocks.Block, value, before):
    """A value whose parts that are not valid are as they were, or as a new block has them."""
    try:
        return block.clean_deferred(value)
    except ValidationError:
        if isinstance(block, blocks.StreamBlock):
            known = {child.id: child for child in before or () if child.id}
            pieces = []
            for child in value:
                same = known.get(child.id)
                same = same.value if same and same.block_type == child.block_type else None
                pieces.append((child.block_type, clean_as_far(child.block, child.value, same), child.id))
            return blocks.StreamValue(block, pieces)
        if isinstance(block, blocks.StructBlock):
            parts = {
                name: clean_as_far(child, value.get(name), before.get(name) if before else None)
                for name, child in block.child_blocks.items()
            }
            return block.normalize(parts)
        if isinstance(block, blocks.ListBlock):
            known = {child.id: child.value for child in before.bound_blocks if child.id} if before else {}
            pieces = [
                ListValue.ListChild(
                    block.child_block, clean_as_far(block.child_block, child.value, known.get(child.id)), id=child.id
                )
                for child in value.bound_blocks
            ]
            return ListValue(block, bound_blocks=pieces)
        return block.get_default() if before is None else before
