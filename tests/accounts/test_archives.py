"""An archive is refused for the same reasons wherever it comes in: a document, an import of text, a register."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.uploads.contents import check_content
from imports.document import ImportRefused
from imports.readers.docx import read_docx
from registers.sheets.files import FileRefused, read_file

PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", "xl/workbook.xml": b"<x/>"}


def pack(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**PARTS, **entries}.items():
            archive.writestr(name, data)
    return out.getvalue()


def overlap() -> bytes:
    """Fifty names for one megabyte: each entry of the directory points at the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {**PARTS, "a.txt": b"\0" * 1_000_000}.items():
            archive.writestr(name, data)
        first = archive.getinfo("a.txt")
        archive.filelist += [first] * 50
        archive._didModify = True
    return out.getvalue()


SWELLS, LEAVES = "beaucoup trop lourd", "cache autre chose"
HOSTILE = {
    "a bomb": (pack(**{"word/a.xml": b"0" * 30_000_000}), SWELLS),
    "a bomb among the pictures": (pack(**{"word/media/a.bin": b"0" * 30_000_000}), SWELLS),
    "too many entries": (pack(**{f"word/{n}.xml": b"<a/>" for n in range(5_100)}), SWELLS),
    "entries that overlap": (overlap(), SWELLS),
    "a way up": (pack(**{"../../etc/cron.d/x": b"x"}), LEAVES),
    "a way up, in the other slashes": (pack(**{"a\\..\\..\\x": b"x"}), LEAVES),
    "the root": (pack(**{"/etc/passwd": b"x"}), LEAVES),
    "a disk": (pack(**{"C:/x": b"x"}), LEAVES),
}


def send_document(data: bytes) -> None:
    check_content(SimpleUploadedFile("a.docx", data), "a.docx")


WAYS = {
    "a document": send_document,
    "a text to import": lambda data: read_docx("a.docx", data),
    "a register": lambda data: read_file("a.xlsx", data),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_archive_is_refused_alike(way, attack):
    data, reason = HOSTILE[attack]
    with pytest.raises((ValidationError, ImportRefused, FileRefused)) as refusal:
        WAYS[way](data)
    assert reason in str(refusal.value)
