"""Word files: their structure, their notes, and those that are refused."""

import io
import zipfile

import pytest
from PIL import Image

from imports.document import ImportRefused, Kind
from imports.readers import read
from imports.registry import get_importer
from imports.service import run
from tests.factories import get_index
from works.models import WorkPage

from .making import link, make_docx, note, paragraph

CELL = "<w:tc>{}</w:tc>"
TABLE_XML = (
    "<w:tbl>"
    + "".join(
        "<w:tr>" + "".join(CELL.format(paragraph(word)) for word in row) + "</w:tr>"
        for row in (("Commune", "Puits"), ("Brest", "7"))
    )
    + "</w:tbl>"
)
BODY = (
    paragraph("L’eau en commun", "Titre")
    + paragraph("Les puits", "Titre1")
    + paragraph(
        "Ils sont nombreux",
        more=note(2) + "<w:r><w:t>. Voir </w:t></w:r>" + link("la carte", "L1") + link(" et ceci", "L2"),
    )
    + paragraph("Les relevés", "Titre2")
    + paragraph("Un relevé", number=1)
    + paragraph("à pied", number=1, depth=1)
    + paragraph("Une parole dite.", "Citation")
    + paragraph("Les sources", "Titre1")
    + paragraph("Elles sont rares", more=note(3))
    + paragraph("Premièrement", number=2)
    + paragraph("Deuxièmement", number=2)
    + TABLE_XML
)
NOTES = {2: "Comptés en 2023.", 3: "Voir l’inventaire."}
LINKS = {"L1": "https://puits.example.org/carte", "L2": "http://192.168.1.4/secret"}


def test_structure_is_read():
    document = read("eau.docx", make_docx(BODY, NOTES, LINKS))
    assert [block.text for block in document.blocks if block.kind == Kind.HEADING] == [
        "L’eau en commun",
        "Les puits",
        "Les relevés",
        "Les sources",
    ]
    lists = [block for block in document.blocks if block.kind == Kind.LIST]
    assert [[item.depth for item in block.items] for block in lists] == [[0, 1], [0, 0]]
    assert [block.ordered for block in lists] == [False, True]
    assert [block.text for block in document.blocks if block.kind == Kind.QUOTE] == ["Une parole dite."]
    assert [block.text for block in document.blocks if block.kind == Kind.TABLE] == ["Commune Puits\nBrest 7"]
    assert sum(bool(span.href) for block in document.blocks for span in block.spans) == 1
    assert any("192.168.1.4" in entry.what for entry in document.dropped)


@pytest.mark.django_db
def test_each_chapter_has_its_own_notes():
    get_index(WorkPage)
    data = make_docx(BODY, NOTES, LINKS)
    outcome = run(get_importer("work"), read("eau.docx", data), data)
    first, second = outcome.page.chapters
    for chapter, called, words in (
        (first, "nombreux[1]", "Comptés en 2023."),
        (second, "rares[1]", "Voir l’inventaire."),
    ):
        body = chapter.value["body"]
        assert any(block.block_type == "paragraph" and called in block.value.source for block in body)
        notes = [block for block in body if block.block_type == "footnotes"]
        assert [[n.source for n in block.value["notes"]] for block in notes] == [[f"<p>{words}</p>"]]
    assert outcome.record.report["ratio"] == 1.0


def test_what_was_struck_out_and_pictures_are_said():
    picture = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr id="1" name="i" descr="Un puits"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<a:graphicData/></a:graphic></wp:inline></w:drawing></w:r>"
    )
    struck = "<w:del><w:r><w:delText>mot rayé</w:delText></w:r></w:del><w:ins><w:r><w:t>mot ajouté</w:t></w:r></w:ins>"
    document = read("a.docx", make_docx(paragraph("Un texte ", more=struck + picture)))
    assert "mot ajouté" in document.text and "rayé" not in document.text
    assert any("mot rayé" in entry.what for entry in document.dropped)


def _bomb() -> bytes:
    return make_docx(paragraph("x"), word__comments_xml="<a>" + " " * 30_000_000 + "</a>")


def _entities() -> bytes:
    rows = '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    return make_docx(paragraph("x"), word__settings_xml=rows)


def _nested() -> bytes:
    return make_docx("<w:sdt>" * 3_000 + "</w:sdt>" * 3_000)


def _plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        _bomb,
        _entities,
        _nested,
        _plain_zip,
        lambda: make_docx(BODY)[:900],
        lambda: make_docx(""),
        lambda: make_docx("<w:p"),
        lambda: b"PK\x03\x04" + b"\x00" * 200,
        lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 200,
        lambda: b"du texte",
        lambda: make_docx(paragraph(" "), **{f"a{n}_xml": "" for n in range(2_100)}),
    ],
    ids=["bomb", "entities", "nested", "zip", "cut", "empty", "malformed", "zeros", "doc", "text", "parts"],
)
def test_what_is_no_word_file_is_refused_with_a_reason(make):
    with pytest.raises(ImportRefused) as refusal:
        read("a.docx", make())
    assert str(refusal.value)


@pytest.mark.django_db
def test_a_picture_is_in_its_place_with_what_the_file_says_of_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    get_index(WorkPage)
    pixels = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(pixels, "PNG")
    picture = (
        '<w:r><w:drawing><docPr descr="Un puits au soleil"/>'
        '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="P1"/></w:drawing></w:r>'
    )
    body = paragraph("Le puits", "Titre") + paragraph("Avant.", more=picture) + paragraph("Après.")
    data = make_docx(body, links={"P1": "word/media/p.png"}, word__media__p_png=pixels.getvalue())
    page = run(get_importer("work"), read("a.docx", data), data).page
    kinds = [block.block_type for block in page.body]
    [figure] = [block.value for block in page.body if block.block_type == "figure"]
    assert kinds == ["paragraph", "figure", "paragraph"] and figure["alt"] == "Un puits au soleil"
    assert list(tmp_path.rglob("*.png"))
