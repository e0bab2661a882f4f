"""Texts made ready for reading: anchors, paragraph numbers, notes."""

from wagtail.blocks import StreamBlock

from content.blocks import get_body_blocks
from content.reading import Anchors, read_stream

BLOCKS = StreamBlock(get_body_blocks())


def stream(*blocks):
    return BLOCKS.to_python([{"type": kind, "value": value} for kind, value in blocks])


def heading(text, level="2", anchor=""):
    return ("heading", {"text": text, "level": level, "anchor": anchor})


def test_each_heading_has_an_anchor_of_its_own():
    reading = read_stream(
        stream(heading("Premiers pas"), heading("Premiers pas", "3"), heading("!?"), heading("Fin", anchor="la-fin"))
    )
    assert [entry.anchor for entry in reading.plan] == ["premiers-pas", "premiers-pas-2", "partie", "la-fin"]
    assert [entry.level for entry in reading.plan] == [2, 3, 2, 2]


def test_anchors_are_unique_across_the_texts_of_a_page():
    anchors = Anchors()
    read_stream(stream(heading("Suite")), anchors)
    assert read_stream(stream(heading("Suite")), anchors).plan[0].anchor == "suite-2"


def test_paragraphs_are_numbered_across_blocks():
    reading = read_stream(stream(("paragraph", "<p>Un.</p><p>Deux.</p>"), ("paragraph", "<p></p><p>Trois.</p>")))
    html = "".join(block.html for block in reading.blocks)
    assert [f">{n}</a>" in html for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert reading.paragraphs == 3


def test_numbers_go_on_from_a_text_before():
    reading = read_stream(stream(("paragraph", "<p>Un.</p>")), prefix="c2-", first_paragraph=8)
    assert ">8</a>" in reading.blocks[0].html


def test_a_call_leads_to_its_note_and_an_unknown_one_stays_text():
    reading = read_stream(
        stream(
            ("paragraph", "<p>Vrai [1], répété [1], inconnu [7].</p>"), ("footnotes", {"notes": ["<p>La source.</p>"]})
        )
    )
    html = reading.blocks[0].html
    assert html.count('href="#note-1"') == 2
    assert html.count('id="appel-1"') == 1, "an id stands once, so that the note leads back to one place"
    assert "[7]" in html
    assert len(reading.notes) == 1


def test_markup_written_as_text_stays_text():
    html = read_stream(stream(("paragraph", "<p>&lt;script&gt;alert(1)&lt;/script&gt; [1]</p>"))).blocks[0].html
    assert "<script" not in html


def test_a_reading_time_is_given():
    assert read_stream(stream(("paragraph", f"<p>{'mot ' * 700}</p>"))).minutes == 3
    assert read_stream(stream()).minutes == 1
