"""Imports flow one way, and no list in the code names a section."""

import ast
from pathlib import Path

import pytest

from sections.registry import get_sections

ROOT = Path(__file__).resolve().parent.parent.parent

#: Each lower app, and what it may import among ours. Sections may import any of them.
LOWER = {
    "accounts": {"sections"},
    "forms": {"accounts", "sections"},
    "mailing": {"accounts", "forms", "sections"},
    "registers": {"accounts", "sections"},
    "sections": set(),
    "themes": {"sections", "registers"},
    "people": {"sections", "registers", "themes"},
    "content": {"sections", "registers", "themes", "people", "forms", "mailing"},
    "places": {"sections", "registers"},
    "events": {"forms", "mailing", "sections", "registers", "themes", "people", "content", "places"},
    "imports": {"accounts", "sections", "registers", "themes", "people", "content"},
}
#: Apps above the lower ones that are no section; they import no section.
UPPER = {
    "home": {*LOWER, "home"},
    "council": {*LOWER, "home", "council"},
    "search": {*LOWER, "search"},
    "newsroom": set(LOWER),
    "care": {*LOWER, "care"},
    "demo": {*LOWER, "home", "newsroom", "demo"},
}


def get_own_apps() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/apps.py")} - {"cnnum_site"}


def get_imports(app: str) -> dict[str, set[str]]:
    """file → the top-level names of ours that it imports, wherever in the file."""
    own = get_own_apps() | {"cnnum_site", "tests"}
    found: dict[str, set[str]] = {}
    for path in (ROOT / app).rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
        found[str(path.relative_to(ROOT))] = names & own - {app}
    return found


def get_allowed(app: str) -> set[str]:
    if app in LOWER:
        return LOWER[app]
    return UPPER.get(app, set(LOWER))


@pytest.mark.parametrize("app", sorted(get_own_apps()))
def test_an_app_imports_only_what_stands_below_it(app):
    wrong = {path: names - get_allowed(app) for path, names in get_imports(app).items() if names - get_allowed(app)}
    assert not wrong


def read_files() -> dict[str, set[str]]:
    """module → the modules of ours that it imports, wherever in the file."""
    paths = [path for app in get_own_apps() | {"cnnum_site"} for path in (ROOT / app).rglob("*.py")]
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    own = {name.removesuffix(".__init__") for name in names.values()}
    found = {}
    for path, name in names.items():
        package, wanted = name.rpartition(".")[0], set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                base = ".".join([*above, *filter(None, [node.module])])
                wanted |= {f"{base}.{a.name}" if f"{base}.{a.name}" in own else base for a in node.names}
        found[name.removesuffix(".__init__")] = wanted & own - {name.removesuffix(".__init__")}
    return found


def find_circles(imports: dict[str, set[str]]) -> set[str]:
    """The modules that import themselves through others."""
    below = {name: set(found) for name, found in imports.items()}
    while True:
        deeper = {name: found.union(*(below[one] for one in found)) for name, found in below.items()}
        if deeper == below:
            return {name for name, found in below.items() if name in found}
        below = deeper


def test_no_file_imports_itself_through_others():
    """Not even inside a function: what needs each other is one thing, or stands in the wrong place."""
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == {"a", "b", "c"}
    assert find_circles(read_files()) == set()


def test_no_code_outside_a_section_names_it():
    """Settings install sections, and that is all: the code of the house names none."""
    names = {section.name for section in get_sections() if "." not in section.name}
    wrong = []
    for app in [*LOWER, *UPPER, "cnnum_site"]:
        for path in (ROOT / app).rglob("*.py"):
            if "settings" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    if node.value.split(".")[0] in names and "." in node.value:
                        wrong.append((str(path.relative_to(ROOT)), node.value))
    assert not wrong
