"""The one function that every upload passes: is this file what its name says, and only that?

Files that people send are judged by what they hold; their name only says what to look for.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from . import archives, errors, images, texts

HEAD = 4096
BLOCK = 1 << 20
#: Pixels of a photograph that the public sends.
LARGEST = (2000, 2000)
#: Marks of a web page or a script inside an image; long enough not to arise by chance.
MARKUP = re.compile(rb"<(?:script[\s>]|svg[\s>]|html[\s>]|iframe[\s>]|!doctype\s|\?php)", re.IGNORECASE)


def _name(word: str) -> bytes:
    """A name of a PDF, each letter as it is or by its number."""
    return b"/" + b"".join(b"(?:%c|#%02x)" % (ord(letter), ord(letter)) for letter in word) + rb"(?![\w])"


#: What follows a short name where it is one, and not some bytes of an image.
_VALUE = rb"\s*(?:<<|\d+\s+\d+\s+R)"
#: What has a PDF do more than be read: scripts, the forms that hold some, programs; files and players inside (a file
#: need not say that it is one: what leads to it does).
ACTIVE_PDF = re.compile(
    b"|".join([*map(_name, ("JavaScript", "Launch")), _name("XFA") + rb"\s*\[", _name("XFA") + _VALUE]), re.IGNORECASE
)
LADEN = ("EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia", "Rendition")
LADEN_PDF = re.compile(b"|".join([*map(_name, LADEN), _name("EF") + _VALUE]), re.IGNORECASE)
#: Objects that are packed together, where names hide, and the one way in which programs pack them; how much of them is
#: unpacked, in bytes.
PACKED_PDF = re.compile(_name("ObjStm") + rb".*?\bstream\r?\n", re.DOTALL | re.IGNORECASE)
PACKING = re.compile(
    rb"obj\s*<<(?!.*/DecodeParms)[^<>()%#]*/Filter\s*\[?\s*/FlateDecode\s*(?![\s/]*\w+\s*\])[^<>()%#]*>>\s*stream\r?\n",
    re.DOTALL,
)
MAX_UNPACKED = 50_000_000
#: How programs begin, whatever they are called.
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!", b"dex\n", b"!<arch>")


def check_content(file, name: str) -> None:
    """Raise ValidationError, in words for an editor, unless the content of `file` agrees with `name`.

    file: an uploaded file, open for reading, that can seek; it is left at its beginning.
    """
    extension = PurePath(name).suffix.lower().removeprefix(".")
    try:
        check(file, extension)
    finally:
        file.seek(0)


def make_plain(file) -> ContentFile:
    """A photograph that the public sent, judged, upright and of the size of a screen, without what else it says."""
    check_content(file, file.name)
    try:
        with Image.open(file) as image:
            image.draft("RGB", LARGEST)
            plain, written = ImageOps.exif_transpose(image).convert("RGB"), io.BytesIO()
    except Exception as error:  # decoders raise all sorts of things on broken files
        raise errors.not_what_it_says(PurePath(file.name).suffix[1:]) from error
    plain.thumbnail(LARGEST)
    plain.info = {}
    plain.save(written, "JPEG", quality=85)
    return ContentFile(written.getvalue(), "photo.jpg")


def check(file, extension: str) -> None:
    file.seek(0)
    head = file.read(HEAD)
    if extension in images.FORMATS:
        if head.startswith(PROGRAMS):
            raise errors.not_what_it_says(extension)
        images.check_image(file, extension, head)
        refuse_passengers(file)
        return
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise errors.too_large(settings.UPLOAD_MAX_BYTES)
    if head.startswith(PROGRAMS):
        raise errors.not_what_it_says(extension)
    if extension == "pdf":
        check_pdf(file, head)
    elif extension in archives.EXTENSIONS:
        archives.check_archive(file, extension, head)
    elif extension in texts.EXTENSIONS:
        texts.check_text(file, extension, head)
    else:
        raise errors.not_what_it_says(extension)


def check_pdf(file, head: bytes) -> None:
    """A PDF begins and ends like one, and is no archive besides; programs leave some bytes before and after."""
    file.seek(max(0, file.size - BLOCK))
    tail = file.read()
    start, end = head[:1024].find(b"%PDF-"), tail.rfind(b"%%EOF")
    if start < 0 or end < 0:
        raise errors.not_what_it_says("pdf")
    if MARKUP.search(head[: max(start, 1024)]) or MARKUP.search(tail[end:]) or is_archive(file):
        raise errors.hides_something()
    check_actions(file)


def check_actions(file) -> None:
    """Nothing in a PDF acts by itself, and nothing else is inside; what cannot be looked into is refused."""
    file.seek(0)
    data, left = file.read(), MAX_UNPACKED
    parts = [data]
    for found in PACKED_PDF.finditer(data):
        if not PACKING.fullmatch(data, data.rfind(b"obj", 0, found.start()), found.end()):
            raise errors.hides_something()
        try:
            parts.append(zlib.decompressobj().decompress(data[found.end() :], left))
        except zlib.error as error:
            raise errors.hides_something() from error
        left -= len(parts[-1])
        if left <= 0:
            raise errors.swells()
    if any(ACTIVE_PDF.search(part) for part in parts):
        raise errors.has_macros()
    if any(LADEN_PDF.search(part) for part in parts):
        raise errors.hides_something()


def refuse_passengers(file) -> None:
    """An image holds no web page, no script and no archive."""
    if is_archive(file):
        raise errors.hides_something()
    file.seek(0)
    tail = b""
    while block := file.read(BLOCK):
        if MARKUP.search(tail + block):
            raise errors.hides_something()
        tail = block[-16:]


def is_archive(file) -> bool:
    file.seek(0)
    return zipfile.is_zipfile(file)
