"""Mails as Outlook saves them ([MS-OXMSG]): made the parts of a mail, which is then read as any other."""

import mimetypes
import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime, formataddr

from django.utils.translation import gettext as _
from olefile import OleFileIO

from accounts.uploads.texts import read_text

from ..document import Document, ImportRefused
from .eml import read_message
from .rtf import find_codepage, read_packed

#: What each compressed text starts from ([MS-OXRTFCP]).
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
MAX_PACKED = 5_000_000
#: The day on which a message was sent or received, and the code page of its text, among its properties.
_DATE = re.compile(rb"\x40\0(?:\x39\0|\x06\x0e)....(.{8})", re.DOTALL)
_CODEPAGE = re.compile(rb"\x03\0\xde\x3f....(..)\0\0", re.DOTALL)


def read_msg(name: str, data: bytes) -> Document:
    try:
        with OleFileIO(data) as file:
            message = Folder(file, []).make_message()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise ImportRefused(_("The file is broken or incomplete.")) from error
    return read_message(Document(name, is_mail=True), message)


class Folder:
    """A message, somebody or something attached, inside a file of Outlook: its properties are known by numbers."""

    def __init__(self, file: OleFileIO, place: list[str]):
        self.file, self.place = file, place

    def read(self, name: str) -> bytes:
        path = [*self.place, name]
        return self.file.openstream(path).read() if self.file.exists(path) else b""

    def get(self, *properties: str) -> str:
        """The first text that there is of these properties."""
        for one in properties:
            wide, narrow = self.read(f"__substg1.0_{one}001F"), self.read(f"__substg1.0_{one}001E")
            if text := wide.decode("utf-16-le", "replace") or read_text(narrow)[0]:
                return text.strip("\0")
        return ""

    def list(self, start: str) -> "list[Folder]":
        rows = [row for row in self.file.listdir(streams=False, storages=True) if row[:-1] == self.place]
        return [Folder(self.file, row) for row in sorted(rows) if row[-1].startswith(start)]

    def make_message(self) -> Message:
        message = Message()
        message["Subject"], message["From"] = self.get("0037"), formataddr((self.get("0C1A"), self.get("5D01", "0C1F")))
        message["To"] = ", ".join(one.get("39FE", "3003") for one in self.list("__recip_version1.0_"))
        if found := _DATE.search(self.read("__properties_version1.0")):
            since = timedelta(microseconds=int.from_bytes(found[1], "little") // 10)
            message["Date"] = format_datetime(datetime(1601, 1, 1, tzinfo=UTC) + since)
        parts = [self.make_text()]
        for one in self.list("__attach_version1.0_"):
            name, held = one.get("3707", "3704"), one.list("__substg1.0_3701000D")
            if held:
                parts.append(make_part("message/rfc822", [held[0].make_message()]))
                continue
            kinds = [one.get("370E"), mimetypes.guess_type(name)[0] or ""]
            kind = next((kind for kind in kinds if kind.startswith(("image/", "text/"))), "application/octet-stream")
            part = make_part(kind, one.read("__substg1.0_37010102"))
            part.add_header("Content-Disposition", "attachment", filename=name)
            part["Content-ID"], part["Content-Location"] = f"<{one.get('3712')}>", one.get("3713")
            parts.append(part)
        message["Content-Type"] = "multipart/mixed"
        message.set_payload(parts)
        return message

    def make_text(self) -> Message:
        """The page of the message, as it is or packed in rich text, or its words alone."""
        if html := self.read("__substg1.0_10130102") or self.get("1013").encode("utf-8", "replace"):
            found = _CODEPAGE.search(self.read("__properties_version1.0"))
            codepage = find_codepage(int.from_bytes(found[1], "little")) if found else ""
            return make_part(f'text/html; charset="{codepage}"', html)
        if page := read_packed(decompress(self.read("__substg1.0_10090102")[:MAX_PACKED])):
            return make_part('text/html; charset="utf-8"', page.encode("utf-8", "replace"))
        return make_part('text/plain; charset="utf-8"', self.get("1000").encode("utf-8", "replace"))


def make_part(kind: str, payload) -> Message:
    part = Message()
    part["Content-Type"] = kind
    part.set_payload(payload)
    return part


def decompress(data: bytes) -> bytes:
    """A text in rich text, which Outlook keeps compressed."""
    if data[8:12] != b"LZFu":
        return data[16:]
    found, rest = bytearray(START), iter(data[16:])
    for control in rest:
        for bit in range(8):
            first = next(rest, 0)
            if not control >> bit & 1:
                found.append(first)
                continue
            pair = first << 8 | next(rest, 0)
            # The place is one of the last 4,096 bytes; that of the next byte is the end.
            back = (len(found) - (pair >> 4)) % 4_096
            if not back:
                return bytes(found[len(START) :])
            for _step in range((pair & 15) + 2):
                found.append(found[-back])
    return bytes(found[len(START) :])
