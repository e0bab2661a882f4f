"""Rich text files: the same blocks as those of Word files, and a judge that reads them by itself."""

import pytest
from bs4 import BeautifulSoup

from imports.document import Document, ImportRefused, Kind
from imports.judge.verdict import judge
from imports.readers import read

PNG = b"\x89PNG\r\n\x1a\n0"
ROW = r"\trowd\cellx3000\cellx6000"
ITEM = r"\pard\ls1\ilvl0{\listtext\tab %s\tab}"
TEXT = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}{\f2\ftech\fcharset2 Symbol;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\sbasedon0\outlinelevel0\b heading 1;}{\s2\sbasedon0\b heading 2;}}"
    r"{\*\generator Un programme}{\info{\title Un titre}{\author Ada Exemple}}{\header\pard Document de travail\par}"
    r"\pard\plain\s1\b Les puits\par \pard\plain\s2\b Les relev\'e9s\par "
    r"\pard\plain Le seuil de {\strike neuf}dix puits vaut 10{\super 6} litres{\v  en secret}, {\b partout}"
    r"{\*\footnote\pard\plain{\super 1} Voir l\u8217?inventaire.\par}.\par "
    + ITEM % "1." + r"Un pas \u224?\~pied\par " + ITEM % "2." + r"Un pas \'e0 v\'e9lo{\deleted  et un autre}\par "
    r"\pard Entre les deux {\f1\'ec\'e8\'f0} et {\f2 b}.\par "
    + ITEM % "3." + r"Un pas \'e0 cheval\par "
    + ROW + r"\pard\intbl Puits\cell Profondeur\cell\row " + ROW + r"\pard\intbl Brest\cell 17\cell\row "
    r"\pard{\field{\*\fldinst HYPERLINK " '"https://puits.example.org/"' r"}{\fldrslt la carte}}\par "
    r"\pard{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv Un puits}}}\pngblip " + PNG.hex() + r"}}{\nonshppict{\pict\wmetafile8 00}}\par "
    r"\pard Un b\u-10179?\u-8704? et un trait{\*\bkmkstart a}{\*\bkmkend a}\_d\rquote union.\par}"
)  # fmt: skip
PAGE = """<h2>Les puits</h2><h3>Les relevés</h3><p>Le seuil de dix puits vaut 10<sup>6</sup> litres, partout.</p>
<ol><li>Un pas à pied</li><li>Un pas à vélo</li></ol><p>Entre les deux мир et β.</p><p>3. Un pas à cheval</p>
<table><tr><th>Puits</th><th>Profondeur</th></tr><tr><td>Brest</td><td>17</td></tr></table>
<p><a href="https://puits.example.org/">la carte</a></p><img><p>Un b😀 et un trait-d’union.</p>
<div class="notes"><ol><li>Voir l’inventaire.</li></ol></div>"""


def test_a_rich_text_gives_what_a_word_file_gives():
    document = read("a.rtf", TEXT.encode("ascii"))
    kinds = "heading heading paragraph list paragraph list table paragraph picture paragraph note"
    assert [block.kind for block in document.blocks] == [Kind(kind) for kind in kinds.split()]
    blocks = document.blocks
    assert [block.level for block in blocks[:2]] == [1, 2]
    assert blocks[2].text == "Le seuil de dix puits vaut 106 litres, partout[1]."
    assert [(span.text, span.raised, span.bold) for span in blocks[2].spans][1:4:2] == [("6", "sup", False), ("partout", "", True)]  # fmt: skip
    assert [[item.number for item in block.items] for block in blocks if block.kind == Kind.LIST] == [[1, 2], [3]]
    assert blocks[4].text == "Entre les deux мир et β."
    assert blocks[6].text.split() == ["Puits", "Profondeur", "Brest", "17"]
    assert blocks[7].spans[0].href == "https://puits.example.org/"
    assert (blocks[8].data, blocks[8].caption) == (PNG, "Un puits")
    assert blocks[9].text == "Un b😀 et un trait-d’union."
    assert {"neuf", "en secret", "Document de travail"} <= {words.strip() for words in document.left}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""), ("dix", "neuf dix"), ("10<sup>6</sup>", "106"), ("litres", "litres en secret"), ("17", "71"), ("à cheval", ""), ("мир", ""),
        ("<h3>Les relevés</h3>", "<p>Les relevés</p>"), ("<li>Un pas à vélo</li>", "Un pas à vélo"),
        ("table>", "div>"), ('<a href="https://puits.example.org/">la carte</a>', "la carte"), ("<img>", ""), ("<li>Voir l’inventaire.</li>", ""),
        ("vélo", "vélo et un autre"),
    ],
)  # fmt: skip
def test_the_judge_reads_it_by_itself(before, after):
    document = Document("a.rtf", data=TEXT.encode("ascii"), encoding="utf-8")
    page = BeautifulSoup(PAGE.replace(before, after) if before else PAGE, "html.parser")
    verdict = judge(document, [page]).as_dict()
    assert (verdict["ratio"] == 1.0) is (not before), verdict


def test_the_page_that_a_mail_program_packed_is_read():
    page = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Un puits."
        rb"\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}"
    )
    assert [block.text for block in read("a.rtf", page).blocks] == ["Un puits."]


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1", b"{\\rtf1 }", b"\\rtf1 Un puits", b"{\\rtf1" + b"{" * 5_000, b"{\\rtf1 \\bin999999999 x}", b"{\\rtf1 {\\pict zz}}",
        b"PK\x03\x04", b"{\\rtf1\\'", b"{\\rtf1 \\trowd\\cellx-9999999999\\cell\\row}", b"{\\rtf1{\\fonttbl{\\f0\\fcharset9999 ;}}}",
        b"{\\rtf1{\\stylesheet{\\s1\\sbasedon1 x;}}\\s1\\par}", b"{\\rtf1" + b"{}" * 2_600_000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_rich_text_is_refused(data):
    with pytest.raises(ImportRefused):
        read("a.rtf", data)


@pytest.mark.parametrize(
    "words",
    [
        r"\cell\row Un puits\cell\row", r"\f99 Un puits\par", r"\trowd\cellx1\cellx0\cell\cell\row Un puits\par", r"\u99999? Un puits\u-999999999?",
        r"\footnote Un puits", r"{\field{\fldrslt Un puits}}", r"{\*\fldinst x}Un puits", r"\s77\ilvl99\outlinelevel99 Un puits\par",
        r"\ansicpg99999 Un puits", r"{\pict\pngblip 8}Un puits", r"\cellx5 Un puits\intbl\par", r"{\listtext}{\pntext}Un puits\par", r"\row\row Un puits",
    ],
)  # fmt: skip
def test_odd_words_lose_nothing_of_the_text(words):
    document = read("a.rtf", b"{\\rtf1 " + words.encode() + b"}")
    assert "Un puits" in " ".join(block.text for block in document.blocks)
    page = BeautifulSoup("".join(f"<p>{block.text}</p>" for block in document.blocks), "html.parser")
    assert not judge(document, [page]).lost
