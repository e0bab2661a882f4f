"""Rich text files, as HTML: what is seen of them once changes are accepted, in its order."""

import re
from html import escape, unescape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..document import Document, ImportRefused
from .decoding import refuse_binary
from .docx import finish_text
from .docx_body import CONTENTS, GREEK, SYMBOLS, write_block
from .docx_styles import find_kind, find_level
from .docx_tables import write_rows
from .rtf import CHARSETS, SIGNS, find_codepage, join_halves, parse, read_packed

_HREF = re.compile(r'^\s*HYPERLINK\s+"?([^"\s\\]+)')
#: Twips by which the edges of a column's cells may differ.
NEAR = 40
RULES = {
    "v": "display:none", "b": "font-weight:bold", "i": "font-style:italic", "super": "vertical-align:super", "sub": "vertical-align:sub",
    **dict.fromkeys(("strike", "striked", "deleted", "mvf"), "text-decoration:line-through"),
}  # fmt: skip
RUN, PARAGRAPH = dict.fromkeys((*RULES, "f")), dict.fromkeys(("s", "ilvl", "outlinelevel", "intbl"))
ENDS = {"par", "sect", "nestcell", "\n", "\r"}
#: Groups whose words are said apart.
LEFT = {
    **dict.fromkeys("header headerl headerr headerf footer footerl footerr footerf".split(), gettext_lazy("a header or a footer of the printed page")),
    "annotation": gettext_lazy("a comment in the source"),
}  # fmt: skip
#: Groups with a star that are read all the same, and those that are no words of the text or say them again.
STARRED = set("footnote shppict shpinst fldinst picprop ud annotation".split())
SILENT = set("colortbl filetbl xe tc ftnsep ftnsepc nonshppict shprslt nonesttables".split())
#: The charset of fonts of signs.
SYMBOL = 2


