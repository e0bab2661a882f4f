"""OpenDocument texts, as HTML: what is seen of them once changes are accepted, in its order."""

import posixpath
from html import escape
from xml.etree.ElementTree import Element, tostring

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..document import Document
from .docx import Package, read_package
from .docx_body import write_block
from .docx_styles import find_kind, find_level, write_number

_CONTENTS = gettext_lazy("the printed table of contents: the site makes its own")
LEFT = {
    "tracked-changes": gettext_lazy("words struck out in the source"),
    "annotation": gettext_lazy("a comment in the source"),
    "placeholder": gettext_lazy("a text that the source hides"),
    **dict.fromkeys(("table-of-content", "illustration-index", "table-index", "alphabetical-index"), _CONTENTS),
}
#: What is no word of the text, and what is a sign of it.
SILENT = {"sequence-decls", "variable-decls", "user-field-decls", "covered-table-cell", "ruby-text", "forms", "number"}
SIGNS = {"s": " ", "tab": " ", "line-break": "<br>"}
SAME = {"section": "div", "table-row": "tr", "table-header-rows": "thead", "table": "table", "table-cell": "td"}
NUMBERS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
#: The numbering of the headings; that of a list has a name.
OUTLINE = ""


def read_odt(name: str, data: bytes) -> Document:
    return read_package(name, data, OdtPackage)


