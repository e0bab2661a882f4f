"""Faults that readers of mails, pages, texts and Word files are known for: what is published of each kind."""

import base64
import io
import zipfile

import pytest

from imports.cleaning import check_address
from imports.document import Document, ImportRefused, Kind
from imports.judge.sources import read_source
from imports.readers import read
from imports.readers.pdf import PdfWriter
from registers.pdf.printed import Hyphens
from registers.pdf.reading import Line, PdfText, Sheet

from .making import make_docx, make_mail, paragraph


def get_text(name: str, source: str | bytes) -> str:
    return read(name, source if isinstance(source, bytes) else source.encode()).text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="max-height:0;overflow:hidden">secret</div>',
        '<style>.x{display:none!important}</style><p class="x">secret</p>',
        '<style>.d{display:none} @media (prefers-color-scheme:dark){.d{display:block!important}}</style><p class="d">secret</p>',
        '<div style="visibility:hidden">secret</div>',
        '<div style="font-size:0">secret</div>',
        "<!--[if mso]><p>secret</p><![endif]-->",
        "<p>a <del>secret</del></p>",
        '<p>a <span style="text-decoration: line-through">secret</span></p>',
    ],
)
def test_what_a_mail_hides_stays_hidden(hidden):
    text = get_text("a.eml", make_mail(f"<h1>La lettre</h1><p>Un texte.</p>{hidden}<p>La fin.</p>"))
    assert "secret" not in text and "La fin." in text


@pytest.mark.parametrize(
    "shown",
    [
        '<td style="font-size:0px"><div style="font-size:16px">visible</div></td>',
        '<style>@media (max-width:600px){.m{display:none}}</style><p class="m">visible</p>',
        '<!--[if !mso]><!--><p>visible</p><!--<![endif]-->',
        '<a style="mso-hide:all" href="https://www.example.org/">visible</a>',
        '<div style="visibility:hidden"><p style="visibility:visible">visible</p></div>',
    ],
)  # fmt: skip
def test_what_a_mail_shows_stays_shown(shown):
    assert "visible" in get_text("a.eml", make_mail(f"<table><tr>{shown}</tr></table>" if "<td" in shown else shown))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2Fa&data=05%7Cx%40y.fr", "https://www.example.org/a"),
        ("https://www.google.com/url?q=https://www.example.org/a&sa=D", "https://www.example.org/a"),
        ("https://urldefense.com/v3/__https://www.example.org/a__;!!abc", "https://www.example.org/a"),
        ("https://xyz.r.eu-west-1.awstrack.me/L0/https:%2F%2Fwww.example.org%2Fa/1/0102", "https://www.example.org/a"),
        ("https://abc.mjt.lk/lnk/AVsAAA/1/xyz/aHR0cHM6Ly93d3cuZXhhbXBsZS5vcmcvYQ", "https://www.example.org/a"),
        ("https://www.example.org/a?utm_source=x&page=2&mc_eid=123", "https://www.example.org/a?page=2"),
        ("https://www.example.org/a?r=jeanne%40example.org", "https://www.example.org/a"),
        ("https://exemple.us1.list-manage.com/track/click?u=1&id=2&e=3", ""),
        ("https://www.example.org/redirect/mode-d-emploi", "https://www.example.org/redirect/mode-d-emploi"),
        ("https://validator.example.org/check?uri=https%3A%2F%2Fwww.example.org%2F", "https://validator.example.org/check?uri=https%3A%2F%2Fwww.example.org%2F"),
    ],
)  # fmt: skip
def test_addresses_that_count_their_readers_are_resolved_or_cut(address, kept):
    assert check_address(address)[0] == kept


