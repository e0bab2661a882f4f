"""The judge reads source and page by itself: a fault of any kind is never called 100 %, a clean page is."""

import pytest
from bs4 import BeautifulSoup

from imports.document import Document
from imports.judge.verdict import judge

from .making import STYLES, make_docx, make_mail, note, paragraph

SOURCE = """<h1>Le bilan des puits</h1><p>On compte 10<sup>6</sup> litres, soit moins de 3 % du total relevé.</p>
<h2>Les relevés</h2><ul><li>Un relevé à pied</li><li>Un relevé à vélo</li></ul>
<p>La mairie ne vend pas son eau. <a href="https://puits.example.org/">La carte</a> le montre à tout le monde.</p>
<table><tr><th>Commune</th><th>Puits</th></tr><tr><td>Lannion</td><td>12</td></tr></table>
<p style="display:none">Un aperçu que personne ne voit</p><p>Le seuil est de <del>dix puits</del> vingt puits par an.</p>"""
PAGE = SOURCE.replace('<p style="display:none">Un aperçu que personne ne voit</p>', "").replace(
    "<del>dix puits</del> ", ""
)


def look(page: str, source: str = SOURCE, name: str = "a.html") -> dict:
    document = Document(name, data=source if isinstance(source, bytes) else source.encode(), encoding="utf-8")
    return judge(document, [BeautifulSoup(page, "html.parser")]).as_dict()


def test_a_clean_page_is_whole():
    verdict = look(PAGE)
    assert verdict["ratio"] == 1.0 and verdict["sentences_source"] > 8, verdict


def test_an_initial_belongs_to_its_word():
    frame = '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>L</w:t></w:r></w:p>'
    source = make_docx(frame + paragraph("a mairie ne vend pas son eau."))
    verdict = look("<p>La mairie ne vend pas son eau.</p>", source, "a.docx")
    assert verdict["ratio"] == 1.0 and verdict["sentences_source"] == 1, verdict


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("<sup>6</sup>", "6", "lost"),
        ("moins de 3 %", "moins de 30 %", "lost"),
        ("ne vend pas", "vend", "lost"),
        ("<li>Un relevé à vélo</li>", "", "lost"),
        ("<h2>Les relevés</h2>", "<p>Les relevés</p>", "structure"),
        ("<li>Un relevé à pied</li><li>Un relevé à vélo</li>", "Un relevé à pied<br>Un relevé à vélo", "structure"),
        ('<a href="https://puits.example.org/">La carte</a>', "La carte", "structure"),
        ("<table><tr><th>Commune</th><th>Puits</th></tr><tr><td>Lannion</td><td>12</td></tr></table>",
         "<p>Commune</p><p>Puits</p><p>Lannion</p><p>12</p>", "structure"),
        ("<h2>Les", "<p>Un aperçu que personne ne voit</p><h2>Les", "shown"),
        ("vingt puits", "dix puits vingt puits", "shown"),
        ("<h2>Les", "<p>Le montre à tout le monde.</p><h2>Les", None),
        ("<ul>", "<p>On compte 10<sup>6</sup> litres, soit moins de 3 % du total relevé.</p><ul>", "doubled"),
    ],
)  # fmt: skip
def test_what_went_wrong_is_seen(before, after, kind):
    assert before in PAGE
    verdict = look(PAGE.replace(before, after, 1))
    assert (verdict["ratio"] == 1.0) is (kind is None), verdict
    assert kind is None or verdict[kind], verdict