class OdtPackage(Package):
    """The parts of an OpenDocument text."""

    extension, properties = "odt", "meta.xml"

    def write(self) -> str:
        roots = [self.parts[name] for name in ("styles.xml", "content.xml") if name in self.parts]
        body = roots[-1].find("body/text") if roots else None
        if body is None:
            return ""
        rows = [row for root in roots for row in root.iter()]
        self.styles = {(row.get("family"), row.get("name")): row for row in rows if row.tag == "style"}
        lists = {row.get("name", OUTLINE): row for row in rows if row.tag in {"list-style", "outline-style"}}
        self.levels = {name: {level.get("level"): level for level in row} for name, row in lists.items()}
        self.counts: dict[str, dict[int, int]] = {}
        self.notes: list[str] = []
        #: What comes after the paragraph that is written: text boxes, charts.
        self.after: list[str] = []
        #: The list that is open, how deep its item is, and what stands before the item's first paragraph.
        self.list, self.depth, self.label = "", 0, None
        self.cells = 0
        for page in [page for kind in ("header", "footer") for page in roots[0].iter(kind)]:
            self.leave(page, _("a header or a footer of the printed page"))
        html = self.write_inside(body)
        return f"<body>{html}{''.join(self.notes)}</body>"

    def leave(self, element: Element, reason: str) -> None:
        if words := "\n".join(" ".join(paragraph.itertext()) for paragraph in element.iter("p")):
            self.document.drop(words, reason)

    def get_chain(self, family: str, name: str | None) -> list[Element]:
        """A style and those that it is based on."""
        chain: list[Element] = []
        while (row := self.styles.get((family, name))) is not None and row not in chain:
            chain.append(row)
            name = row.get("parent-style-name")
        return chain

    def write_inside(self, element: Element) -> str:
        pieces = [self.write_element(child) + escape(child.tail or "", quote=False) for child in element]
        return escape(element.text or "", quote=False) + "".join(pieces)

    def write_element(self, element: Element) -> str:
        tag = element.tag
        if tag in LEFT:
            self.leave(element, str(LEFT[tag]))
        if tag in LEFT or tag in SILENT or tag in SIGNS:
            return SIGNS.get(tag, "")
        if tag in {"p", "h"}:
            return self.write_paragraph(element)
        if tag == "list":
            return self.write_list(element)
        if tag == "note":
            return self.write_note(element)
        if tag in {"frame", "custom-shape"}:
            return self.write_frame(element)
        self.cells += tag == "table"
        words = self.write_inside(element)
        self.cells -= tag == "table"
        if tag == "a":
            return f'<a href="{escape(element.get("href", ""))}">{words}</a>' if words.strip() else ""
        if tag == "span":
            return self.mark(element, "text", words)
        if tag not in SAME:
            return words
        spans = element.get("number-columns-spanned", "1"), element.get("number-rows-spanned", "1")
        # A caption, even without words, says that a table holds data.
        words = f"<caption></caption>{words}" if tag == "table" else words
        style = f'style="display:{element.get("display", "")}" colspan="{spans[0]}" rowspan="{spans[1]}"'
        return f"<{SAME[tag]} {style}>{words}</{SAME[tag]}>"

    def mark(self, element: Element, family: str, words: str) -> str:
        """`words` in their style: OpenDocument has the properties of CSS, but for what raises and strikes out."""
        found: dict[str, str] = {}
        for row in reversed(self.get_chain(family, element.get("style-name"))):
            for properties in row.iter("text-properties"):
                found |= properties.attrib
        place = found.get("text-position", "0")
        raised = "sub" if place.startswith(("sub", "-")) else "super" if place[0] in "s123456789" else ""
        lines = {found.get("text-line-through-style", "none"), found.get("text-line-through-type", "none")}
        css = {
            "display": found.get("display"),
            "vertical-align": raised,
            "text-decoration": "line-through" if lines != {"none"} else "",
            **({name: found.get(name) for name in ("font-weight", "font-style")} if family == "text" else {}),
        }
        style = ";".join(f"{name}:{value}" for name, value in css.items() if value)
        return f'<span style="{escape(style)}">{words}</span>' if style else words

    def write_paragraph(self, element: Element) -> str:
        label, self.label, outer, self.after = self.label, None, self.after, []
        words = self.mark(element, "paragraph", self.write_inside(element))
        after, self.after = "".join(self.after), outer
        if not words.strip():
            return after
        rows = self.get_chain("paragraph", element.get("style-name"))
        names = [(row.get("display-name") or row.get("name", "")).replace("_20_", " ") for row in rows]
        kind = find_kind(names)
        level = int(element.get("outline-level", "1")) if element.tag == "h" else find_level(names) or kind == "title"
        if element.tag == "h" and label is None and element.get("is-list-header") != "true":
            label = self.count(OUTLINE, level, element)
        return write_block(words, kind, int(level), label, max(self.depth - 1, 0), self.cells > 0) + after

    def write_list(self, element: Element) -> str:
        """Its items, each with its number: a list may go on after a paragraph."""
        outer, self.list, self.depth = self.list, element.get("style-name") or self.list, self.depth + 1
        if self.depth > 1 or not (element.get("continue-numbering") == "true" or element.get("continue-list")):
            self.counts.get(self.list, {}).pop(self.depth, None)
        parts = []
        for item in element:
            # An item that begins with a list has no number of its own.
            is_own = item.tag == "list-item" and item.find("*").tag != "list" if len(item) else False
            self.label = self.count(self.list, self.depth, item) if is_own else None
            parts.append(self.write_inside(item))
        self.list, self.depth, self.label = outer, self.depth - 1, None
        return "".join(parts)

    def count(self, style: str, level: int, item: Element) -> str:
        """The number of the next item or heading of `level`, with what stands around it; "" for a bullet."""
        rows, counts = self.levels.get(style, {}), self.counts.setdefault(style, {})
        row = rows.get(str(level))
        if row is None or not row.get("num-format"):
            return ""
        start = item.get("start-value") or (row.get("start-value", "1") if level not in counts else "")
        counts[level] = int(start) if start else counts[level] + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        shown = range(level - int(row.get("display-levels", "1")) + 1, level + 1)
        kinds = {n: NUMBERS.get(rows[str(n)].get("num-format", ""), "none") for n in shown}
        numbers = [write_number(counts.get(n, 1), kind) for n, kind in kinds.items()]
        return row.get("num-prefix", "") + ".".join(filter(None, numbers)) + row.get("num-suffix", "")

    def write_note(self, element: Element) -> str:
        self.notes.append("")
        number = len(self.notes)
        inside = "".join(map(self.write_inside, element.iterfind("note-body")))
        self.notes[number - 1] = f'<div id="note-{number}"><a href="#call-{number}">{number}</a>{inside}</div>'
        return f'<sup><a id="call-{number}" href="#note-{number}">{number}</a></sup>'

    def write_frame(self, frame: Element) -> str:
        """A picture or a formula; charts and text boxes come after the paragraph."""
        held = {child.tag: posixpath.normpath(child.get("href", "")) for child in frame}
        words = frame.findtext("desc") or frame.findtext("title") or ""
        part = self.parts.get(f"{held.get('object')}/content.xml")
        if part is not None and part.tag == "math":
            return tostring(part, "unicode")
        if part is not None:
            self.after += map(self.write_element, part.iter("table"))
            self.document.drop(words or _("chart"), _("a chart or a diagram: its words and figures are kept"))
        elif target := held.get("image"):
            self.document.pictures[target] = self.get_picture(target)
            return f'<img src="{escape(target)}" alt="{escape(words)}">'
        else:
            shown = [child for child in frame if child.tag not in {"title", "desc"}]
            self.after += [f"<div>{self.write_element(child)}</div>" for child in shown]
        return ""
