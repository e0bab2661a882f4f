"""Zip files and the documents that are zip files inside: the right parts, no macro, no bomb."""

import posixpath
import zipfile

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
MACROS = ("vbaproject.bin", "vbadata.xml")
EXTENSIONS = {*OFFICE, *TYPED, "zip"}


def check_archive(file, extension: str, head: bytes) -> None:
    """Raise ValidationError unless `file` is what `extension` names, and unpacks to a reasonable size."""
    if not head.startswith(b"PK\x03\x04"):
        raise errors.not_what_it_says(extension)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            check_size(archive, file.size)
            check_names(archive, extension)
            check_parts(archive, extension)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise errors.not_what_it_says(extension) from error


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


def check_names(archive: zipfile.ZipFile, extension: str) -> None:
    """No way out of the folder it is unpacked in, no program, no macro."""
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name:
            raise errors.hides_something()
        base = posixpath.basename(name).lower()
        if extension not in TYPED and base in MACROS:
            raise errors.has_macros()
        if base.rpartition(".")[2] in PROGRAMS and not (extension == "epub" and base.endswith(("html", "htm", "svg"))):
            raise errors.hides_something()


def check_parts(archive: zipfile.ZipFile, extension: str) -> None:
    names = set(archive.namelist())
    if extension in OFFICE:
        if not {"[Content_Types].xml", OFFICE[extension]} <= names:
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
