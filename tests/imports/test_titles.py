"""Titles as an editor would write them."""

from imports.document import Kind
from imports.readers import read

SENTENCE = "Les puits du Vercors sont relevés chaque été par le Parc, avec l’ANCT, et leur eau est à tous. "


def get_titles(text: str, name: str = "a.txt") -> list[str]:
    return [block.text for block in read(name, text.encode()).blocks if block.kind == Kind.HEADING]


def test_capitals_become_small_letters_as_the_text_spells_its_words():
    text = f"Le relevé\n\nLES PUITS DU VERCORS EN BREF\n\n{SENTENCE * 3}\n\nL’ANCT ET L’ETE\n\n{SENTENCE * 3}"
    assert get_titles(text)[1:] == ["Les puits du Vercors en bref", "L’ANCT et l’été"]
    assert len(read("a.txt", text.encode()).notes) == 1, "the editor is asked to check the proper names"


def test_titles_with_marks_too_and_acronyms_stay():
    text = f"# RAPPORT DE L’ANCT\n\nNOTE DU PARC\n\n## MARS\n\n{SENTENCE} Elle finit en mars.\n\n## ANCT\n\n{SENTENCE}"
    document = read("a.md", text.encode())
    assert get_titles(text, "a.md") == ["Rapport de l’ANCT", "Mars", "ANCT"]
    assert document.blocks[1].text == "Note du Parc"


def test_a_button_between_two_titles_is_no_part():
    text = f"Le relevé\n\nUne première partie\n\n{SENTENCE * 3}\n\nVisionnez la soirée\n\nUne autre partie\n\n{SENTENCE * 3}"
    document = read("a.txt", text.encode())
    assert get_titles(text) == ["Le relevé", "Une première partie", "Une autre partie"]
    assert [block.kind for block in document.blocks if block.text == "Visionnez la soirée"] == [Kind.PARAGRAPH]
