"""Small PDFs made by hand: each one has what a test says."""

import io
import zlib

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.documents import get_document_model


def make_pdf(pages: list[str], encrypt: bool = False) -> bytes:
    """A PDF with one line of text for each line of each page."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    catalog, tree = add(b""), add(b"")
    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for text in pages:
        kids.append(_add_page(add, text, font, tree))
    objects[catalog - 1] = b"<< /Type /Catalog /Pages %d 0 R >>" % tree
    objects[tree - 1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    extra = b""
    if encrypt:
        locked = add(
            b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (b"5a" * 32, b"a5" * 32),
        )
        extra = b" /Encrypt %d 0 R /ID [<0011> <0011>]" % locked
    return _write(objects, catalog, extra)


def _add_page(add, text: str, font: int, tree: int) -> int:
    lines = text.split("\n")
    content = b"BT /F1 12 Tf 14 TL 40 780 Td "
    for line in lines:
        escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        content += b"(" + escaped + b") Tj T* "
    stream = add(_stream(content + b"ET"))
    return add(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, stream, font)
    )


def _stream(content: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), filters, content)


def _write(objects: list[bytes], catalog: int, extra: bytes = b"") -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        catalog,
        extra,
        start,
    )
    return bytes(out)


def make_image_pdf() -> bytes:
    """A page that is a picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PDF")
    return out.getvalue()


def make_bomb(megabytes: int = 400) -> bytes:
    """A page whose text, a few kilobytes here, is hundreds of megabytes once inflated, three times over."""
    pump = zlib.compressobj(9)
    line = b"(bombe) Tj " * 100_000
    packed = b"".join(pump.compress(line) for _n in range(megabytes * 1_000_000 // len(line))) + pump.flush()
    for _n in range(2):
        packed = zlib.compress(packed, 9)
    filters = b" /Filter [/FlateDecode /FlateDecode /FlateDecode]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        _stream(packed, filters),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>",
    ]
    return _write(objects, 1)


def make_document(content: bytes, title: str = "Un rapport", name: str = "rapport.pdf"):
    """A document of the library."""
    document = get_document_model()(title=title)
    document.file.save(name, ContentFile(content), save=False)
    document._set_document_file_metadata()
    document.save()
    return document
