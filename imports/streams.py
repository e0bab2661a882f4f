"""From neutral blocks to the data of the site's StreamField blocks."""

import html
import uuid
from dataclasses import replace

from django.utils.translation import gettext as _

from .document import Block, Document, Item, Kind, Span, get_words, iterate_spans
from .pictures import write_picture

#: What the blocks of the site allow.
MAX_HEADING = 255
_MARKS = {"«": "»", "“": "”", '"': '"'}


def write_spans(spans: list[Span]) -> str:
    """Spans as rich text."""
    parts = []
    for span in spans:
        words = html.escape(span.text, quote=False).replace("\n", "<br/>")
        tags = [span.raised, "i" if span.italic else "", "b" if span.bold else ""]
        for tag in filter(None, tags) if words.strip() else ():
            words = f"<{tag}>{words}</{tag}>"
        if span.href and words.strip():
            words = f'<a href="{html.escape(span.href)}">{words}</a>'
        parts.append(words)
    return "".join(parts)


def write_list(block: Block) -> str:
    """A list as rich text, nested as it was; a list that goes on after a break keeps its numbers, written out."""
    first = block.items[0].number if block.items else None
    if block.ordered and first not in {None, 0, 1}:
        rows = [f"{item.number}. " if item.number else "" for item in block.items]
        return "".join(f"<p>{row}{write_spans(item.spans)}</p>" for row, item in zip(rows, block.items, strict=True))
    tag = "ol" if block.ordered else "ul"
    return _write_items(block.items, 0, tag)


def _write_items(items: list[Item], depth: int, tag: str) -> str:
    written, number = [], 0
    while number < len(items):
        item = items[number]
        inside = []
        number += 1
        while number < len(items) and items[number].depth > depth:
            inside.append(items[number])
            number += 1
        words = write_spans(item.spans)
        if inside:
            words += _write_items(inside, depth + 1, "ol" if inside[0].number is not None else "ul")
        written.append(f"<li>{words}</li>")
    return f"<{tag}>{''.join(written)}</{tag}>"


def write_stream(blocks: list[Block], document: Document, levels: dict[int, str] | None = None) -> list[dict]:
    """Blocks as the data of `content.blocks.get_body_blocks`.

    `levels` gives the level on the page ("2" or "3") of each level of heading; without it, a heading
    becomes a bold line, as does one that is too long for the page.
    """
    stream: list[dict] = []
    blocks, notes = number_notes(blocks)
    for block in blocks:
        if block.kind == Kind.PARAGRAPH:
            _add_text(stream, f"<p>{write_spans(block.spans)}</p>")
        elif block.kind == Kind.LIST:
            _add_text(stream, write_list(block))
        elif block.kind == Kind.HEADING:
            if levels and len(block.text) <= MAX_HEADING:
                value = {"text": write_heading(block, document), "level": levels.get(block.level, "3"), "anchor": ""}
                stream.append({"type": "heading", "value": value})
            else:
                if levels:
                    document.drop(block.text, _("too long for a heading: its words are kept, in bold"))
                _add_text(stream, f"<p><b>{write_spans(block.spans)}</b></p>")
        elif block.kind == Kind.QUOTE:
            _add_quote(stream, block)
        elif block.kind == Kind.PICTURE:
            figure = write_picture(block, document)
            stream += [figure] if figure else []
        elif block.kind == Kind.SEPARATOR:
            stream.append({"type": "separator", "value": None})
        elif block.kind == Kind.TABLE and block.rows:
            stream.append({"type": "table", "value": _write_table(block)})
    while stream and stream[-1]["type"] == "separator":
        stream.pop()
    if notes:
        texts = [f"<p>{write_spans(note.spans)}</p>" for note in notes]
        items = [{"type": "item", "value": text, "id": str(uuid.uuid4())} for text in texts]
        stream.append({"type": "footnotes", "value": {"notes": items}})
    # Given here, or each reading would give others, and the draft would differ from the page.
    return [{**item, "id": str(uuid.uuid4())} for item in stream]


