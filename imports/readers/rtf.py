"""Rich text: its groups, and the page that Outlook packs in it ([MS-OXRTFEX])."""

import re
from encodings.aliases import aliases

from django.utils.translation import gettext as _

from ..document import ImportRefused

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+|\\)", re.DOTALL
)
#: More of them are no text of a person; groups are not nested deeper.
MAX_TOKENS, MAX_GROUPS = 5_000_000, 150
SIGNS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "tab": "\t", "line": "\n", "par": "\n", "~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}",
}  # fmt: skip
#: Groups without a star that are no words of the page.
SILENT = {"fonttbl", "colortbl", "stylesheet", "info", "listtext", "pntext"}
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 238: "cp1250",
}  # fmt: skip
_FONT = re.compile(rb"\\f(\d+)\\[^;{}]*?fcharset(\d+)")
_CODEPAGE = re.compile(rb"\\ansicpg(\d{3,5})\b")


def read_packed(data: bytes) -> str:
    """The page in a text of Outlook, "" when it holds none."""
    if not re.match(rb"\s*\{\\rtf.{0,2000}\\fromhtml", data, re.DOTALL):
        return ""
    usual = find_codepage(int((_CODEPAGE.findall(data[:2_000]) or [1252])[0]))
    fonts = {int(font): CHARSETS.get(int(charset), usual) for font, charset in _FONT.findall(data)}
    return join_halves("".join(_read_page(parse(data), fonts, usual, {"f": 0})))


def join_halves(html: str) -> str:
    """The two halves of a sign made one."""
    return html.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read_page(group: list, fonts: dict[int, str], usual: str, state: dict):
    words = [piece[0] for piece in group[:2] if isinstance(piece, tuple)]
    if words[:1] == ["*"] and words[1:] != ["htmltag"] or words[:1] and words[0] in SILENT:
        return
    state |= {"htmlrtf": 0} if words[1:] == ["htmltag"] else {}
    for piece in group:
        if isinstance(piece, list):
            yield from _read_page(piece, fonts, usual, dict(state))
        elif isinstance(piece, tuple) and piece[0] not in SIGNS:
            state[piece[0]] = 0 if piece[0] == "plain" else piece[1]
        elif not state.get("htmlrtf"):
            text = SIGNS[piece[0]] if isinstance(piece, tuple) else piece
            yield text if isinstance(text, str) else text.decode(fonts.get(state["f"], usual), "replace")


def find_codepage(number: int) -> str:
    """What Python calls a code page of Windows."""
    return f"cp{number}" if f"cp{number}" in aliases.values() else "utf-8" if number == 65_001 else "cp1252"


def parse(data: bytes) -> list:
    """The group of a file: words as (word, number), bytes of text, signs, and groups inside it."""
    group, stack, skip, uc, position, count = [], [], 0, 1, data.find(b"{"), 0
    while (match := _TOKEN.match(data, position)) is not None and count < MAX_TOKENS:
        position, count = match.end(), count + 1
        word, number, code, sign, brace, text = match.groups()
        if text or code:
            # A sign that was said by its number is followed by what older programs read.
            text = text or bytes([int(code, 16)])
            if not (group and isinstance(group[-1], bytearray)):
                group.append(bytearray())
            group[-1] += text[skip:]
            skip = max(skip - len(text), 0)
        elif brace == b"{":
            if len(stack) > MAX_GROUPS:
                raise RecursionError
            stack.append((group, uc))
            group, skip = [], 0
        elif brace:
            (outer, uc), skip = stack.pop(), 0
            if not stack:
                return group
            outer.append(group)
            group = outer
        elif word == b"bin":
            position += max(int(number or 0), 0)
            group.append(("bin", data[match.end() : position]))
        elif word == b"u":
            group.append(chr(int(number or 0) % 65_536))
            skip = uc
        elif word or sign:
            value = 1 if number is None else int(number)
            group.append(((word or sign).decode("ascii", "replace"), value))
            uc, skip = max(value, 0) if word == b"uc" else uc, 0
    raise ImportRefused(_("The file is broken or incomplete."))
