"""The small Markdown of the demo's texts."""

from wagtail.blocks import StreamBlock

from content.blocks import get_body_blocks
from demo.reading import Texts
from demo.writing import Writer


def get_kinds(text: str) -> list[str]:
    return [block["type"] for block in Writer().read(text).blocks]


def test_blocks_are_told_apart():
    text = "## Un\n\nTexte *fin* & [lien](/x/).\n\n- a\n- b\n\n:::callout Titre\nMot\n:::\n\n### Deux {#deux}\n\nFin."
    blocks = Writer().read(text).blocks
    assert [block["type"] for block in blocks] == ["heading", "paragraph", "callout", "heading", "paragraph"]
    assert blocks[1]["value"] == ('<p>Texte <i>fin</i> &amp; <a href="/x/">lien</a>.</p><ul><li>a</li><li>b</li></ul>')
    assert blocks[3]["value"] == {"text": "Deux", "level": "3", "anchor": "deux"}


def test_notes_are_numbered_in_the_order_of_their_calls():
    text = "## C\n\nB[^b] puis a[^a] et b[^b].\n\n[^a]: Note a.\n[^b]: Note b."
    body = Writer().read_chapters(text).chapters[0]["value"]["body"]
    assert body[0]["value"] == "<p>B[1] puis a[2] et b[1].</p>"
    assert body[-1]["value"]["notes"] == ["<p>Note b.</p>", "<p>Note a.</p>"]


def test_a_figure_that_is_not_there_leaves_no_block():
    assert get_kinds("Avant.\n\n:::figures fig-un\n:::\n\nAprès.") == ["paragraph", "paragraph"]


def test_every_text_is_valid_for_the_editor():
    """What was written passes the same validation as an editor's text."""
    stream = StreamBlock(get_body_blocks())
    texts = Texts()
    for path in sorted(texts.directory.rglob("*.md")):
        name = str(path.relative_to(texts.directory))
        document = (
            Writer().read_chapters(texts.read(name)) if "## " in texts.read(name) else Writer().read(texts.read(name))
        )
        bodies = [document.blocks, *(chapter["value"]["body"] for chapter in document.chapters)]
        for body in filter(None, bodies):
            stream.clean(stream.to_python(body))


def test_french_typography():
    """Typographic apostrophes, and no-break spaces where French wants them."""
    texts = Texts()
    for path in [*texts.directory.rglob("*.fr.md"), *texts.directory.rglob("*.fr.json")]:
        text = path.read_text(encoding="utf-8")
        assert "'" not in text, path
        assert not any(f" {sign}" in text for sign in (";", "?", "!", "»")), path
        assert "« " not in text and " : " not in text.replace('" : ', ""), path
