"""The pictures that a source holds itself; none is ever fetched."""

import base64
import binascii
import re

from ..document import Document

#: Bytes of one picture.
MAX_PICTURE = 20_000_000
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,(.+)", re.DOTALL)
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def read_picture(source: str, document: Document) -> bytes:
    """The bytes of the picture that the address `source` names in the file, or nothing."""
    data = document.pictures.get(source.strip(), b"")
    match = _DATA.match(source) if not data else None
    if match:
        try:
            data = base64.b64decode(match[1])
        except (binascii.Error, ValueError):
            return b""
    return data if data.startswith(STARTS) and len(data) <= MAX_PICTURE else b""
