"""From bytes to text, whatever program wrote them."""

import codecs
import re

from django.utils.translation import gettext as _

from ..cleaning import clean_text
from ..document import Document, ImportRefused

#: How files that are no text begin.
MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\xd0\xcf\x11\xe0": "Word 97-2003",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
}
#: UTF-8 that was read as cp1252 and written again.
_MOJIBAKE = re.compile("Ã[©¨ ª«´»§‰€]|â€[™œ¦“”]")


def refuse_binary(data: bytes) -> None:
    """Raise `ImportRefused` for a file that is no text, whatever its name says."""
    for start, kind in MAGIC.items():
        if data.startswith(start) and not (kind == "EXE" and b"\x00" not in data[:4096]):
            raise ImportRefused(
                _("The file is not the text that its name says: it is a %(kind)s file.") % {"kind": kind}
            )


def decode(data: bytes, document: Document, declared: str = "") -> str:
    """The text of `data`, cleaned; what was guessed is noted on `document`."""
    refuse_binary(data)
    text, encoding = _decode(data, declared)
    if "\x00" in text:
        raise ImportRefused(_("The file is not a text, or its encoding is unknown: save it as UTF-8."))
    controls = sum(1 for c in text[:20_000] if ord(c) < 32 and c not in "\t\n\r\f\v\x1b")
    if controls > max(20, len(text[:20_000]) // 50):
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
        document.notes.append(
            _("%(count)d characters of the source could not be read: look for « � ».") % {"count": replaced}
        )
    document.encoding = encoding
    return clean_text(text)


def _decode(data: bytes, declared: str) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace"), "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) > 3 and max(even, odd) > len(sample) // 4 and min(even, odd) < max(even, odd) // 8:
        # UTF-16 without its mark: Latin letters have their zero byte on one side.
        order = "utf-16-le" if odd > even else "utf-16-be"
        return data.decode(order, "replace"), order
    if declared:
        try:
            text = data.decode(declared)
            return text, "utf-8" if codecs.lookup(declared).name == "ascii" else codecs.lookup(declared).name
        except (LookupError, UnicodeError, ValueError):
            pass
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(ord(c) > 127 for c in lenient) - bad
    if good > 4 * bad:
        return lenient, "utf-8"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"