def run(words: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def field(code: str, result: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{kinds[1]}{result}{kinds[2]}"


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


ALPHA = '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
BOX = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
RAISED, SECRET = '<w:rStyle w:val="Haut"/>', '<w:rStyle w:val="Secret"/>'
OWN = (
    '<w:style w:styleId="Cache"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Secret"><w:basedOn w:val="Cache"/></w:style>'
    '<w:style w:styleId="Haut"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
)
INNER = table([paragraph("An"), paragraph("Puits")], [paragraph("2024"), paragraph("17", number=1)])
WORD = make_docx(
    paragraph("Un relevé", "Titre1")
    + f"<w:p>{run('Le seuil ')}{ALPHA}{run(' de ')}{run('neuf', '<w:strike/>')}{run('dix puits vaut 10')}"
    + f"{run('6', RAISED)}{run(' litres, voir la page ')}{field('PAGEREF _a', run('14'))}{run('.')}</w:p>"
    + f"<w:p>{BOX}{run(' Réponse de ')}{field('IF ' + field('PAGE', run('3')), run('la mairie de Brest'))}{run(' ce jour.')}"
    + f"{run(' Caché de tous.', SECRET)}{note(2)}</w:p>"
    + paragraph("Un pas à pied", number=1) + paragraph("Un pas à vélo", number=1)
    + table([paragraph("Lieu"), paragraph("Détail")], [paragraph("Morlaix"), INNER])
    + paragraph("", more='<w:hyperlink r:id="a"><w:r><w:t>la carte des puits</w:t></w:r></w:hyperlink>'),
    {2: "Voir l’inventaire."}, {"a": "https://puits.example.org/"},
    word__styles_xml=STYLES.replace("</w:styles>", OWN),
)  # fmt: skip
PUBLISHED = """<h2>Un relevé</h2><p>Le seuil α de dix puits vaut 10<sup>6</sup> litres, voir la page 14.</p>
<p>☐ Réponse de la mairie de Brest ce jour.</p><ul><li>Un pas à pied</li><li>Un pas à vélo</li></ul><p>Lieu</p><p>Détail</p><p>Morlaix</p>
<table><tr><th>An</th><th>Puits</th></tr><tr><td>2024</td><td>17</td></tr></table>
<p><a href="https://puits.example.org/">la carte des puits</a></p><div class="notes"><ol><li>Voir l’inventaire.</li></ol></div>"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("α ", ""), ("14", "15"), ("10<sup>6</sup>", "106"), ("la mairie de Brest ", ""), ("de dix", "de neuf dix"),
        ("ce jour.", "ce jour. Caché de tous."), ("Morlaix", ""), ("<td>17</td>", "<td></td>"), ("17", "71"),
        ("<h2>Un relevé</h2>", "<p>Un relevé</p>"), ("<li>Un pas à pied</li><li>Un pas à vélo</li>", "Un pas à pied<br>Un pas à vélo"),
        ("<li>Un pas à pied</li>", "Un pas à pied"),
        ("table>", "div>"), ('<a href="https://puits.example.org/">la carte des puits</a>', "la carte des puits"),
        ("<li>Voir l’inventaire.</li>", ""), ("dix puits", "dix"), ("à vélo", "à cheval"),
        ("<p>Lieu</p>", "<p>Le seuil α de dix puits vaut 10<sup>6</sup> litres, voir la page 14.</p><p>Lieu</p>"),
    ],
)  # fmt: skip
def test_a_word_file_with_signs_fields_and_tables_in_tables(before, after):
    """Whole as it is published; not once anything of it is lost, changed, doubled or shown again."""
    assert before in PUBLISHED
    verdict = look(PUBLISHED.replace(before, after) if before else PUBLISHED, WORD, "a.docx")
    assert (verdict["ratio"] == 1.0) is (not before), verdict


def test_a_sentence_out_of_its_place_is_seen():
    source = "".join(f"<p>La phrase numéro {n} parle du puits de la rue {n * 7}.</p>" for n in range(6))
    rows = source.split("</p>")
    moved = "</p>".join([rows[0], rows[3], rows[1], rows[2], *rows[4:]])
    assert look(source, source)["ratio"] == 1.0
    assert [words[:19] for words in look(moved, source)["moved"]] == ["La phrase numéro 3 "]


def test_the_address_of_a_reader_is_seen():
    mail = make_mail("<h1>La lettre</h1><p>Un texte.</p>").replace(
        b"Subject:", b"To: jeanne@puits.example.org\nSubject:"
    )
    page = "<h1>La lettre</h1><p>Un texte.</p>"
    assert look(page, mail, "a.eml")["ratio"] == 1.0
    hidden = '<a href="https://a.example.org/?r=jeanne%40puits.example.org">ici</a>'
    assert look(page + hidden, mail, "a.eml")["shown"] == ["jeanne@puits.example.org"]


def test_every_part_of_a_word_file_is_looked_at():
    data = make_docx(paragraph("Un puits", "Titre1") + paragraph("Comptés", more=note(2)), {2: "Voir l’inventaire."})
    whole = '<h2>Un puits</h2><p>Comptés</p><div class="notes"><ol><li>Voir l’inventaire.</li></ol></div>'
    assert look(whole, data, "a.docx")["ratio"] == 1.0
    assert look("<h2>Un puits</h2><p>Comptés</p>", data, "a.docx")["lost"] == ["Voir l’inventaire."]


def test_notes_under_each_chapter_are_in_their_order():
    """The file keeps them at its end."""
    texts = [f"Le puits de la rue {n} donne de l’eau à toute la commune." for n in (1, 2, 3)]
    rows = [f"Voir l’inventaire des puits de la rue {n}, tenu par la mairie." for n in (1, 2, 3)]
    data = make_docx(
        "".join(paragraph(text, more=note(n)) for n, text in enumerate(texts, 1)), dict(enumerate(rows, 1))
    )

    def lay_out(notes: list[str]) -> str:
        parts = zip(texts, notes, strict=True)
        return "".join(f'<p>{text}</p><div class="notes"><ol><li>{own}</li></ol></div>' for text, own in parts)

    assert look(lay_out(rows), data, "a.docx")["ratio"] == 1.0
    assert look(lay_out([rows[2], rows[0], rows[1]]), data, "a.docx")["moved"] == [rows[2]]


def test_codes_and_addresses_of_a_marked_text_are_words():
    source = "# Les puits\n\nVoir <https://puits.example.org/x> et `a*b`.\n\n![Un puits](p.png){width=50%}\n\n```sh\n# un mot\n- un autre\n```\n"
    page = "<h2>Les puits</h2><p>Voir https://puits.example.org/x et a*b.</p><pre># un mot\n- un autre</pre>"
    assert look(page, source, "a.md")["ratio"] == 1.0
    assert look(page.replace("- un autre", ""), source, "a.md")["lost"]


PLACEHOLDER = (
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Cliquez ici</w:t></w:r></w:sdtContent></w:sdt>"
)
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
ROOT = f'<m:oMath xmlns:m="{MATHS}"><m:rad><m:deg/><m:e><m:r><m:t>y</m:t></m:r></m:e></m:rad></m:oMath>'
POWER = "<math><mi>P</mi><mo>=</mo><mi>g</mi><msup><mi>h</mi><mn>2</mn></msup></math>"


@pytest.mark.parametrize(
    ("name", "source", "page"),
    [
        ("a.html", f"<p>La force {POWER} ici.</p>", "<p>La force P=gh<sup>2</sup> ici.</p>"),
        ("a.html", "<p>Le débit.<form><label>Nom<input></label></form>", "<p>Le débit.</p><p>Nom</p>"),
        ("a.html", "<p>Avant <!-- a -- > b -->après.</p>", "<p>Avant après.</p>"),
        ("a.eml", "Content-Type: text/plain; format=flowed; delsp=yes\n\nLe mou \nlin tourne.", "<p>Le moulin tourne.</p>"),
        ("a.md", "Le débit^[Selon la commune.] baisse.", '<p>Le débit baisse.</p><ol class="notes"><li>Selon la commune.</li></ol>'),
        ("a.txt", "Les sous-\npréfectures, les habi-\ntants.", "<p>Les sous-préfectures, les habitants.</p>"),
        ("a.rtf", r"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}La roue.{\*\htmltag72 </p>}{\*\htmltag64 <p>}Le bief.{\*\htmltag72 </p>}}", "<p>La roue.</p><p>Le bief.</p>"),
        ("a.docx", make_docx(paragraph("Choix : ", more=PLACEHOLDER)), "<p>Choix :</p>"),
        ("a.docx", make_docx(paragraph("Soit ", more=ROOT)), "<p>Soit √y</p>"),
    ],
)  # fmt: skip
def test_a_right_page_is_called_whole(name, source, page):
    verdict = look(page, source, name)
    assert verdict["ratio"] == 1.0 and verdict["sentences_source"], verdict


def test_a_power_that_a_formula_loses_is_seen():
    assert look("<p>La force P=gh2 ici.</p>", f"<p>La force {POWER} ici.</p>")["lost"]


def test_an_encoding_that_only_the_page_of_a_mail_says_is_read():
    page = '<meta charset="iso-8859-15"><p>Il coûte vingt €.</p>'.encode("iso-8859-15")
    assert look("<p>Il coûte vingt ¤.</p>", b"Content-Type: text/html\n\n" + page, "a.eml")["lost"]