def read_rtf(name: str, data: bytes) -> Document:
    """A text of its own, or the page that a mail program packed. Raises `ImportRefused`."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        refuse_binary(data)
        raise ImportRefused(_("The file is broken or incomplete."))
    document = Document(name, encoding="utf-8")
    return finish_text(document, read_packed(data) or RtfReader(document).write(data))


def read_rows(group: list, codepage: str):
    """(words, name) of each font or style of a table: its name ends what the file says of it."""
    words, name = {}, ""
    for piece in group:
        if isinstance(piece, list):
            yield from read_rows(piece, codepage)
        elif isinstance(piece, tuple):
            words[piece[0]] = piece[1]
        else:
            name += piece if isinstance(piece, str) else piece.decode(codepage, "replace")
            if ";" in name:
                yield words, name.strip(" ;")
                words, name = {}, ""


class Flow:
    """A text: its blocks, the table that is open, its paragraph that is open."""

    def __init__(self):
        self.blocks: list[str] = []
        #: What the open cell holds, and (right edge, how it merges, HTML) of the cells of each row.
        self.cell: list[str] = []
        self.rows: list[list[tuple[int, str, str]]] = [[]]
        #: (style, HTML) of the words of the paragraph, what comes after it, its number or bullet.
        self.words: list[tuple[str, str]] = []
        self.after: list[str] = []
        self.mark: str | None = None
        #: What the fields that are open are.
        self.fields: list[str] = []

    def add(self, html: str, style: str = "") -> None:
        before = self.words.pop()[1] if self.words and self.words[-1][0] == style else ""
        self.words.append((style, before + html))

    def write_words(self) -> str:
        words, self.words = self.words, []
        return "".join(f'<span style="{style}">{html}</span>' if style else html for style, html in words)

    def end_table(self) -> None:
        """Add the table, its cells as wide as the columns that they cover."""
        edges = sorted({edge for row in self.rows for edge, _merge, _html in row})
        places = [edge for number, edge in enumerate(edges) if not number or edge - edges[number - 1] > NEAR]
        written: list[list[list]] = []
        for row in filter(None, self.rows):
            cells: list[list] = []
            for edge, merge, html in row:
                start = sum(cells[-1][:2]) if cells else 0
                across = max(sum(place <= edge + NEAR for place in places) - start, 1)
                if merge == "clmrg" and cells:
                    cells[-1][1] += across
                else:
                    cells.append([start, across, int(merge != "clvmrg"), html])
            written.append(cells)
        self.blocks += [write_rows(written), *self.cell] if written else self.cell
        self.cell, self.rows = [], [[]]


class RtfReader:
    """Walks the groups of a file; the `state` that words give holds until the end of their group."""

    def __init__(self, document: Document):
        self.document, self.flow, self.notes = document, Flow(), []
        self.codepage, self.fonts, self.styles = "cp1252", {}, {}
        self.name, self.described = "", ""

    def write(self, data: bytes) -> str:
        """The HTML of a file, its notes at its end."""
        self.read(parse(data), {})
        self.end_paragraph({})
        return join_halves("".join([*self.flow.blocks, *self.notes]))

    def read(self, group: list, state: dict) -> None:
        for piece in group:
            if isinstance(piece, list):
                self.enter(piece, dict(state))
            elif isinstance(piece, tuple):
                self.obey(*piece, state)
            else:
                self.say(piece, state)

    def read_apart(self, group: list, state: dict) -> str:
        """The HTML of a group that stands apart from the text around it."""
        outer, self.flow = self.flow, Flow()
        state = state | PARAGRAPH | RUN
        self.read(group, state)
        self.end_paragraph(state)
        html, self.flow = "".join(self.flow.blocks), outer
        return html

    def get_text(self, group: list, state: dict) -> str:
        html = self.read_apart(group, state)
        return unescape(re.sub(r"<[^<>]*>", "", html.replace("</p>", "\n"))).strip()

    def say(self, text: str | bytearray, state: dict) -> None:
        charset, codepage = self.fonts.get(state.get("f") or state.get("deff", 0), (0, self.codepage))
        if isinstance(text, str) and "\uf020" <= text < "\uf100":
            charset, text = SYMBOL, bytearray([ord(text) & 0xFF])
        if isinstance(text, bytearray):
            drawn = [GREEK.get(code) or SYMBOLS.get(code) or chr(code) * (code < ord("A")) for code in text]
            text = "".join(drawn) if charset == SYMBOL else text.decode(codepage, "replace")
        # What the style of the paragraph sets is no emphasis.
        own = self.styles.get(state.get("s") or 0, {}) | dict.fromkeys(("v", "strike"))
        rules = ";".join(rule for word, rule in RULES.items() if state.get(word) and not own.get(word))
        self.flow.add(escape(text, quote=False).replace("\n", "<br>"), rules)

    def obey(self, word: str, value, state: dict) -> None:
        if word in {"mac", "ansicpg"}:
            self.codepage = "mac_roman" if word == "mac" else find_codepage(value)
        elif word in SIGNS and word not in ENDS:
            self.say(SIGNS[word], state)
        elif word == "cell":
            flow, edges = self.flow, state.get("edges", [])
            self.end_paragraph(state | {"intbl": 1})
            edge = edges[len(flow.rows[-1])] if len(flow.rows[-1]) < len(edges) else (0, "")
            flow.rows[-1].append((*edge, "".join(flow.cell)))
            flow.cell = []
        elif word == "row":
            self.flow.rows.append([])
        elif word in ENDS and not state.get("deleted"):
            # A paragraph whose end was struck out goes on in the next one.
            self.end_paragraph(state)
        elif word == "trowd":
            state |= {"edges": [], "merge": ""}
        elif word == "cellx":
            state.setdefault("edges", []).append((value, state.get("merge", "")))
            state["merge"] = ""
        elif word in {"clvmrg", "clmrg"}:
            state["merge"] = word
        elif word in {"pard", "plain"}:
            state |= PARAGRAPH if word == "pard" else RUN
        else:
            state |= {"super": 0, "sub": 0} if word in {"super", "sub", "nosupersub"} else {}
            state[word] = value

    def enter(self, group: list, state: dict) -> None:
        """Read a group; its first word, which a star may precede, says what it is."""
        words = [piece[0] if isinstance(piece, tuple) else "" for piece in group[:2]]
        is_starred = words[:1] == ["*"]
        word = (words[is_starred:] or [""])[0]
        group = group[is_starred:]
        if word in SILENT or (is_starred and word not in STARRED):
            return
        if word == "fonttbl":
            for said, _name in read_rows(group, self.codepage):
                charset = said.get("fcharset", 0)
                self.fonts[said.get("f", 0)] = charset, CHARSETS.get(charset, self.codepage)
        elif word == "stylesheet":
            rows = [(said, name) for said, name in read_rows(group, self.codepage) if "cs" not in said]
            self.styles |= {said.get("s", 0): said | {"name": name} for said, name in rows}
        elif word == "info":
            for child in filter(lambda piece: isinstance(piece, list), group):
                if child[:1] in ([("title", 1)], [("author", 1)]):
                    setattr(self.document, child[0][0], self.get_text(child[1:], state)[:255])
        elif word in LEFT:
            if text := self.get_text(group, state):
                self.document.drop(text, str(LEFT[word]))
        elif word in {"listtext", "pntext"}:
            text = self.get_text(group, state)
            self.flow.mark = text if any(map(str.isalnum, text)) and text != "o" else ""
        elif word == "footnote":
            html, number = self.read_apart(group, state), len(self.notes) + 1
            self.notes.append(f'<div id="note-{number}"><a href="#call-{number}">{number}</a>{html}</div>')
            self.flow.add(f'<sup><a id="call-{number}" href="#note-{number}">{number}</a></sup>')
        elif word == "shptxt":
            self.flow.after.append(f"<div>{self.read_apart(group, state)}</div>")
        elif word == "field":
            self.flow.fields.append("")
            self.read(group, state)
            self.leave_contents()
            self.flow.fields.pop()
        elif word == "fldinst":
            self.flow.fields[-1:] = [self.get_text(group[1:], state)] * bool(self.flow.fields)
        elif word == "fldrslt" and self.flow.fields and (address := _HREF.search(self.flow.fields[-1])):
            self.flow.add(f'<a href="{escape(address[1])}">')
            self.read(group, state)
            self.flow.add("</a>")
        elif word == "sn":
            self.name = self.get_text(group, state)
        elif word == "sv" and self.name == "wzDescription":
            self.described = self.get_text(group, state)
        elif word in {"pict", "picprop", "sv", "sp"}:
            self.read_picture(group, state)
        else:
            self.read(group, state)

    def read_picture(self, group: list, state: dict) -> None:
        """The picture of a group, whose other words are none of the text; one of an unknown format is said."""
        for child in filter(lambda piece: isinstance(piece, list), group):
            self.enter(child, dict(state))
        if group[0][0] == "pict":
            packed = [piece[1] for piece in group if isinstance(piece, tuple) and piece[0] == "bin"]
            figures = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(p for p in group if isinstance(p, bytearray)))
            source = f"rtf:{len(self.document.pictures)}"
            self.document.pictures[source] = b"".join(packed) or bytes.fromhex(figures[: len(figures) & ~1].decode())
            self.flow.add(f'<img src="{source}" alt="{escape(self.described)}">')
            self.described = ""

    def leave_contents(self, kind: str = "") -> None:
        """Leave out the words of the paragraph if a table of contents holds them."""
        if kind == "contents" or any(instruction.startswith(CONTENTS) for instruction in self.flow.fields):
            if (words := unescape(re.sub(r"<[^<>]*>", "", self.flow.write_words()))).strip():
                self.document.drop(words, _("the printed table of contents: the site makes its own"))

    def end_paragraph(self, state: dict) -> None:
        flow, rows, style = self.flow, [], state.get("s") or 0
        if not state.get("intbl"):
            flow.end_table()
        while (row := self.styles.get(style)) is not None and row not in rows:
            rows.append(row)
            style = row.get("sbasedon")
        kind = find_kind(names := [row["name"] for row in rows])
        self.leave_contents(kind)
        words = flow.write_words()
        outline = next((row["outlinelevel"] for row in (state, *rows) if row.get("outlinelevel") is not None), 9)
        level = find_level(names) or int(kind == "title") or (outline + 1 if 0 <= outline < 9 else 0)
        blocks = flow.cell if state.get("intbl") else flow.blocks
        if re.sub(r"<(?!img)[^<>]*>", "", words).strip():
            blocks.append(write_block(words, kind, level, flow.mark, state.get("ilvl") or 0, blocks is flow.cell))
        blocks += flow.after
        flow.after, flow.mark = [], None
