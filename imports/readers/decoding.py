"""From bytes to text, whatever program wrote them."""

import re

from django.utils.translation import gettext as _

from accounts.uploads.texts import read_text

from ..cleaning import clean_text
from ..document import Document, ImportRefused

#: How files that are no text begin.
MAGIC = {
    b"%PDF": "PDF", b"PK\x03\x04": "ZIP", b"\xd0\xcf\x11\xe0": "Word 97-2003", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF", b"\x1f\x8b": "gzip", b"{\\rtf": "RTF", b"MZ": "EXE", b"\x7fELF": "ELF",
}  # fmt: skip
#: UTF-8 that was read as cp1252 and written again.
_MOJIBAKE = re.compile("Ã[©¨ ª«´»§‰€]|â€[™œ¦“”]")


def refuse_binary(data: bytes) -> None:
    """Raise `ImportRefused` for a file that is no text, whatever its name says."""
    for start, kind in MAGIC.items():
        if data.startswith(start) and not (kind == "EXE" and b"\x00" not in data[:4096]):
            said = _("The file is not the text that its name says: it is a %(kind)s file.")
            raise ImportRefused(said % {"kind": kind})


def decode(data: bytes, document: Document, declared: str = "") -> str:
    """The text of `data`, cleaned; what was guessed is noted on `document`."""
    refuse_binary(data)
    text, encoding = read_text(data, declared)
    controls = sum(1 for c in text[:20_000] if ord(c) < 32 and c not in "\t\n\r\f\v\x1b")
    if "\x00" in text or controls > max(20, len(text[:20_000]) // 50):
        raise ImportRefused(_("The file is not a text, or its encoding is unknown: save it as UTF-8."))
    if encoding != "utf-8":
        document.notes.append(_("The file was not in UTF-8; it was read as %(encoding)s.") % {"encoding": encoding})
    if len(_MOJIBAKE.findall(text)) >= 2:
        try:
            text = text.encode("cp1252").decode("utf-8")
            document.notes.append(_("Its letters had been encoded twice; they were put right."))
        except UnicodeError:
            document.notes.append(_("Some letters seem wrongly encoded in the source; look for « Ã » and « â€ »."))
    replaced = text.count("\ufffd")
    if replaced:
        said = _("%(count)d characters of the source could not be read: look for « � ».")
        document.notes.append(said % {"count": replaced})
    document.encoding = encoding
    # Form feeds part the pages of what was printed.
    return "\f".join(map(clean_text, text.split("\f")))