def number_notes(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """(the text, its notes): numbered from 1 in the order in which the text calls them."""
    notes = {block.level: block for block in blocks if block.kind == Kind.NOTE}
    text = [block for block in blocks if block.kind != Kind.NOTE]
    if not notes:
        return text, []
    # A heading cannot call one: its notes come after the others.
    text_spans = (span for block in text if block.kind != Kind.HEADING for span in iterate_spans(block))
    called = dict.fromkeys(span.note for span in text_spans if span.note in notes)
    numbers = {note: number for number, note in enumerate([*called, *(n for n in notes if n not in called)], 1)}

    def renumber(spans: list[Span]) -> list[Span]:
        return [replace(s, text=f"[{numbers[s.note]}]", note=0) if s.note in numbers else s for s in spans]

    for block in text:
        if block.kind != Kind.HEADING:
            block.change(renumber)
    return text, [notes[note] for note in numbers]


def share_notes(parts: list[list[Block]], blocks: list[Block]) -> None:
    """Give each part of a text the notes that it calls, and the last those that nothing calls."""
    notes = {block.level: block for block in blocks if block.kind == Kind.NOTE}
    for number, part in enumerate(parts, 1):
        part[:] = [block for block in part if block.kind != Kind.NOTE]
        called = dict.fromkeys(span.note for block in part for span in iterate_spans(block))
        wanted = [note for note in notes if note in called or number == len(parts)]
        part += [notes.pop(note) for note in wanted]


def write_heading(block: Block, document: Document) -> str:
    """The words of a heading, which carries no link."""
    for span in block.spans:
        if span.href:
            document.drop(f"{span.text} ({span.href})", _("a link in a heading: its words are kept"))
    return " ".join(block.text.split())


def get_levels(blocks: list[Block], outermost: int = 2) -> dict[int, str]:
    """Level in the source → level on the page: the highest is `outermost`, the others one below."""
    found = sorted({block.level for block in blocks if block.kind == Kind.HEADING})
    return {level: str(min(outermost + position, 3)) for position, level in enumerate(found)}


def _add_text(stream: list[dict], text: str) -> None:
    if stream and stream[-1]["type"] == "paragraph":
        stream[-1]["value"] += text
    else:
        stream.append({"type": "paragraph", "value": text})


def _add_quote(stream: list[dict], block: Block) -> None:
    text = block.text
    if any(span.href for span in block.spans):
        _add_text(stream, f"<p>{write_spans(block.spans)}</p>")
        return
    # The site sets its own marks around a quote.
    if len(text) > 2 and _MARKS.get(text[0]) == text[-1] and text.count(text[0]) == 1 + (text[0] == text[-1]):
        text = text[1:-1].strip()
    value = {"text": text, "person": "", "capacity": "", "source": "", "source_url": ""}
    stream.append({"type": "quote", "value": value})


def _write_table(block: Block) -> dict:
    """A column is rich where a cell of it has a style, a link, a note or several lines."""
    width = max(len(row) for row in block.rows)
    heads, *rows = [[*row, *[[]] * (width - len(row))] for row in block.rows]
    rich = [any(is_rich(row[place]) for row in rows) for place in range(width)]
    values = [[write_cell(cell, rich[place]) for place, cell in enumerate(row)] for row in rows]
    table = {
        "columns": [
            {"type": "rich_text" if is_rich else "text", "heading": " ".join(get_words(head).split())}
            for head, is_rich in zip(heads, rich, strict=True)
        ],
        "rows": [{"values": row} for row in values],
        "caption": "",
    }
    return {"caption": block.caption or _("Table"), "row_headers": False, "table": table, "drawn": False}


def is_rich(cell: list[Span]) -> bool:
    return any(span.bold or span.italic or span.href or span.raised or "\n" in span.text for span in cell)


def write_cell(cell: list[Span], rich: bool) -> str:
    if rich:
        return f"<p>{write_spans(cell)}</p>" if cell else ""
    return " ".join(get_words(cell).split())
