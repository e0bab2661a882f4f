"""Messages of Outlook are read as any other mail, and judged by the words that Outlook keeps beside the page."""

import pytest
from bs4 import BeautifulSoup

from imports.document import Document, ImportRefused, Kind
from imports.judge.verdict import judge
from imports.readers import read
from imports.readers.msg import START, decompress

from .outlook import make_compound, make_folder, make_msg, pack_rtf

PAGE = (
    "<html><body><h1>La lettre des puits</h1><p>L’été, un puits a coulé 🚰 à <b>Brest</b>.</p>"
    '<p><img src="cid:plan" alt="Un plan"></p><p>Écrire à ada.morvan@example.org.</p></body></html>'
)
PNG = b"\x89PNG\r\n\x1a\n0"
HEADS = {"0037001F": "TR: La lettre des puits", "0C1A001F": "La mairie", "5D01001F": "mairie@example.org"}
BODY = {
    "1000001F": "La lettre des puits\r\n\r\nL’été, un puits a coulé 🚰 à Brest.\r\n\r\nÉcrire à ada.morvan@example.org."
}
PLAN = {"3707001F": "plan.png", "3712001F": "plan", "37010102": PNG}


@pytest.mark.parametrize(
    "text",
    [
        {"10130102": PAGE.replace("🚰 ", "").encode("cp1252")},
        {"1013001F": PAGE},
        {"10090102": pack_rtf(PAGE.replace("É", "E").replace("à ", "a "), "Un mot pour Outlook seul")},
    ],
    ids=["page", "page of signs", "packed"],
)
def test_a_message_is_read_as_a_mail(text):
    document = read(
        "a.msg",
        make_msg(
            {**HEADS, **BODY, **text}, {"plan": PLAN, "b": {"3707001F": "notes.docx", "370E001F": "multipart/related"}}
        ),
    )
    assert document.title == "La lettre des puits" and document.author == "La mairie <mairie@example.org>"
    assert str(document.date) == "2025-03-07"
    assert document.blocks[0].kind == Kind.HEADING and "L’été, un puits a coulé" in document.blocks[1].text
    assert [span.bold for span in document.blocks[1].spans if "Brest" in span.text] == [True]
    assert [block.data for block in document.blocks if block.kind == Kind.PICTURE] == [PNG]
    assert "ada.morvan" not in document.text and "Outlook seul" not in document.text
    assert "notes.docx" in document.left and "ada.morvan@example.org" in document.left


def test_a_message_without_a_page_says_its_words_and_one_that_forwards_gives_the_letter():
    assert "un puits a coulé" in read("a.msg", make_msg({**HEADS, **BODY})).text
    letter = make_folder({**HEADS, "0037001F": "Les puits", **BODY}, {}, "groupe@example.org")
    outer = make_folder({**HEADS, "1000001F": "Pour mise en ligne."}, {"a": {}}, "moi@example.org")
    outer["__attach_version1.0_#00000000"]["__substg1.0_3701000D"] = letter
    document = read("a.msg", make_compound(outer))
    assert document.title == "Les puits" and "coulé" in document.text and "mise en ligne" not in document.text


def test_what_outlook_compresses_is_whole():
    # Twice from what every text starts with, once from what was just said, then the end: the place that comes next.
    start = START.index(b"\\rtf1\\ansi")
    pairs = [start << 4 | 3, start + 5 << 4 | 3, len(START) << 4 | 1, (len(START) + 13) << 4]
    data = b"\0" * 8 + b"LZFu" + b"\0" * 4 + bytes([0b1111]) + b"".join(pair.to_bytes(2) for pair in pairs)
    assert decompress(data) == b"\\rtf1\\ansi\\rt"
    assert decompress(b"\0" * 8 + b"MELA" + b"\0" * 4 + b"{\\rtf1}") == b"{\\rtf1}"


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("un puits a coulé", "dix puits ont coulé"), ("Brest.", "Brest. ada.morvan@example.org")],
)
def test_the_judge_reads_it_by_itself(before, after):
    page = f"<p>La lettre des puits</p><p>{BODY['1000001F'].split(chr(10))[2]}</p><p>Écrire à .</p>"
    document = Document(
        "a.msg", data=make_msg({**HEADS, **BODY}), encoding="utf-8", left=["Écrire à ada.morvan@example.org."]
    )
    verdict = judge(document, [BeautifulSoup(page.replace(before, after) if before else page, "html.parser")]).as_dict()
    assert (verdict["ratio"] == 1.0) is (not before), verdict


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"From: a@example.org\n\nDu texte.",
        make_msg({**HEADS, **BODY})[:1500],
        make_msg(HEADS),
        make_msg({**HEADS, "10090102": b"\0" * 8 + b"LZFu" + b"\0" * 4 + b"\1\xff\xff"}),
        make_msg({**HEADS, "10090102": b"\0" * 16 + rb"{\rtf1\fromhtml1 {\b un mot"}),
        make_msg({**HEADS, "10090102": b"\0" * 16 + rb"{\rtf1\fromhtml1 " + b"{" * 5_000}),
    ],
)
def test_what_is_no_message_or_a_broken_one_is_refused(data):
    with pytest.raises(ImportRefused):
        read("a.msg", data)
