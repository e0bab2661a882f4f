"""Reading PDFs: their words are whole, and a bad file is reported and stops nothing."""

import io
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from registers.pdf import reading
from registers.pdf.printed import WORDS, Hyphens, find_running
from registers.pdf.reading import read_pdf, settle
from search.models import FileReport

from .pdfs import make_bomb, make_image_pdf, make_pdf

State = FileReport.State


def read(content: bytes, **options):
    return read_pdf(io.BytesIO(content), **options)


def test_a_pdf_is_read_page_by_page():
    found = read(make_pdf(["L’école et le numérique", "Une deuxième page"]))
    assert (found.state, found.pages) == (State.READ, 2)
    assert found.texts == ["L’école et le numérique", "Une deuxième page"]


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (make_pdf(["secret"], encrypt=True), State.ENCRYPTED),
        (b"%PDF-1.4\nthis is not one", State.BROKEN),
        (b"", State.BROKEN),
        (make_pdf(["un", "deux"])[:200], State.BROKEN),
        (make_image_pdf(), State.IMAGE_ONLY),
    ],
    ids=["encrypted", "not-a-pdf", "empty", "cut", "image"],
)
def test_a_bad_file_says_what_is_wrong_with_it(content, state):
    found = read(content)
    assert found.state == state
    assert not any(found.texts)


def test_two_thousand_pages_are_read_and_no_more():
    found = read(make_pdf([f"mot{number * 7_919 % 10_007} en {number}" for number in range(1, 2_011)]))
    assert (found.state, found.pages, len(found.texts)) == (State.PARTLY, 2_010, 2_000)
    assert found.texts[-1].endswith(" en 2000")


def test_a_file_too_big_is_not_read(monkeypatch):
    monkeypatch.setattr(reading, "MAX_SIZE", 100)
    assert read(make_pdf(["texte"])).state == State.TOO_BIG


def test_a_decompression_bomb_ends_its_own_process_only():
    content = make_bomb()
    assert len(content) < 100_000
    started = time.monotonic()
    found = read(content, max_time=5)
    assert time.monotonic() - started < 25
    assert found.state != State.READ
    assert sum(len(text) for text in found.texts) < 1_000_000


def test_a_reader_that_hangs_is_ended(monkeypatch, tmp_path):
    script = tmp_path / "hang.py"
    script.write_text(
        "import time\nprint('{\"pages\": 3}', flush=True)\nline = [0, 9, 9, 9, [['debut', '', '']]]\n"
        "import json\nprint(json.dumps({'images': [], 'lines': [line]}), flush=True)\ntime.sleep(60)"
    )
    monkeypatch.setattr(reading, "READER", script)
    started = time.monotonic()
    found = read(b"%PDF", max_time=2)
    assert time.monotonic() - started < 10
    # What was read before is kept.
    assert (found.state, found.texts) == (State.PARTLY, ["debut"])


@pytest.mark.parametrize(
    ("line", "following", "others", "expected"),
    [
        ("la souve\u2010", "raineté", "", "la souve"),
        ("la souve\u00ad", "raineté", "", "la souve"),
        # The other lines settle how a word that ends a line is written.
        ("l’intelli-", "gence", "une intelligence", "l’intelli"),
        ("celui-", "ci", "mais celui-ci", "celui-"),
        ("Jean-", "Baptiste", "", "Jean-"),
        ("la Seine-Saint-", "Denis", "", "la Seine-Saint-"),
        ("peut-", "être", "", "peut-"),
        ("un mot", "suivant", "", "un mot "),
    ],
)
def test_words_cut_at_line_ends_are_whole(line, following, others, expected):
    assert Hyphens([line, following, others]).join(line, following) == (expected, "")


def test_a_word_that_nothing_settles_is_written_both_ways():
    assert Hyphens(["un contre-", "pouvoir ici"]).join("un contre-", "pouvoir ici") == ("un contre", "contre-pouvoir")


def test_a_line_without_end_keeps_nobody_busy():
    for sign in ("a", "a-", "-", "1 ", ".", "é\u00ad"):
        lines = [sign * 50_000, sign * 50_000]
        Hyphens(lines).join(*lines)
        # The suite's own limit of time ends what is quadratic.
        assert not find_running([[line] for line in lines])


PROGRAMS = sorted(Path(__file__).with_name("printed").glob("*.pdf"))


@pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_what_programs_print_is_read_whole(path):
    """LaTeX, LibreOffice, Chromium, WeasyPrint, Typst and ReportLab; the words that went in are beside."""
    truth = json.loads(path.with_suffix(".json").read_text())
    with path.open("rb") as file:
        found = read_pdf(file)
    wanted = Counter(word for text in truth["texts"] for word in WORDS.findall(text))
    lost = wanted - Counter(word for text in found.texts for word in WORDS.findall(text.replace("\u2011", "-")))
    assert lost.total() <= 0.005 * wanted.total()
    assert not any("-" in word for word in lost)
    for number, words in truth["pages"].items():
        assert words in found.texts[int(number) - 1]


def test_heads_numbers_and_notes_are_told_from_the_text():
    with (Path(__file__).with_name("printed") / "tex-two-heads.pdf").open("rb") as file:
        found = read_pdf(file)
    assert any("Conseil des essais" in words for words in found.sheets[1].around)
    assert not any("Conseil des essais" in text for text in found.texts[1:])
    assert any(sheet.notes for sheet in found.sheets)


def test_pages_that_are_pictures_are_named():
    found = settle(
        [
            {"images": [], "lines": [[40, 300, 700, 12, [["Une page qui a un texte entier", "", ""]]]]},
            {"images": [0.9], "lines": []},
        ]
    )
    assert found.scans == [2]
