"""From the demo's small Markdown to StreamField data, ready for the blocks of `content.blocks`.

# Title                    of a page, then `= Subtitle` and `> Summary` lines
## Chapter {#address}      or a heading, in a text without chapters
### Heading   #### Sub-heading
- item   1. item   *italic*   **bold**   [words](address)   a note call [^key]
[^key]: the note
:::callout Title … :::     also notice; accordion (`+ Title` lines); table Caption (`| a | b |`
                           rows, the first one is the headings); figures fig-id fig-id
"""

import html
import re
from dataclasses import dataclass, field

INLINE = [
    (re.compile(r"\[([^\]^][^\]]*)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*(.+?)\*"), r"<i>\1</i>"),
]
NOTE = re.compile(r"^\[\^([\w-]+)\]: (.+)$")
CALL = re.compile(r"\[\^([\w-]+)\]")
CHAPTER = re.compile(r"^## (.+?)(?: \{#([a-z0-9-]+)\})?$")
ITEM = re.compile(r"^(?:- |\d+\. )(.+)$")


@dataclass
class Document:
    """A text read: its title lines, and its blocks or chapters as StreamField data."""

    title: str = ""
    subtitle: str = ""
    summary: str = ""
    blocks: list[dict] = field(default_factory=list)
    chapters: list[dict] = field(default_factory=list)


class Writer:
    """Reads one text. `figures` gives the primary key of a key figure from its id."""

    def __init__(self, figures: dict[str, int] | None = None):
        self.figures = figures or {}
        self.notes: dict[str, str] = {}
        self.called: list[str] = []

    def read(self, text: str) -> Document:
        document, lines = Document(), []
        for line in text.splitlines():
            if line.startswith("# "):
                document.title = line[2:].strip()
            elif line.startswith("= "):
                document.subtitle = line[2:].strip()
            elif line.startswith("> "):
                document.summary = line[2:].strip()
            else:
                lines.append(line)
        document.blocks = self.read_blocks(lines, heading="## ", sub_heading="### ")
        return document

    def read_chapters(self, text: str) -> Document:
        """The same for a text in chapters: `## ` opens one, `### ` is a heading in it."""
        head, *parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
        document = self.read(head)
        for part in parts:
            first, *lines = part.splitlines()
            title, slug = CHAPTER.match(first).groups()
            self.notes, self.called = {}, []
            body = self.read_blocks(lines, heading="### ", sub_heading="#### ")
            value = {"title": title, "slug": slug or "", "summary": "", "body": body}
            document.chapters.append({"type": "chapter", "value": value})
        return document

    def read_blocks(self, lines: list[str], heading: str, sub_heading: str) -> list[dict]:
        blocks, paragraphs = [], []
        for line in lines:
            if match := NOTE.match(line):
                self.notes[match[1]] = match[2]

        def flush():
            if paragraphs:
                blocks.append({"type": "paragraph", "value": self.write_rich_text(paragraphs)})
                paragraphs.clear()

        rest = iter(lines)
        for line in rest:
            if NOTE.match(line):
                continue
            if line.startswith(":::"):
                flush()
                kind, _space, title = line[3:].partition(" ")
                inside = []
                for inner in rest:
                    if inner.strip() == ":::":
                        break
                    inside.append(inner)
                blocks.append(getattr(self, f"write_{kind}")(title.strip(), inside))
            elif line.startswith((heading, sub_heading)):
                flush()
                level, mark = ("2", heading) if line.startswith(heading) else ("3", sub_heading)
                title, anchor = CHAPTER.match("## " + line[len(mark) :]).groups()
                value = {"text": title, "level": level, "anchor": anchor or ""}
                blocks.append({"type": "heading", "value": value})
            else:
                paragraphs.append(line)
        flush()
        if self.called:
            notes = [f"<p>{self.write_inline(self.notes[key])}</p>" for key in self.called]
            blocks.append({"type": "footnotes", "value": {"notes": notes}})
        return [block for block in blocks if block["value"]]

    def write_rich_text(self, lines: list[str]) -> str:
        """Paragraphs and lists, separated by empty lines."""
        parts = []
        for chunk in re.split(r"\n\s*\n", "\n".join(lines).strip()):
            rows = chunk.splitlines()
            if rows and all(ITEM.match(row) for row in rows):
                tag = "ul" if rows[0].startswith("- ") else "ol"
                items = "".join(f"<li>{self.write_inline(ITEM.match(row)[1])}</li>" for row in rows)
                parts.append(f"<{tag}>{items}</{tag}>")
            elif rows:
                parts.append("<p>" + "<br/>".join(self.write_inline(row) for row in rows) + "</p>")
        return "".join(parts)

    def write_inline(self, text: str) -> str:
        text = html.escape(text, quote=False)
        for pattern, replacement in INLINE:
            text = pattern.sub(replacement, text)
        return CALL.sub(self._call, text)

    def _call(self, match) -> str:
        if match[1] not in self.called:
            self.called.append(match[1])
        return f"[{self.called.index(match[1]) + 1}]"

    def write_callout(self, title: str, lines: list[str]) -> dict:
        return {"type": "callout", "value": {"title": title, "text": self.write_rich_text(lines)}}

    write_notice = write_callout

    def write_accordion(self, title: str, lines: list[str]) -> dict:
        items: list[tuple[str, list[str]]] = []
        for line in lines:
            if line.startswith("+ "):
                items.append((line[2:].strip(), []))
            elif items:
                items[-1][1].append(line)
        value = [{"title": heading, "text": self.write_rich_text(text)} for heading, text in items]
        return {"type": "accordion", "value": {"items": value}}

    def write_table(self, title: str, lines: list[str]) -> dict:
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.strip()]
        table = {
            "columns": [{"type": "text", "heading": heading} for heading in rows[0]],
            "rows": [{"values": row} for row in rows[1:]],
            "caption": "",
        }
        return {"type": "table", "value": {"caption": title, "row_headers": True, "table": table}}

    def write_figures(self, ids: str, lines: list[str]) -> dict:
        found = [self.figures[figure] for figure in ids.split() if figure in self.figures]
        return {"type": "key_figures", "value": {"title": "", "figures": found} if found else None}