FOOTERS = [
    "<p>Vous recevez ce message à l’adresse ada.morvan@example.org car vous êtes abonnée ; pour vous désabonner, cliquez ici.</p>",
    '<p><a href="https://lettre.example.org/unsubscribe?u=3">Se désinscrire</a></p>',
    "<p>Si ce message ne s’affiche pas correctement, lisez-le dans votre navigateur.</p>",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_the_mailing_programs_lines_are_left_out(footer):
    document = read("a.eml", make_mail(f"<h1>La lettre</h1><p>Un texte.</p>{footer}"))
    assert document.blocks[-1].text == "Un texte." and document.dropped


def test_the_letter_may_speak_of_unsubscribing():
    rows = "<h2>Se désabonner enfin</h2><p>La loi veut que l’on puisse se désabonner en trois clics.</p>"
    rows += "<p>Pour se désabonner d’un service, trois clics doivent suffire.</p>"
    text = get_text("a.eml", make_mail(f"<h1>La lettre</h1>{rows}"))
    assert "en trois clics" in text and "doivent suffire" in text


def test_who_forwarded_a_letter_is_left_out():
    head = "De : Ada Morvan <ada.morvan@example.org>\nEnvoyé : lundi 3 mars 2025 09:00\nÀ : equipe@example.org\nObjet : Les puits\n"
    document = read(
        "a.eml", make_mail(text=f"Pour mise en ligne.\n\n{head}\nBonjour, voici la lettre.\n\nSon texte.\n")
    )
    assert document.title == "Les puits" and "example.org" not in document.text
    assert "mise en ligne" not in document.text and "Son texte." in document.text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252"])
def test_old_encodings_are_recognised(encoding):
    assert "L’été à l’école".replace("’", "'") in get_text(
        "a.txt", "L'été à l'école : où êtes-vous passés ?".encode(encoding)
    )


def test_a_marked_text_keeps_what_it_marks():
    text = (
        "---\ntitle: Les puits\ndate: 2024-03-02\n---\n\n# Les puits\n\nLa balise <form> se ferme, un fait[^a].\n\n"
        "Le code `<script>` et <!-- un commentaire.\n\nA | B\n--- | ---\n1 | 2\n\n[^a]: Sa source.\n"
    )
    document = read("a.md", text.encode())
    assert document.title == "Les puits" and str(document.date) == "2024-03-02"
    assert "La balise <form> se ferme" in document.text and "<script> et <!-- un commentaire" in document.text
    assert [block.kind for block in document.blocks if block.kind in {Kind.TABLE, Kind.NOTE}] == [Kind.TABLE, Kind.NOTE]


def test_a_printed_page_loses_its_heads_and_mends_its_words():
    page = "Le conseil des puits\n\nUne ligne {} assez longue pour que le programme la coupe au milieu d’un mou-\nvement de plume, {}.\n\n{}\n"
    document = read(
        "a.txt",
        "\f".join(page.format(word, word, n) for n, word in enumerate(("haute", "basse", "moyenne"), 1)).encode(),
    )
    assert "mouvement de plume" in document.text and "Le conseil des puits" not in document.text


RUN = '<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


@pytest.mark.parametrize("mark", ["<w:vanish/>", "<w:strike/>", "<w:dstrike/>"])
def test_a_word_file_hides_what_it_hides(mark):
    document = read("a.docx", make_docx(paragraph("Un texte ", more=RUN.format(mark, "secret"))))
    assert "secret" not in document.text and any("secret" in entry.what for entry in document.dropped)


def test_a_word_files_lists_go_on_and_start_again():
    rows = [paragraph("un", number=2), paragraph("deux", number=2), paragraph("Entre."), paragraph("trois", number=2)]
    document = read("a.docx", make_docx("".join(rows)))
    assert [[item.number for item in block.items] for block in document.blocks if block.kind == Kind.LIST] == [
        [1, 2],
        [3],
    ]


def test_a_merged_cell_leaves_the_others_under_their_heads():
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    rows = [
        [("", "A"), ("", "B"), ("", "C")],
        [('<w:gridSpan w:val="2"/>', "total"), ("", "3")],
        [("<w:vMerge/>", ""), ("", "4"), ("", "5")],
    ]
    body = "".join("<w:tr>" + "".join(cell.format(p, paragraph(t)) for p, t in row) + "</w:tr>" for row in rows)
    [table] = [
        block for block in read("a.docx", make_docx(f"<w:tbl>{body}</w:tbl>")).blocks if block.kind == Kind.TABLE
    ]
    assert ["".join(span.text for span in row[2]) for row in table.rows] == ["C", "3", "5"]


def test_styles_based_on_a_heading_are_headings():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Maison"><w:name w:val="Chapitre"/><w:basedOn w:val="T1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Plan"><w:name w:val="Plan"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>'
    )
    body = (
        paragraph("Un chapitre", "Maison")
        + paragraph("Un texte.")
        + paragraph("Une partie", "Plan")
        + paragraph("Fin.")
    )
    document = read("a.docx", make_docx(body, word__styles_xml=styles))
    assert [(b.text, b.level) for b in document.blocks if b.kind == Kind.HEADING] == [
        ("Un chapitre", 1),
        ("Une partie", 3),
    ]


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("a.html", '<head><base href="https://www.example.org/docs/"></head><p>Voir <a href="r.html">le rapport</a>.', "https://www.example.org/docs/r.html"),
        ("a.html", "<p>Il dit <q>bonjour à tous</q> et part.</p>", "« bonjour à tous »"),
        ("a.html", "<blockquote><p>Une carte vaut par ses pas.</p><footer>Ada Morvan</footer></blockquote>", "Ada Morvan"),
        ("a.html", "<?xml version='1.0'?><html><head><title/></head><body><p>Après le titre vide.</p></body></html>", "Après le titre vide."),
        ("a.md", "Ligne une  \nligne deux", "Ligne une\nligne deux"),
        ("a.md", "## Une partie {#partie .x}\n\nVoir [le guide](https://www.example.org/){target=_blank} ==souvent==.", "Une partie\nVoir le guide souvent."),
        ("a.md", "[TOC]\n\nVoir [[page|le texte]] et [[1](https://www.example.org/)].", "Voir le texte et [1]."),
        ("a.md", '!!! note "Attention"\n    Le texte.\n\n::: tip\nUn conseil\n:::', "Attention\nLe texte.\nUn conseil"),
        ("a.md", "Soit $E = mc$ ; 5 $ et 6 $.", "Soit E = mc ; 5 $ et 6 $."),
        ("a.md", "---\n\nUn texte après une règle.", "Un texte après une règle."),
        ("a.eml", "Content-Type: text/plain; format=flowed\n\nBonjour à tous.\n\n> Une phrase \n> citée.\n>> Une \nautre.", "Une phrase citée."),
        ("a.eml", "Content-Type: text/plain; format=flowed; delsp=yes\n\nBonjour, le mou \nlin tourne.", "le moulin tourne."),
    ],
)  # fmt: skip
def test_what_a_page_or_a_marked_text_says_is_kept(name, source, said):
    document = read(name, source.encode())
    assert said in document.text + " ".join(span.href for block in document.blocks for span in block.spans)


