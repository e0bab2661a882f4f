"""The text of a Word file as HTML: what is seen of it once changes are accepted, in its order."""

from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .docx_drawing import write_chart, write_diagram, write_formula
from .docx_styles import Numbering, Styles, get_value, is_on
from .docx_tables import write_table

#: Elements that only hold others.
HOLDERS = {"ins", "moveTo", "smartTag", "customXml", "bdo", "dir", "sdtContent", "rubyBase", "ruby", "mc_Choice"}
GONE = {"del", "moveFrom"}
TEXTS = {"t", "delText"}
GAPS = {"p": "\n", "tab": " ", "br": " ", "cr": " "}
SIGNS = {"tab": " ", "ptab": " ", "cr": "<br>", "noBreakHyphen": "-"}
#: Signs of the fonts Symbol and Wingdings that texts use.
SYMBOLS = {
    0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xAE: "→", 0xE0: "→", 0xDE: "⇒", 0xA5: "∞",
    0xE8: "→", 0xFC: "✓", 0xFE: "☑", 0xA8: "☐", 0xB7: "•", 0xD7: "·", 0xB0: "°",
}  # fmt: skip
GREEK = dict(zip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
GREEK |= zip(b"abcdefghijklmnopqrstuvwxyz", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)
CONTENTS = ("TOC", "INDEX", "TOA", "RD")
#: Words of a first line that a bigger letter makes the title.
MAX_TITLE = 200
BIGGER = 1.35


def write_block(words: str, kind: str, level: int, mark: str | None, depth: int, is_cell: bool) -> str:
    """A paragraph in its style; `level` is that of a heading, `mark` what stands before an item, None for none."""
    if level:
        words = f"{escape(mark or '')} {words}".strip()
        return f"<p><b>{words}</b></p>" if is_cell else f"<h{min(level, 6)}>{words}</h{min(level, 6)}>"
    if mark is not None or kind in {"bullet", "number"}:
        mark = f'<span style="mso-list:ignore">{escape(mark or "")}</span>'
        return f'<p style="mso-list:l0 level{depth + 1}">{mark}{words}</p>'
    return f"<blockquote><p>{words}</p></blockquote>" if kind == "quote" else f"<p>{words}</p>"


class Body:
    """Writes the text of a file, its notes after it."""

    def __init__(self, package, styles: Styles, numbering: Numbering, relations: dict, notes: dict):
        self.document, self.parts, self.get_picture = package.document, package.parts, package.get_picture
        self.styles, self.numbering, self.relations, self.notes = styles, numbering, relations, notes
        self.called: list[tuple[str, str]] = []
        #: The fields that are open: what each is, and whether its result has begun.
        self.fields: list[list] = []
        #: What comes after the paragraph that holds it: text boxes, charts.
        self.after: list[str] = []
        #: A paragraph whose end was struck out goes on in the next one, and so does an initial of several lines.
        self.start = ""
        self.cells = 0
        self.is_first = True
        self.in_contents = False

    def write(self, root: Element) -> str:
        body = root.find("body")
        html = self.write_blocks(body if body is not None else root)
        written = []
        # A note may call another.
        for number, (kind, key) in enumerate(self.called, 1):
            part = self.notes.get(kind)
            note = next((n for n in part if n.get("id") == key), None) if part is not None else None
            inside = self.write_blocks(note) if note is not None else ""
            if not inside:
                continue
            written.append(f'<div id="note-{number}"><a href="#call-{number}">{number}</a>{inside}</div>')
        return f"<body>{html}{''.join(written)}</body>"

    def leave(self, element: Element, reason: str) -> None:
        words = "".join(part.text or "" if part.tag in TEXTS else GAPS.get(part.tag, "") for part in element.iter())
        if words.strip():
            self.document.drop(words, reason)

    def write_blocks(self, parent: Element) -> str:
        parts = []
        children = list(parent)
        for number, child in enumerate(children):
            if child.tag == "p":
                following = children[number + 1] if number + 1 < len(children) else None
                parts.append(self.write_paragraph(child, following))
            elif child.tag == "tbl":
                parts.append(write_table(child, self))
            elif child.tag == "sdt":
                gallery = get_value(child, "sdtPr/docPartObj/docPartGallery") or ""
                if "Contents" in gallery:
                    self.leave(child, _("the printed table of contents: the site makes its own"))
                else:
                    parts += map(self.write_blocks, self.get_held(child))
            elif child.tag in {"m_oMathPara", "m_oMath"}:
                parts.append(f"<p>{write_formula(child)}</p>")
            elif child.tag == "altChunk":
                said = _("a part in another format inside the Word file: open it in Word and save it again")
                self.document.drop(self.relations.get(child.get("id", ""), ("", "altChunk"))[1], said)
            else:
                parts += map(self.write_blocks, self.get_held(child))
        return "".join(parts)

    def get_held(self, element: Element) -> list[Element]:
        """What holds the words that stand in the place of `element`: a form's control has some once it is filled in."""
        if element.tag == "mc_AlternateContent":
            return list(element)[:1]
        if element.tag in HOLDERS:
            return [element]
        if is_asked := is_on(element.find("sdtPr"), "showingPlcHdr"):
            self.leave(element, _("what a form asks for: nobody filled it in"))
        elif element.tag in GONE:
            self.leave(element, _("words struck out in the Word file"))
        return [] if is_asked else element.findall("sdtContent")

    def write_paragraph(self, element: Element, following: Element | None) -> str:
        properties = element.find("pPr")
        style = get_value(properties, "pStyle") or self.styles.default
        kind = self.styles.get_kind(style)
        self.in_contents = any(field[0].startswith(CONTENTS) for field in self.fields)
        outer, self.after = self.after, []
        words = self.write_runs(element, style)
        after, self.after = "".join(self.after), outer
        if self.in_contents or kind == "contents":
            self.leave(element, _("the printed table of contents: the site makes its own"))
            return after
        marks = properties.find("rPr") if properties is not None else None
        frame = properties.find("framePr") if properties is not None else None
        is_initial = frame is not None and frame.get("dropCap", "none") != "none"
        if is_initial or (marks is not None and any(marks.find(name) is not None for name in GONE)):
            self.start += words
            return after
        words, self.start = self.start + words, ""
        label = self.numbering.count(style, properties) if words.strip() or after else None
        if not words.strip():
            return after
        level = self.styles.get_level(style, properties) or (1 if kind == "title" else 0)
        if not level and self.is_title(element, words):
            level = 1
        self.is_first = False
        if kind == "caption" and not level and following is not None and following.tag == "tbl":
            following.set("caption", words)
            return after
        mark, depth = label or (None, int(style[-1]) - 1 if style[-1:] in set("123456789") else 0)
        return write_block(words, kind, level, mark, depth, self.cells > 0) + after

    def is_title(self, element: Element, words: str) -> bool:
        """Whether the first line of the text is its title, in bigger letters than the others."""
        sizes = [get_value(run, "rPr/sz") or "" for run in element.iter("r") if run.find("t") is not None]
        is_big = bool(sizes) and all(size.isdigit() and int(size) >= BIGGER * self.styles.size for size in sizes)
        return self.is_first and is_big and len(words) <= MAX_TITLE and not self.cells

    def write_runs(self, parent: Element, style: str) -> str:
        return "".join(self.write_inline(child, style) for child in parent)

    def write_inline(self, child: Element, style: str) -> str:
        tag = child.tag
        if tag == "r":
            return self.write_run(child, style)
        if tag == "hyperlink":
            return self.write_link(child, self.write_runs(child, style))
        if tag == "fldSimple":
            self.fields.append([(child.get("instr") or "").strip(), True])
            words = self.write_runs(child, style)
            return self.close_field(words)
        if tag in {"m_oMath", "m_oMathPara"}:
            return write_formula(child)
        return "".join(self.write_runs(held, style) for held in self.get_held(child))

    def write_link(self, element: Element, words: str) -> str:
        _kind, target = self.relations.get(element.get("id", ""), ("", ""))
        if not target or not words.strip():
            return words
        anchor = element.get("anchor")
        return f'<a href="{escape(target + (f"#{anchor}" if anchor else ""))}">{words}</a>'

    def write_run(self, run: Element, style: str) -> str:
        properties = run.find("rPr")
        own = get_value(properties, "rStyle")

        def is_set(name: str) -> bool:
            direct = is_on(properties, name)
            if direct is None:
                direct = self.styles.is_on(own, name) or (name not in {"b", "i"} and self.styles.is_on(style, name))
            return direct

        words = "".join(self.write_piece(piece, style) for piece in run)
        if run.find("fldChar") is not None:
            return words
        if not words or not all(has_result for _words, has_result in self.fields):
            return ""
        if is_set("vanish"):
            self.leave(run, _("a text that the source hides"))
            return ""
        if is_set("strike") or is_set("dstrike"):
            self.leave(run, _("words struck out in the source"))
            return ""
        raised = get_value(properties, "vertAlign") or self.styles.get_run_value(own, "vertAlign")
        raised = {"superscript": "sup", "subscript": "sub"}.get(raised)
        tags = [*filter(is_set, ("b", "i")), *([raised] if raised and "<a " not in words else [])]
        for tag in tags:
            words = f"<{tag}>{words}</{tag}>"
        return words

    def write_piece(self, piece: Element, style: str) -> str:
        tag = piece.tag
        if tag == "t":
            return escape(piece.text or "", quote=False)
        if tag in SIGNS:
            return SIGNS[tag]
        if tag == "br":
            return "" if piece.get("type") in {"page", "column"} else "<br>"
        if tag == "sym":
            code = int(piece.get("char", "0") or "0", 16) & 0xFF
            return (GREEK if piece.get("font") == "Symbol" else {}).get(code) or SYMBOLS.get(code, "")
        if tag in {"footnoteReference", "endnoteReference"}:
            self.called.append((tag.removesuffix("Reference"), piece.get("id", "")))
            number = len(self.called)
            return f'<sup><a id="call-{number}" href="#note-{number}">{number}</a></sup>'
        if tag == "fldChar":
            return self.turn_field(piece.get("fldCharType") or "")
        if tag == "instrText" and self.fields and not self.fields[-1][1]:
            self.fields[-1][0] = (self.fields[-1][0] + (piece.text or "")).lstrip()
        elif tag == "delText":
            self.document.drop(piece.text or "", _("words struck out in the Word file"))
        elif tag in {"drawing", "pict", "object", "mc_AlternateContent"}:
            return self.write_drawing(piece if tag != "mc_AlternateContent" else next(iter(piece), piece))
        elif tag in HOLDERS:
            return self.write_runs(piece, style) or "".join(self.write_piece(child, style) for child in piece)
        return ""

    def turn_field(self, kind: str) -> str:
        if kind == "begin":
            self.fields.append(["", False])
        elif self.fields and kind == "separate":
            self.fields[-1][1] = True
            self.in_contents |= self.fields[-1][0].startswith(CONTENTS)
            if address := self.get_address():
                return f'<a href="{escape(address)}">'
        elif self.fields and kind == "end":
            address = self.get_address() if self.fields[-1][1] else ""
            self.fields.pop()
            return "</a>" if address else ""
        return ""

    def close_field(self, words: str) -> str:
        address = self.get_address()
        self.fields.pop()
        return f'<a href="{escape(address)}">{words}</a>' if address else words

    def get_address(self) -> str:
        """What the field that is open leads to outside the file."""
        words = self.fields[-1][0].split()
        is_link = len(words) > 1 and words[0].upper() == "HYPERLINK" and not words[1].startswith("\\")
        return words[1].strip('"“”') if is_link else ""

    def write_drawing(self, drawing: Element) -> str:
        """A picture, a chart, a drawing of words; text boxes come after the paragraph."""
        for box in drawing.iter("txbxContent"):
            self.after.append(f"<div>{self.write_blocks(box)}</div>")
        for held in drawing.iter("OLEObject"):
            self.document.drop(held.get("ProgID") or "OLE", _("an object of another program: only its picture is kept"))
        said = next((d for d in drawing.iter() if d.tag in {"docPr", "shape"}), None)
        words = "" if said is None else said.get("descr") or said.get("alt") or said.get("title") or ""
        for element in drawing.iter():
            if element.tag == "c_chart" or element.tag == "relIds":
                _kind, target = self.relations.get(element.get("id") or element.get("dm") or "", ("", ""))
                part = self.parts.get(target)
                write = write_chart if element.tag == "c_chart" else write_diagram
                self.after.append(html := write(part) if part is not None else "")
                lost = _("a chart or a diagram that could not be read")
                said = _("a chart or a diagram: its words and figures are kept") if html else lost
                self.document.drop(words or _("chart"), said)
            elif element.tag in {"a_blip", "imagedata"}:
                return self.write_picture(element.get("embed") or element.get("id") or "", words)
        return ""

    def write_picture(self, key: str, words: str) -> str:
        _kind, target = self.relations.get(key, ("", ""))
        data = self.get_picture(target)
        if not data:
            self.document.drop(words or target or "image", _("an image: add it by hand, with its alternative text"))
            return ""
        self.document.pictures[f"docx:{target}"] = data
        return f'<img src="docx:{escape(target)}" alt="{escape(words)}">'
