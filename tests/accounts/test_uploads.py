"""A file is judged by what it holds, by whatever way it comes."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image

from accounts.uploads.contents import check_content
from registers.models import Batch

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
PROGRAM = b"MZ\x90\x00" + b"\0" * 200


def make_image(kind: str = "PNG", size=(8, 8), **options) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, "navy").save(out, kind, **options)
    return out.getvalue()


def make_bomb() -> bytes:
    """A small file that says it is 60,000 × 60,000 pixels."""
    data = make_image("PNG")
    header = b"IHDR" + struct.pack(">II", 60_000, 60_000) + data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def make_zip(entries: dict[str, bytes], stored: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            kind = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, compress_type=kind)
    return out.getvalue()


def make_docx(**more: bytes) -> bytes:
    return make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}

GOOD = {
    "a.pdf": PDF,
    "a.PDF": PDF,
    "a.png": make_image("PNG"),
    "a.jpg": make_image("JPEG"),
    "a.jpeg": make_image("JPEG"),
    "a.gif": make_image("GIF"),
    "a.webp": make_image("WEBP"),
    "a.docx": make_docx(),
    "a.xlsx": make_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
    "a.pptx": make_zip({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<x/>"}),
    "a.odt": make_zip(ODT, "mimetype"),
    "a.epub": make_zip({"mimetype": b"application/epub+zip", "a.xhtml": b"<html/>"}, "mimetype"),
    "a.zip": make_zip({"affiche.pdf": PDF}),
    "a.csv": "nom;ville\nZoé;Nîmes\n".encode("cp1252"),
    "a.txt": "\ufeffUne note.\n".encode(),
    "b.txt": "Une note.\n".encode("utf-16"),
    "a.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour\n",
}
BAD = {
    "renamed program": ("facture.pdf", PROGRAM),
    "program as image": ("photo.png", PROGRAM),
    "program as text": ("note.txt", PROGRAM),
    "program as UTF-16": ("note.txt", b"\xff\xfe" + PROGRAM),
    "script as text": ("note.txt", b"#!/bin/sh\nrm -rf /\n"),
    "page as text": ("note.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
    "page as csv": ("a.csv", b"\xef\xbb\xbf<html>"),
    "drawing as image": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "drawing by its name": ("a.svg", b"<svg/>"),
    "page by its name": ("a.html", b"<html>"),
    "no name": ("sans-extension", PDF),
    "jpeg named png": ("a.png", make_image("JPEG")),
    "png named jpeg": ("a.jpg", make_image("PNG")),
    "image and page": ("a.png", make_image("PNG") + b"<script>alert(1)</script>"),
    "image and archive": ("a.jpg", make_image("JPEG") + make_zip({"a.class": b"x"})),
    "image and script": ("a.gif", b"GIF89a/*" + make_image("GIF")[8:] + b"*/=alert(1)"),
    "broken image": ("a.png", make_image("PNG")[:20]),
    "image bomb": ("a.png", make_bomb()),
    "document without end": ("a.pdf", PDF[:-8]),
    "document after junk": ("a.pdf", b"<html>" + PDF),
    "document and archive": ("a.pdf", PDF + make_zip({"a": b"x"}) + b"%%EOF"),
    "archive named docx": ("a.docx", make_zip({"a.txt": b"x"})),
    "workbook named docx": ("a.docx", GOOD["a.xlsx"]),
    "docx named pdf": ("a.pdf", GOOD["a.docx"]),
    "macros": ("a.docx", make_docx(**{"word/vbaProject.bin": b"x"})),
    "odt of another type": ("a.odt", make_zip({"mimetype": b"application/zip"}, "mimetype")),
    "broken archive": ("a.zip", GOOD["a.zip"][:30]),
    "archive after a program": ("a.zip", PROGRAM + GOOD["a.zip"]),
    "archive that leaves its folder": ("a.zip", make_zip({"../../etc/cron.d/x": b"x"})),
    "archive of a program": ("a.zip", make_zip({"jeu.exe": PROGRAM})),
    "zip bomb": ("a.zip", make_zip({"a.txt": b"\0" * 20_000_000})),
    "zip bomb in a docx": ("a.docx", make_docx(**{"word/media/a.bin": b"\0" * 20_000_000})),
    "captions without their mark": ("a.vtt", b"Bonjour"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_a_file_says_it_is_passes(name):
    check_content(SimpleUploadedFile(name, GOOD[name]), name)


@pytest.mark.parametrize("case", BAD)
def test_what_it_is_not_is_refused(case):
    name, data = BAD[case]
    with pytest.raises(ValidationError) as caught:
        check_content(SimpleUploadedFile(name, data), name)
    assert caught.value.messages[0].endswith(".")


def make_pdf(body: bytes, packed: bytes = b"") -> bytes:
    """A PDF with an object, and objects that are packed together."""
    if packed:
        stream = zlib.compress(packed)
        packed = b"2 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
        packed += stream + b"\nendstream endobj\n"
    return b"%PDF-1.7\n1 0 obj " + body + b" endobj\n" + packed + b"trailer << /Root 1 0 R >>\n%%EOF\n"


ACTIONS = [
    b"<< /S /JavaScript /JS (app.alert(1)) >>",
    b"<< /OpenAction << /S /J#61vaScript /JS 3 0 R >> >>",
    b"<< /Names << /#4aava#53cript 4 0 R >> >>",
    b"<< /A << /S /Launch /F (calc.exe) >> >>",
    b"<< /AA << /O << /S/Launch>> >> >>",
    b"<< /Names << /EmbeddedFiles 4 0 R >> >>",
    b"<< /Type /EmbeddedFile >>",
    b"<< /Subtype /Rich#4Dedia >>",
    b"<< /Subtype /FileAttachment /FS 4 0 R >>",
    b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>",
    b"<< /AF [<< /#45F 7 0 R >>] >>",
    b"<< /AcroForm << /XFA [(template) 4 0 R] >> >>",
    b"<< /A << /S /Rendition /JS (app.alert(1)) >> >>",
]
#: Ways of packing objects that no program has, but whoever hides some: their bytes are not what is read in the end.
PACKINGS = [
    b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>",
    b"/DecodeParms [<< /Predictor 2 >>] /Filter [/FlateDecode]",
    b"/Filter [/FlateDecode /ASCIIHexDecode]",
    b"/F#69lter [/FlateDecode /LZWDecode]",
    b"/Note (obj << /Filter /FlateDecode >>) /Filter /LZWDecode",
]


@pytest.mark.parametrize("packing", PACKINGS)
def test_objects_packed_as_no_program_does_are_refused(packing):
    data = make_pdf(b"<< >>", packed=b"3 0 << >>").replace(b"/Filter /FlateDecode", packing)
    with pytest.raises(ValidationError):
        check_content(SimpleUploadedFile("a.pdf", data), "a.pdf")


@pytest.mark.parametrize("action", ACTIONS)
def test_a_pdf_that_does_more_than_be_read_is_refused(action):
    """In the open, or among objects that are packed together."""
    for data in (make_pdf(action), make_pdf(b"<< >>", packed=b"3 0 " + action)):
        with pytest.raises(ValidationError):
            check_content(SimpleUploadedFile("a.pdf", data), "a.pdf")


def test_a_pdf_that_cannot_be_looked_into_is_refused():
    hidden = make_pdf(b"<< >>", packed=b"3 0 << >>").replace(b"stream\nx", b"stream\n?")
    with pytest.raises(ValidationError):
        check_content(SimpleUploadedFile("a.pdf", hidden), "a.pdf")


@pytest.mark.parametrize(
    "data",
    [
        make_pdf(b"<< /Type /Catalog /Title (JavaScript, un Launch) >>"),
        make_pdf(b"<< >>", packed=b"3 0 << /Type /Page >>"),
        make_pdf(b"<< >>", packed=b"3 0 << >>").replace(
            b"/Filter /FlateDecode", b"/Filter[/FlateDecode]/Extends 9 0 R"
        ),
        make_pdf(b"<< /Title (/XFA et /EF) >>"),
    ],
)
def test_a_pdf_that_speaks_of_programs_passes(data):
    check_content(SimpleUploadedFile("a.pdf", data), "a.pdf")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("spec", ["original", "width-20", "width-20|format-webp", "width-20|format-jpeg"])
def test_no_size_of_an_image_tells_where_it_was_taken(kind, spec):
    from django.core.files.images import ImageFile
    from wagtail.images import get_image_model

    exif = Pillow.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Appareil secret", "Auteur secret", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0)})
    more = {} if kind == "PNG" else {"xmp": b"<x:xmpmeta>lieu secret</x:xmpmeta>"}
    if kind == "JPEG":
        more["comment"] = b"commentaire secret"
    data = make_image(kind, size=(40, 30), exif=exif, **more)
    assert b"secret" in data
    name = f"a.{kind.lower()}"
    image = get_image_model().objects.create(title="Essai", file=ImageFile(io.BytesIO(data), name=name))
    with image.get_rendition(spec).file.open() as made:
        content = made.read()
    shown = Pillow.open(io.BytesIO(content))
    assert b"secret" not in content and not dict(shown.getexif()) and not shown.getexif().get_ifd(0x8825)
    assert shown.width < shown.height, "it is turned as it was taken"


def test_limits_are_settings(settings):
    settings.UPLOAD_MAX_ZIP_ENTRIES = 2
    with pytest.raises(ValidationError):
        check_content(SimpleUploadedFile("a.zip", make_zip({str(n): b"x" for n in range(3)})), "a.zip")
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="1 Mo|Mo"):
        check_content(SimpleUploadedFile("a.pdf", PDF), "a.pdf")
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100
    with pytest.raises(ValidationError):
        check_content(SimpleUploadedFile("a.png", make_image(size=(11, 11))), "a.png")


@pytest.fixture
def administrator(admin_client, settings):
    settings.REQUIRE_MFA = False
    return admin_client


def send(client, address: str, field: str, name: str, data: bytes, **more):
    file = SimpleUploadedFile(name, data)
    headers = {"x-requested-with": "XMLHttpRequest"} if field == "files[]" or "choose" in address else {}
    return client.post(address, {"title": "Essai", field: file, **more}, headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url_name", "field"),
    [
        ("wagtailimages:add", "file"),
        ("wagtailimages:add_multiple", "files[]"),
        ("wagtailimages_chooser:create", "image-chooser-upload-file"),
    ],
)
def test_every_way_of_sending_an_image_is_guarded(administrator, url_name, field):
    address = reverse(url_name)
    more = {"collection": 1, "image-chooser-upload-title": "Essai", "image-chooser-upload-collection": 1}
    for case in ("renamed program", "image and page", "png named jpeg", "image and archive"):
        name, data = BAD[case]
        name = name.rpartition(".")[0] + ".jpg" if name.endswith("pdf") else name
        answer = send(administrator, address, field, name, data, **more)
        assert answer.status_code in (200, 400), case
        assert not Image.objects.exists(), case
    send(administrator, address, field, "a.jpg", make_image("JPEG"), **more)
    assert Image.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url_name", "field"),
    [
        ("wagtaildocs:add", "file"),
        ("wagtaildocs:add_multiple", "files[]"),
        ("wagtaildocs_chooser:create", "document-chooser-upload-file"),
        ("admin:wagtaildocs_document_add", "file"),
    ],
)
def test_every_way_of_sending_a_document_is_guarded(administrator, url_name, field):
    address = reverse(url_name)
    more = {"collection": 1, "document-chooser-upload-title": "Essai", "document-chooser-upload-collection": 1}
    for case in ("renamed program", "macros", "zip bomb", "page as text"):
        answer = send(administrator, address, field, *BAD[case], **more)
        assert answer.status_code in (200, 400), case
        assert not Document.objects.exists(), case
        text = answer.json()["error_message"] if field == "files[]" else answer.content.decode()
        assert any(word in text for word in ("Ce fichier", "Ce document", "Une fois")), (case, text[:500])
    send(administrator, address, field, "a.pdf", PDF, **more)
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_replacing_a_file_is_guarded_and_the_first_stays(administrator):
    document = Document.objects.create(title="Essai", file=SimpleUploadedFile("a.pdf", PDF))
    address = reverse("wagtaildocs:edit", args=[document.pk])
    send(administrator, address, "file", *BAD["renamed program"], collection=1)
    document.refresh_from_db()
    assert document.file.read() == PDF
    # A title changes without the stored file being judged again.
    document.file.storage.delete(document.file.name)
    administrator.post(address, {"title": "Autre", "collection": 1})
    assert Batch.objects.get().name.count("Essai"), "the title waits for an approval"


@pytest.mark.django_db
def test_an_avatar_is_guarded(administrator, admin_user):
    address = reverse("wagtailadmin_account")
    fields = {"name_email-first_name": "A", "name_email-last_name": "B", "locale-preferred_language": "fr"}
    fields |= {"locale-current_time_zone": "Europe/Paris", "theme-theme": "system", "theme-density": "default"}
    fields |= {"theme-contrast": "system", "theme-keyboard_shortcuts": "on"}
    for name, data in (BAD["image and page"], BAD["renamed program"], ("a.png", make_image("PNG"))):
        administrator.post(address, {**fields, "avatar-avatar": SimpleUploadedFile(name, data)})
        admin_user.refresh_from_db()
        profile = getattr(admin_user, "wagtail_userprofile", None)
        is_good = (name, data) == ("a.png", make_image("PNG"))
        assert bool(profile and profile.avatar) == is_good, name
