"""Zip files and the documents that are zip files inside: the right parts, no macro, no bomb.

Whoever opens an archive that was sent, to judge it or to read it, does so by `open_archive`.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from . import errors

#: Extension → a part that such a document always has.
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
#: Extension → what its first entry, `mimetype`, holds.
TYPED = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "epub": b"application/epub+zip",
}
PROGRAMS = {
    *("apk", "app", "bat", "cmd", "com", "dll", "exe", "hta", "htm", "html", "iso", "jar", "js", "jse", "lnk", "mjs"),
    *("msi", "php", "pif", "ps1", "py", "rb", "scr", "sh", "svg", "svgz", "vb", "vbe", "vbs", "wsf", "xhtml"),
}
#: Bytes of a drawing, and what makes one more than a drawing.
MAX_DRAWING = 5_000_000
ACTIVE = re.compile(
    rb"<\s*(?:[\w-]+:)?(?:script|foreignobject|iframe|object|embed|handler|set|animate)|\son\w+\s*=|javascript:|<!entity|<\?xml-stylesheet"
    rb"|@import|href\s*=\s*[\"'](?!#|data:image/(?:png|jpe?g);)",
    re.IGNORECASE,
)
MACROS = ("vbaproject.bin", "vbadata.xml")
EXTENSIONS = {*OFFICE, *TYPED, "zip"}
#: What the standard library says of archives that are cut, altered, protected or packed in unknown ways.
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError)


@contextmanager
def open_archive(
    file, extension: str, *, size: int, limit: int | None = None, read: tuple[str, ...] = ("",)
) -> Iterator[zipfile.ZipFile]:
    """`file`, of `size` bytes, as an archive that may be unpacked: no bomb, and no way out of its folder.

    limit: bytes that the entries whose names end with one of `read` may unpack to, for whoever reads those alone.
    Raise ValidationError for a bomb (its code is "bomb"), for what leaves its folder ("hidden"), and for what is
    no such archive or turns out to be broken while it is read ("content").
    """
    try:
        with zipfile.ZipFile(file) as archive:
            check_size(archive, size)
            if limit is not None and sum(e.file_size for e in archive.infolist() if e.filename.endswith(read)) > limit:
                raise errors.swells()
            check_paths(archive)
            yield archive
    except RecursionError:
        raise
    except BROKEN as error:
        raise errors.not_what_it_says(extension) from error


def check_archive(file, extension: str, head: bytes) -> None:
    """Raise ValidationError unless `file` is what `extension` names, and unpacks to a reasonable size."""
    if not head.startswith(b"PK\x03\x04"):
        raise errors.not_what_it_says(extension)
    file.seek(0)
    with open_archive(file, extension, size=file.size) as archive:
        check_programs(archive, extension)
        check_parts(archive, extension)


def check_size(archive: zipfile.ZipFile, size: int) -> None:
    """Sizes are those the directory declares; whoever unpacks stops there, and overlapping entries add up."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > settings.UPLOAD_MAX_ZIP_ENTRIES
        or unpacked > settings.UPLOAD_MAX_UNZIPPED_BYTES
        or unpacked > settings.UPLOAD_MAX_ZIP_RATIO * max(size, 1)
        or sum(entry.compress_size for entry in entries) > size
    ):
        raise errors.swells()


def check_paths(archive: zipfile.ZipFile) -> None:
    """No way out of the folder it is unpacked in."""
    for name in archive.namelist():
        steps = name.replace("\\", "/").split("/")
        if not steps[0] or ":" in steps[0] or ".." in steps or "\0" in name:
            raise errors.hides_something()


def check_programs(archive: zipfile.ZipFile, extension: str) -> None:
    """No program, no macro."""
    for name in archive.namelist():
        base = posixpath.basename(name.replace("\\", "/")).lower()
        if extension not in TYPED and base in MACROS:
            raise errors.has_macros()
        is_own = extension == "epub" and base.endswith(("html", "htm", "svg"))
        is_own = is_own or (extension in OFFICE and base.endswith(".svg") and is_inert(archive, name))
        if base.rpartition(".")[2] in PROGRAMS and not is_own:
            raise errors.hides_something()


def is_inert(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a drawing only draws: Office keeps its icons as SVG beside their PNG."""
    drawing = archive.read(name) if archive.getinfo(name).file_size <= MAX_DRAWING else b"<script"
    # What is not ASCII under another encoding could hide a tag.
    return b"<svg" in drawing and not ACTIVE.search(drawing)


def check_parts(archive: zipfile.ZipFile, extension: str) -> None:
    names = set(archive.namelist())
    if extension in OFFICE:
        # SharePoint calls the main part « document2.xml ».
        start, end = OFFICE[extension].rsplit(".", 1)
        main = re.compile(rf"{re.escape(start)}\d*\.{end}")
        if "[Content_Types].xml" not in names or not any(main.fullmatch(name) for name in names):
            raise errors.not_what_it_says(extension)
        with archive.open("[Content_Types].xml") as part:
            if b"macroEnabled" in part.read(1_000_000):
                raise errors.has_macros()
    elif extension in TYPED:
        if "mimetype" not in names:
            raise errors.not_what_it_says(extension)
        with archive.open("mimetype") as part:
            if part.read(200).strip() != TYPED[extension]:
                raise errors.not_what_it_says(extension)
        if any(name.startswith("Basic/") for name in names):
            raise errors.has_macros()
