"""A rule that several rooms need has one body, in one file: a second one would give other answers one day.

Each rule says how its bodies are recognised in the code (by its syntax tree, so that words in comments and
docstrings are no body), and the one file where it lives. Whoever needs the rule imports it from there.
"""

import ast
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: What is no part of the product.
APART = {"tests", "scripts", "var"}


@functools.cache
def read_code() -> dict[str, ast.Module]:
    """file → its syntax tree, for the code of every room."""
    paths = [path for app in ROOT.iterdir() if not app.name.startswith(".") for path in app.rglob("*.py")]
    trees = {}
    for path in paths:
        parts = path.relative_to(ROOT).parts
        if parts[0] not in APART and "migrations" not in parts:
            trees["/".join(parts)] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def get_name(node: ast.AST) -> str:
    """The last word of a name: `join` for `os.path.join`; "" for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def get_strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def calls(*names: str) -> Callable:
    """A call of a function or a class of one of these names."""
    return lambda node: isinstance(node, ast.Call) and get_name(node.func) in names


def is_folding(node: ast.AST) -> bool:
    """Accents are taken off by decomposing letters."""
    decomposes = calls("normalize")(node) and get_strings(node) & {"NFD", "NFKD"}
    return bool(decomposes) or calls("combining")(node)


def is_walker(node: ast.AST) -> bool:
    """A function goes into the blocks of a block by itself; or tells lists and tables from other blocks."""
    if calls("isinstance")(node):
        return bool({get_name(n) for n in ast.walk(node.args[1])} & {"ListBlock", "TypedTableBlock"})
    if not isinstance(node, ast.FunctionDef):
        return False
    inside = list(ast.walk(node))
    goes_in = any(isinstance(n, ast.Attribute) and n.attr in {"child_blocks", "child_block"} for n in inside)
    return goes_in and any(calls(node.name)(n) for n in inside)


def is_free_name(node: ast.AST) -> bool:
    """Names with a number at their end are tried one after the other."""
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return is_numbered(node.elt) and any(map(is_counting, node.generators))
    return (isinstance(node, ast.While) or is_counting(node)) and any(map(is_numbered, ast.walk(node)))


def is_counting(node: ast.AST) -> bool:
    """A loop over numbers without an end."""
    return isinstance(node, ast.comprehension | ast.For) and any(calls("count")(n) for n in ast.walk(node.iter))


def is_numbered(node: ast.AST) -> bool:
    """`f"{base}-{number}"`."""
    if not isinstance(node, ast.JoinedStr) or len(node.values) != 3:
        return False
    return isinstance(node.values[1], ast.Constant) and node.values[1].value in {"-", "_"}


def is_formula_start(node: ast.AST) -> bool:
    """The signs that begin a formula, as one text or as several."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return {"=", "+", "@"} <= {e.value for e in node.elts if isinstance(e, ast.Constant)}
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and set("=+-@") <= set(node.value) and not re.search(r"[A-Za-z0-9]{2}|/", node.value)


