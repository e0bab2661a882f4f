"""OpenDocument texts: the same blocks as those of Word files, and a judge that reads them by itself."""

import pytest
from bs4 import BeautifulSoup

from imports.document import Document, ImportRefused, Kind
from imports.judge.verdict import judge
from imports.readers import read

from .making import make_odt

PNG = b"\x89PNG\r\n\x1a\n0"


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    words = f"<style:text-properties {properties}/>"
    return f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">{words}</style:style>'


STYLES = (
    style("Barre", 'style:text-line-through-style="solid" style:text-line-through-type="single"')
    + style("Secret", 'text:display="none"') + style("Derive", "", parent="Secret")
    + style("Haut", 'style:text-position="super 58%"') + style("Gras", 'fo:font-weight="bold"')
    + '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-bullet text:level="2"/></text:list-style>'
)  # fmt: skip
NAMED = (
    '<office:styles><text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style></office:styles>'
    "<office:master-styles><style:master-page><style:header><text:p>Document de travail</text:p></style:header>"
    "</style:master-page></office:master-styles>"
)


def span(words: str, name: str) -> str:
    return f'<text:span text:style-name="{name}">{words}</text:span>'


def items(*words: str, more: str = "") -> str:
    rows = "".join(f"<text:list-item><text:p>{word}</text:p></text:list-item>" for word in words)
    return f'<text:list text:style-name="L1" {more}>{rows}</text:list>'


BODY = (
    '<text:tracked-changes><text:changed-region><text:deletion><text:p>Un mot ôté</text:p></text:deletion></text:changed-region></text:tracked-changes>'
    '<text:h text:outline-level="1">Les puits</text:h><text:h text:outline-level="2">Les relevés</text:h>'
    f"<text:p>Le seuil de {span('neuf', 'Barre')}dix puits vaut 10{span('6', 'Haut')} litres{span(' en secret', 'Derive')}, "
    f"{span('partout', 'Gras')}<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Voir l’inventaire.</text:p></text:note-body></text:note>.</text:p>"
    + items("Un pas à pied", "Un pas à vélo") + "<text:p>Entre les deux.</text:p>" + items("Un pas à cheval", more='text:continue-numbering="true"')
    + '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Puits</text:p></table:table-cell><table:covered-table-cell/></table:table-row>'
    "<table:table-row><table:table-cell><text:p>Brest</text:p></table:table-cell><table:table-cell><text:p>17</text:p></table:table-cell></table:table-row></table:table>"
    '<text:p><text:a xlink:href="https://puits.example.org/">la carte</text:a><draw:frame><draw:image xlink:href="Pictures/p.png"/><svg:desc>Un puits</svg:desc></draw:frame></text:p>'
)  # fmt: skip
PAGE = """<h2>1 Les puits</h2><h3>1.1 Les relevés</h3><p>Le seuil de dix puits vaut 10<sup>6</sup> litres, partout.</p>
<ol><li>Un pas à pied</li><li>Un pas à vélo</li></ol><p>Entre les deux.</p><p>3. Un pas à cheval</p>
<table><tr><th>Puits</th></tr><tr><td>Brest</td><td>17</td></tr></table><p><a href="https://puits.example.org/">la carte</a></p><img>
<div class="notes"><ol><li>Voir l’inventaire.</li></ol></div>"""


def make() -> bytes:
    return make_odt(BODY, STYLES, NAMED, Pictures__p_png=PNG)


def test_an_opendocument_text_gives_what_a_word_file_gives():
    document = read("a.odt", make())
    kinds = [block.kind for block in document.blocks]
    assert kinds == [*[Kind.HEADING] * 2, *"paragraph list paragraph list table paragraph picture note".split()]
    assert [block.text for block in document.blocks[:3]] == [
        "1 Les puits", "1.1 Les relevés", "Le seuil de dix puits vaut 106 litres, partout[1].",
    ]  # fmt: skip
    assert [(span.text, span.raised, span.bold) for span in document.blocks[2].spans][1:4:2] == [
        ("6", "sup", False),
        ("partout", "", True),
    ]
    assert [[item.number for item in block.items] for block in document.blocks if block.kind == Kind.LIST] == [
        [1, 2],
        [3],
    ]
    assert document.blocks[6].text.split() == ["Puits", "Brest", "17"] and document.blocks[7].spans[0].href
    assert (document.blocks[8].data, document.blocks[8].caption) == (PNG, "Un puits")
    assert {"Un mot ôté", "neuf", "en secret", "Document de travail"} <= {words.strip() for words in document.left}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""), ("dix", "neuf dix"), ("10<sup>6</sup>", "106"), ("litres", "litres en secret"), ("17", "71"), ("à cheval", ""),
        ("<h3>1.1 Les relevés</h3>", "<p>Les relevés</p>"), ("<li>Un pas à pied</li>", "Un pas à pied"), ("table>", "div>"),
        ('<a href="https://puits.example.org/">la carte</a>', "la carte"), ("<img>", ""), ("<li>Voir l’inventaire.</li>", ""),
    ],
)  # fmt: skip
def test_the_judge_reads_it_by_itself(before, after):
    document = Document("a.odt", data=make(), encoding="utf-8")
    page = BeautifulSoup(PAGE.replace(before, after) if before else PAGE, "html.parser")
    verdict = judge(document, [page]).as_dict()
    assert (verdict["ratio"] == 1.0) is (not before), verdict


@pytest.mark.parametrize("data", [b"PK\x03\x04", make()[:300], make_odt("<text:p>"), make_odt(" ")])
def test_what_is_no_opendocument_text_is_refused(data):
    with pytest.raises(ImportRefused):
        read("a.odt", data)
