"""What the documents say of the project is so: files, commands, settings and decisions that they name are there."""

import re
from pathlib import Path

import pytest

from tests.sections.test_imports import LOWER, UPPER, get_own_apps

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
#: The section that docs/section-contract.md has its reader write: its files are nowhere yet.
EXAMPLES = ("auditions/",)
_CODE = re.compile(r"`([^`\n]+)`")
_FILE = re.compile(r"^(?:[\w.-]+/)+(?:[\w.-]+\.(?:py|md|html|json|css|js|txt|po|toml|yml))?$")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_TARGET = re.compile(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)")
_COMMAND = re.compile(r"manage\.py ([a-z_]+)")

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def named_files(text: str) -> set[str]:
    """The paths that a document names, in backticks: `room/` or `room/file.py`."""
    words = {word for code in _CODE.findall(text) for word in code.split() if _FILE.match(word)}
    return {word for word in words if not word.startswith(EXAMPLES)}


def exists(name: str) -> bool:
    """Whether a path is there, as it is or in the templates or the static files of a room."""
    return (ROOT / name).exists() or any(next(ROOT.glob(f"*/{kind}/{name}"), None) for kind in ("templates", "static"))


@documents
def test_the_files_that_a_document_names_are_there(document):
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var", ".venv"}
    named = named_files(document.read_text(encoding="utf-8"))
    ours = {name for name in named if name.endswith(".py") or name.split("/")[0] in rooms}
    assert not sorted(name for name in ours if not exists(name))


@documents
def test_the_links_of_a_document_lead_somewhere(document):
    links = [link for link in _LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert not [link for link in links if not (document.parent / link).exists()]


@documents
def test_the_commands_of_a_document_exist(document):
    from django.core.management import get_commands

    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(_TARGET.findall(text)) <= targets
    assert set(_COMMAND.findall(text)) <= set(get_commands())


def test_decisions_are_numbered_without_holes():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in DECISIONS]
    assert not [title for number, title in enumerate(titles, 1) if not title.startswith(f"# {number}. ")]


def test_the_floors_of_the_architecture_are_those_of_the_imports():
    """Every room stands on a floor, and may import only from the floors below."""
    rows = re.findall(r"^\| (\d) \| (.+?) \|", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE)
    floors = {room.strip("/"): int(floor) for floor, rooms in rows for room in _CODE.findall(rooms)}
    assert floors.keys() == get_own_apps() | {"cnnum_site"}
    allowed = {**LOWER, **UPPER}
    wrong = {(room, other) for room in allowed for other in allowed[room] - {room} if floors[other] >= floors[room]}
    assert not wrong
