"""Rich text files, read piece by piece, without the importers."""

import re
from encodings.aliases import aliases
from itertools import groupby
from operator import itemgetter

from .office import SYMBOLS
from .source import Source

_PIECE = re.compile(rb"\\'([0-9a-f]{2})|\\([a-z]+)(-?\d{1,9})? ?|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.I | re.S)
_HEADING = re.compile(rb"\{\\s(\d+)\b[^;]*?\b(?:heading|titre) \d;", re.IGNORECASE)
_CHARSET = re.compile(rb"\\f(\d+)\\[^;{}]*?fcharset(\d+)")
_CODEPAGE = re.compile(rb"\\ansicpg(\d+)")
_LINE = re.compile(rb"\s*</?(?:p|div|li|tr|td|th|h[1-6]|br|blockquote)\b", re.IGNORECASE)
#: Code pages of the charsets of fonts that are not that of the file; the font Symbol has signs.
_PAGES = {2: "symbol", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 204: "cp1251"}
_PAGES |= {161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256", 186: "cp1257", 238: "cp1250"}
#: Groups that are no words of the text, or that are said to be left out.
_SILENT = set(
    "fonttbl colortbl stylesheet info filetbl listtext pntext annotation nonshppict shprslt pict sn sv xe tc fldinst "
    "header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc".split()
)
_STARRED = {"footnote", "shppict", "shpinst", "fldinst"}
_SIGNS = {"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
_SIGNS |= {"tab": " ", "~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
_HIDING = {"v", "strike", "striked", "deleted", "mvf"}


class RichSource:
    """What is read so far: the paragraph that is open, and those that it interrupts."""

    def __init__(self, data: bytes):
        self.data, self.source = data, Source()
        usual = f"cp{(_CODEPAGE.findall(data) or [b'1252'])[0].decode()}".replace("cp65001", "utf-8")
        self.fonts = {int(font): _PAGES.get(int(charset)) for font, charset in _CHARSET.findall(data)}
        self.headings = {int(number) for number in _HEADING.findall(data)}
        self.usual = usual if usual == "utf-8" or usual in aliases.values() else "cp1252"
        #: (code page, bytes) or ("", words) of the line that is open: what is seen of it, and what is not.
        self.shown: list[tuple] = []
        self.hidden: list[tuple] = []
        self.cells = [0]
        self.field, self.is_item = "", False

    def read(self) -> Source:
        state, stack, skip, position = {"uc": 1}, [], 0, 0
        while match := _PIECE.match(self.data, position):
            position = match.end()
            code, word, number, sign, brace, text = match.groups()
            if brace == b"{":
                stack.append((state, self.shown, self.hidden))
                state = state | {"opens": True, "own": "", "link": None}
            elif brace:
                self.leave(state, *stack[-1][1:])
                state = stack.pop()[0]
                if not stack:
                    break
            elif code or text:
                text = bytes([int(code, 16)]) if code else text
                self.say(text[skip:], state)
                skip = max(0, skip - len(text))
            elif word == b"bin":
                position += max(0, int(number or 0))
            elif word == b"u":
                self.say(chr(int(number or 0) % 65_536), state)
                skip = state["uc"]
            elif word or sign:
                self.obey((word or sign).decode("ascii", "replace"), 1 if number is None else int(number), state)
        self.end_line({})
        lines = "\n".join(self.source.lines).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.source.lines = lines.split("\n")
        return self.source

    def say(self, text: str | bytes, state: dict) -> None:
        if state.get("silent") == "fldinst":
            self.field += text if isinstance(text, str) else text.decode("ascii", "replace")
        elif state.get("silent") == "htmltag" and _LINE.match(text if isinstance(text, bytes) else b""):
            self.end_line(state | {"silent": ""})
        if state.get("silent") or state.get("htmlrtf"):
            return
        page = self.fonts.get(state.get("f") or 0) or self.usual
        if isinstance(text, bytes) and page == "symbol":
            text = "".join(SYMBOLS.get(byte, "") for byte in text)
        own = self.hidden if any(state.get(name) for name in _HIDING) else self.shown
        own += [("", "^")] if state.get("super") else []
        own.append((page if isinstance(text, bytes) else "", text))

    def obey(self, word: str, value: int, state: dict) -> None:
        opens, state["opens"] = state.get("opens"), False
        if word == "*":
            state |= {"opens": True, "star": True}
        elif opens and (word in _SILENT or (state.pop("star", False) and word not in _STARRED)):
            self.is_item = self.is_item or word in {"listtext", "pntext"}
            self.source.pictures += word == "pict" and not state.get("silent")
            self.field = "" if word == "fldinst" else self.field
            state["silent"] = state.get("silent") or word
        elif opens and word in {"footnote", "shptxt"} and not state.get("silent"):
            self.source.notes += word == "footnote"
            state |= {"own": word, "intbl": 0, "super": 0}
            self.shown, self.hidden = [], []
        elif word == "fldrslt" and re.match(r'\s*HYPERLINK\s+"?http', self.field):
            state["link"] = len(self.shown)
        elif word in _SIGNS:
            self.say(_SIGNS[word], state)
        elif word in {"par", "cell", "nestcell", "sect", "line", "\n", "\r"}:
            self.end_line(state, word)
        elif word == "row":
            self.cells.append(0)
        elif word == "pard":
            state |= dict.fromkeys(("s", "intbl", "outlinelevel"))
        elif word == "plain":
            state |= dict.fromkeys((*_HIDING, "super", "f"), 0)
        else:
            state |= {"super": 0} if word in {"sub", "nosupersub"} else {}
            state[word] = value

    def leave(self, state: dict, shown: list, hidden: list) -> None:
        """At the end of a group: a note gives back the line that it interrupts, a link has its words."""
        if state.get("own"):
            self.end_line(state)
            self.shown, self.hidden = shown, hidden
        elif state.get("link") is not None:
            self.source.links.append(decode(self.shown[state["link"] :]))

    def end_line(self, state: dict, word: str = "") -> None:
        if state.get("silent"):
            return
        line, hidden = decode(self.shown), decode(self.hidden)
        self.shown, self.hidden = [], []
        # The site numbers its notes.
        line = re.sub(r"^\s*\^?\d{1,3}\b", "", line) if state.get("own") == "footnote" else line
        self.cells[-1] += word == "cell"
        is_cell = word == "cell" or bool(state.get("intbl"))
        if not is_cell and not state.get("own"):
            self.source.tables += sum(map(bool, self.cells)) > 1 and max(self.cells) > 1
            self.cells = [0]
        is_heading = state.get("s") in self.headings or (state.get("outlinelevel") or 0) in range(1, 9)
        self.source.hidden += [hidden] if hidden.strip() else []
        if line.strip("^ "):
            self.source.lines.append(line)
            self.source.headings += [line] if is_heading else []
            # The cells of the site hold lines, not lists.
            self.source.items += self.is_item and not is_heading and not is_cell
        self.is_item = False


def decode(pieces: list[tuple[str, str | bytes]]) -> str:
    """The words of a line; bytes of one code page that follow each other are read together."""
    words = ""
    for page, group in groupby(pieces, key=itemgetter(0)):
        said = [piece for _page, piece in group]
        words += b"".join(said).decode(page, "replace") if page else "".join(said)
    return words