def test_what_stands_outside_the_article_is_said():
    document = read(
        "a.html", f"<div id=x>Ailleurs sur le site</div><article><p>{'Le texte. ' * 20}</p></article>".encode()
    )
    assert "Ailleurs" not in document.text and ["Ailleurs sur le site"] == [entry.what for entry in document.dropped]


FORWARDS = [
    "Début du message réexpédié :\n\n> De: Lettre <lettre@example.org>\n> Objet: Les puits\n> À: ada.morvan@example.org\n>\n> Le corps.",
    '<p>À publier.</p><div>-------- Message transféré --------<table><tr><th>Sujet :</th><td>Les puits</td></tr><tr><th>De :</th>'
    "<td>Lettre &lt;lettre@example.org&gt;</td></tr><tr><th>Pour :</th><td>ada.morvan@example.org</td></tr></table><p>Le corps.</p></div>",
]  # fmt: skip


@pytest.mark.parametrize("forward", FORWARDS)
def test_a_letter_forwarded_by_any_program_is_the_letter(forward):
    document = read("a.eml", make_mail(**{"html" if forward.startswith("<") else "text": forward}))
    assert document.title == "Les puits" and document.text == "Le corps."
    assert any("ada.morvan" in entry.what for entry in document.dropped)
    # What the judge finds in the source and not on the page was said.
    assert "essage réexpédié" in " ".join(document.left) or "Message transféré" in " ".join(document.left)


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
INSTRUCTION = "<w:r><w:instrText> {} </w:instrText></w:r>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>L</w:t></w:r></w:p>' + paragraph("a lettrine."), "La lettrine."),
        (paragraph("", more=FIELD.format("begin") + INSTRUCTION.format('TOC \\c "Figure"') + FIELD.format("separate") + RUN.format("", "La carte 12") + FIELD.format("end")), ""),
        (paragraph("La carte ........ 4") + paragraph("Les puits ........ 17"), ""),
        (paragraph("", more=FIELD.format("begin") + INSTRUCTION.format("IF") + FIELD.format("begin") + INSTRUCTION.format("PAGE") + FIELD.format("separate") + RUN.format("", "3") + FIELD.format("end") + FIELD.format("separate") + RUN.format("", "Deux") + FIELD.format("end")), "Deux"),
    ],
)  # fmt: skip
def test_fields_and_initials_of_word_files(body, said):
    document = read("a.docx", make_docx(paragraph("Avant.") + body + paragraph("Après.")))
    assert document.text == "\n".join(filter(None, ["Avant.", said, "Après."]))