def is_client_address(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in {"REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "X-Forwarded-For"}


def is_reach(node: ast.AST) -> bool:
    """Addresses of the public internet are told from others."""
    return isinstance(node, ast.Attribute) and node.attr in {"is_global", "is_link_local", "ipv4_mapped"}


def is_guessing_encoding(node: ast.AST) -> bool:
    """Bytes are read as what older programs write; what a format says of its bytes, or was text just before, is no guess."""
    guesses = {"cp1252", "windows-1252", "latin-1", "utf-16", "utf-8-sig"}
    if not calls("decode")(node) or calls("encode")(getattr(node.func, "value", node)):
        return False
    return any(get_strings(argument) & guesses for argument in node.args)


def is_upload(node: ast.AST) -> bool:
    """A form is made with a file; the one of a public form may be missing."""
    given = node.args if isinstance(node, ast.Call) else []
    return any(isinstance(argument, ast.Attribute) and argument.attr == "FILES" for argument in given)


def is_cell_hook(node: ast.AST) -> bool:
    """A view makes its own of the text of the cells that Wagtail writes."""
    return isinstance(node, ast.FunctionDef) and node.name in {"get_preprocess_function", "preprocess_field_value"}


def is_apostrophe_slug(node: ast.AST) -> bool:
    """Apostrophes become spaces before words become a part of an address."""
    return calls("slugify")(node) and any(calls("sub", "replace")(n) for n in ast.walk(node))


def is_weekday(node: ast.AST) -> bool:
    """A day of the week by its name."""
    return isinstance(node, ast.Constant) and node.value == "Wednesday"


def is_now_or_then(node: ast.AST) -> bool:
    """The last day of something is compared with today."""
    if not isinstance(node, ast.keyword) or not re.fullmatch(
        r"(last|last_day|date|period_end)__[gl]te?", node.arg or ""
    ):
        return False
    return any(get_name(n) in {"today", "localdate"} for n in ast.walk(node.value))


#: What the rule is → (how its bodies are recognised, where it lives).
RULES: dict[str, tuple[Callable[[ast.AST], bool], str]] = {
    "letters without their accents": (is_folding, "registers/names.py"),
    "names that are free": (is_free_name, "registers/names.py"),
    "words of an address": (is_apostrophe_slug, "registers/names.py"),
    "blocks inside blocks": (is_walker, "registers/streams.py"),
    "cells that are no formula": (is_formula_start, "registers/sheets/cells.py"),
    "cells of Wagtail's spreadsheets": (is_cell_hook, "registers/sheets/export.py"),
    "archives that are safe to open": (calls("ZipFile"), "accounts/uploads/archives.py"),
    "where a request comes from": (is_client_address, "accounts/addresses.py"),
    "what the public can reach": (is_reach, "accounts/addresses.py"),
    "bytes that are a text": (is_guessing_encoding, "accounts/uploads/texts.py"),
    "a file that is sent to the admin": (is_upload, "registers/uploads.py"),
    "days of the week": (is_weekday, "events/dates.py"),
    "the last day of a partial date": (calls("monthrange"), "sections/dates.py"),
    "what is to come, what is past": (is_now_or_then, "events/models.py"),
}


def find_bodies(is_body: Callable[[ast.AST], bool]) -> Iterator[str]:
    """The files that hold a body of a rule."""
    for path, tree in read_code().items():
        if any(map(is_body, ast.walk(tree))):
            yield path


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_lives_in_one_place(rule):
    is_body, home = RULES[rule]
    assert list(find_bodies(is_body)) == [home]


#: A second body of each rule, as it was once written.
BODIES = {
    "letters without their accents": 'unicodedata.normalize("NFKD", text)',
    "names that are free": 'while slug in taken:\n    slug, number = f"{base}-{number}", number + 1',
    "words of an address": """slugify(re.sub("['’]", " ", words))""",
    "blocks inside blocks": "def walk(block, value):\n    for child in block.child_blocks.values():\n        walk(child, value)",
    "cells that are no formula": 'STARTS = ("=", "+", "-", "@")',
    "cells of Wagtail's spreadsheets": "def get_preprocess_function(self, field, value, kind):\n    return str",
    "archives that are safe to open": "zipfile.ZipFile(file)",
    "where a request comes from": 'request.META.get("REMOTE_ADDR")',
    "what the public can reach": "ip_address(host).is_global",
    "bytes that are a text": 'data.decode("cp1252")',
    "a file that is sent to the admin": "Form(request.POST, request.FILES)",
    "days of the week": 'WEDNESDAY = 3, pgettext_lazy("choice", "Wednesday")',
    "the last day of a partial date": "date.replace(day=calendar.monthrange(date.year, date.month)[1])",
    "what is to come, what is past": "Q(period_end__gte=today)",
}


@pytest.mark.parametrize("rule", BODIES)
def test_a_second_body_would_be_seen(rule):
    assert any(map(RULES[rule][0], ast.walk(ast.parse(BODIES[rule]))))


def test_a_facet_has_one_class():
    """Two filters of one name would answer one address in two ways."""
    classes = Counter(
        node.name
        for tree in read_code().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Facet")
    )
    assert not {name for name, number in classes.items() if number > 1}
