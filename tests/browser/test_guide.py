"""The staff's guide names the pictures that exist, and no picture is left over; its links lead somewhere."""

import re

from scripts.services import ROOT

GUIDE = ROOT / "docs" / "guide-redaction.md"
PICTURES = re.compile(r"!\[([^\]]*)\]\(images/guide/([\w-]+\.png)\)")


def get_text() -> str:
    return GUIDE.read_text(encoding="utf-8")


def test_pictures_are_those_of_the_folder():
    named = {name for _alternative, name in PICTURES.findall(get_text())}
    assert named == {file.name for file in (ROOT / "docs" / "images" / "guide").glob("*.png")}


def test_pictures_are_described_and_light():
    for alternative, name in PICTURES.findall(get_text()):
        assert len(alternative) > 20, name
        assert (ROOT / "docs" / "images" / "guide" / name).stat().st_size < 120_000, name


def test_each_picture_is_taken_by_the_script():
    script = (ROOT / "tests" / "browser" / "guide.py").read_text(encoding="utf-8")
    for _alternative, name in PICTURES.findall(get_text()):
        assert f'"{name.removesuffix(".png")}"' in script, name


def test_links_to_files_lead_somewhere():
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)", get_text()):
        assert (GUIDE.parent / target).exists(), target


def test_typography():
    text = re.sub(r"`[^`]*`", "", get_text())
    assert "'" not in text
    assert not re.findall(r" [;?!»]|« |(?<!\|) :(?=\s)", text)