def test_an_address_that_is_only_written_is_a_link_in_every_format():
    document = read("a.docx", make_docx(paragraph("Voir https://www.example.org/source.")))
    assert [span.href for span in document.blocks[0].spans if span.href] == ["https://www.example.org/source"]


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SAVED = (
    b"From: <Saved by a browser>\r\nSubject: Les puits\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=B\r\n\r\n"
    b"--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: https://www.example.org/docs/page.html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<nav>Menu</nav><main><h1>Les puits</h1><p>L=E2=80=99eau est =\r\n<a href=3D\"carte.html\">commune</a>.</p><img src=3D\"puits.png\" alt=3D\"Un puits\"></main>\r\n"
    b"--B\r\nContent-Type: image/png\r\nContent-Location: https://www.example.org/docs/puits.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(PNG) + b"--B--\r\n"
)  # fmt: skip


def make_zip(**files: bytes) -> bytes:
    """A zip; "__" for "/" and "_" for "." in the names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.mht", SAVED),
        ("a.zip", make_zip(doc__page_html=b'<h1>Les puits</h1><p>L\xe2\x80\x99eau est <a href="https://www.example.org/docs/carte.html">commune</a>.</p><img src="./images/un%20puits.png" alt="Un puits">', **{"doc__images__un puits_png": PNG})),
        ("a.zip", make_zip(page_md="# Les puits\n\nL’eau est [commune](https://www.example.org/docs/carte.html).\n\n![Un puits](images/puits.png)\n".encode(), images__puits_png=PNG)),
    ],
)  # fmt: skip
def test_a_page_that_comes_with_its_pictures_keeps_them(name, data):
    document = read(name, data)
    [picture] = [block for block in document.blocks if block.kind == Kind.PICTURE]
    assert document.name == name and "L’eau est commune." in document.text and "Menu" not in document.text
    assert (picture.caption, picture.data) == ("Un puits", PNG)
    assert [s.href for b in document.blocks for s in b.spans if s.href] == ["https://www.example.org/docs/carte.html"]
    source = read_source(name, data, "utf-8")
    assert any("L’eau est" in line for line in source.lines) and source.headings == ["Les puits"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", make_zip(a_html=b"<p>Un</p>", b_html=b"<p>Deux</p>")),
        ("a.zip", make_zip(a_docx=b"PK")),
        ("a.zip", make_zip(a_html=b"<p>Un</p>" * 900_000)),
        ("a.zip", make_zip(**{"..__a_html": b"<p>Un</p>"})),
        ("a.zip", make_zip(a_html=b"<p>Un texte.</p>")[:60]),
        ("a.zip", b"<p>Un texte.</p>"),
        ("a.mht", b"<p>Un texte.</p>"),
        ("a.mht", SAVED.replace(b"text/html;", b"text/plain;")),
        ("a.mhtml", make_zip(a_html=b"<p>Un</p>")),
    ],
)  # fmt: skip
def test_an_archive_that_is_no_page_is_refused_with_a_reason(name, data):
    with pytest.raises(ImportRefused) as refusal:
        read(name, data)
    assert len(str(refusal.value)) > 10


def test_a_table_of_data_in_a_table_of_layout_is_a_table_its_foot_last():
    data = (
        "<table border=1><thead><tr><th>Lieu</th><th>Puits</th></tr></thead><tfoot><tr><td>Total</td><td>29</td></tr>"
        "</tfoot><tbody><tr><td>Brest</td><td>17</td></tr><tr><td>Dol</td><td>12</td></tr></tbody></table>"
    )
    layout = f"<table><tr><td><h1>La lettre</h1>{data}</td></tr></table>"
    for document in (read("a.eml", make_mail(layout)), read("a.html", layout.encode())):
        [table] = [block for block in document.blocks if block.kind == Kind.TABLE]
        assert [row.split()[0] for row in table.text.split("\n")] == ["Lieu", "Brest", "Dol", "Total"]


def test_stars_that_somebody_wrote_stay():
    text = get_text("a.md", "# Les puits\n\nUn \\*puits\\* ici, et [\\*Carte\\*](https://www.example.org/).\n")
    assert "Un *puits* ici, et Carte." in text


def test_what_a_form_asks_for_is_left_out_and_said():
    def control(words: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{paragraph(words)}</w:sdtContent></w:sdt>"

    data = make_docx(control("Cliquez ici.", "<w:showingPlcHdr/>") + control("Un puits rempli."))
    document = read("a.docx", data)
    assert document.text == "Un puits rempli." and "Cliquez ici." in document.left[0]


@pytest.mark.parametrize(
    "above",
    ['---\ntitle: "Les puits : un carnet"\n---', '+++\ntitle = "Les puits : un carnet"\n+++',
     '{\n  "title": "Les puits : un carnet",\n  "tags": ["eau"]\n}'],
)  # fmt: skip
def test_what_a_generator_writes_above_a_text_gives_its_title(above):
    document = read("a.md", f"{above}\n\nUn texte court\n\nIl ouvre ce carnet.\n".encode())
    assert document.title == "Les puits : un carnet" and "tags" not in document.text
    assert all(block.kind != Kind.HEADING or block.level > 1 for block in document.blocks), document.blocks


def test_a_page_in_a_mail_says_its_encoding_when_the_mail_does_not():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15"><p>L\'été coûte vingt €.</p>'
    assert "coûte vingt €" in read("a.eml", b"Content-Type: text/html\n\n" + page.encode("iso-8859-15")).text


def test_an_object_of_another_program_is_said():
    held = '<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/></w:object></w:r>'
    document = read("a.docx", make_docx(paragraph("Les débits du bief.", more=held)))
    assert [entry.what for entry in document.dropped] == ["Excel.Sheet.12"]


def make_pdf(*pages: tuple[list[tuple], list[tuple]]) -> str:
    """What is written of lines (left, right, y, words) of a text and of its notes, page by page."""
    sheets = []
    for lines, notes in pages:
        rows = [
            Line(*place, 12, [["6", "^", ""] if w == "^6" else [w, "", ""] for w in words]) for *place, words in lines
        ]
        sheets.append(Sheet(rows, [Line(*place, 9, [[words, "", ""]]) for *place, words in notes]))
    texts = [line.text for sheet in sheets for line in sheet.lines]
    return PdfWriter(PdfText("read", sheets=sheets, size=12, hyphens=Hyphens(texts)), Document("a.pdf")).write()


def test_words_far_apart_in_a_full_column_are_no_cells():
    lines = [["Le bief nourrit les roues"], ["du\tmoulin,\tpuis"], ["la rivière reprend tout son cours"], ["en aval."]]
    page = [(60, 180 if number == 3 else 220, 700 - 14 * number, words) for number, words in enumerate(lines)]
    assert make_pdf((page, [])).count("<p>") == 1
    # Without a full line beside it, a row of cells is one.
    rows = [(60, 220, 700 - 14 * number, [f"Kerouat\t{number}"]) for number in range(3)]
    assert make_pdf((rows, [])).count("<p>") == 3


def test_a_note_called_by_a_paragraph_that_goes_on_overleaf_is_called():
    first = (
        [(60, 500, 120, ["Le débit baisse", "^6", " chaque été, quand la rivière"])],
        [(60, 400, 80, "6 Selon la commune.")],
    )
    html = make_pdf(first, ([(60, 200, 780, ["perd la moitié de son eau."])], []))
    assert html.count("<p>") == 1 and 'href="#note-1"' in html, html
