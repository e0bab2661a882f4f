"""Reading PDFs: their words are whole, and a bad file is reported and stops nothing."""

import io
import time

import pytest
from search.indexing.pdf import State, clean_pages, read_pdf

from search.indexing import pdf

from .pdfs import make_bomb, make_image_pdf, make_pdf


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
    found = read(make_pdf([f"page {number}" for number in range(1, 2_011)]))
    assert (found.state, found.pages, len(found.texts)) == (State.PARTLY, 2_010, 2_000)
    assert found.texts[-1] == "page 2000"


def test_a_file_too_big_is_not_read(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_SIZE", 100)
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
        "import time\nprint('{\"pages\": 3}', flush=True)\nprint('\"début\"', flush=True)\ntime.sleep(60)"
    )
    monkeypatch.setattr(pdf, "READER", script)
    started = time.monotonic()
    found = read(b"%PDF", max_time=2)
    assert time.monotonic() - started < 10
    # What was read before is kept.
    assert (found.state, found.texts) == (State.PARTLY, ["début"])


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (["la souve\u2010\r\nraineté"], ["la souveraineté"]),
        (["la souve\u00ad\nraineté"], ["la souveraineté"]),
        (["la souve\x02\r\nraineté"], ["la souveraineté"]),
        (["la souve\x02raineté"], ["la souveraineté"]),
        (["au\u00adjourd’hui et peut\u2010être"], ["aujourd’hui et peut-être"]),
        # The other pages settle how a word that ends a line is written.
        (["l’intelli-\ngence", "une intelligence"], ["l’intelligence", "une intelligence"]),
        (["celui-\nci", "mais celui-ci"], ["celui-ci", "mais celui-ci"]),
        (["Jean-\nBaptiste"], ["Jean-Baptiste"]),
        # Nobody settles it: the page has both.
        (["un contre-\npouvoir ici"], ["un contrepouvoir ici contre-pouvoir"]),
        (["garde-fou"], ["garde-fou"]),
    ],
)
def test_words_cut_at_line_ends_are_whole(pages, expected):
    assert clean_pages(pages) == expected
