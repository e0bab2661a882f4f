"""What PostgreSQL may do otherwise than SQLite is tested on both, by the kinds that `BOTH` names."""

import re
from pathlib import Path

from .conftest import BOTH, is_for_both
from .databases import APART, ROOT, find

TESTS = ROOT / "tests"
KINDS = {"engine", "locks", "jobs", "migrations", "json", "collation", "transactions", "values"}
#: Words of code that speaks to the database itself, or rests on what only one of them does.
SPEAKS = re.compile(
    r"connection\.vendor|\.cursor\(\)|select_for_update|skip_locked|RunSQL|RawSQL|\.raw\(|JSONField|Collate|db_collation"
    r"|IntegrityError|DatabaseError|DataError|exclusive_transaction"
)
#: Where the tests of a room stand, when it is not in the folder of its name.
ELSEWHERE = {"sections": ["care/test_jobs.py"]}


def test_each_kind_has_tests_and_each_pattern_files():
    assert set(BOTH) == KINDS
    for patterns in BOTH.values():
        for pattern in patterns:
            assert [file for file in TESTS.glob(pattern.lstrip("!")) if file.name.startswith("test_")], pattern


def test_each_room_that_speaks_to_the_database_is_tested_on_both():
    rooms = set()
    for file in find("*.py"):
        parts = file.relative_to(ROOT).parts
        if len(parts) > 1 and parts[0] not in {"tests", "scripts", *APART} and "migrations" not in parts:
            if SPEAKS.search(file.read_text(encoding="utf-8")):
                rooms.add(parts[0])
    assert {"search", "registers", "newsroom", "imports"} <= rooms
    for room in sorted(rooms):
        files = [*Path(TESTS, room).rglob("test_*.py"), *(TESTS / name for name in ELSEWHERE.get(room, []))]
        assert any(is_for_both(file) for file in files), f"{room}: name a file of its tests in BOTH"
