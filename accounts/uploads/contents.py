"""The one function that every upload passes: is this file what its name says, and only that?

Files that people send are judged by what they hold; their name only says what to look for.
"""

import re
import zipfile
from pathlib import PurePath

from django.conf import settings

from . import archives, errors, images, texts

HEAD = 4096
BLOCK = 1 << 20
#: Marks of a web page or a script inside an image; long enough not to arise by chance.
MARKUP = re.compile(rb"<(?:script[\s>]|svg[\s>]|html[\s>]|iframe[\s>]|!doctype\s|\?php)", re.IGNORECASE)
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
