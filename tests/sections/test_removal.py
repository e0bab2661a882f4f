"""Each section can be taken out of the settings, its pages still in the database: the rest stands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sections.registry import get_sections
from tests.databases import copy_sqlite

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent


def run(database: Path, *arguments: str, removed: str = "", slug: str = "") -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")},
        "REMOVAL_DATABASE": str(database),
        "REMOVED": removed,
        "REMOVED_SLUG": slug or "-",
    }
    command = [sys.executable, "-m", "tests.sections.removal_visit", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("removal") / "site.sqlite3"
    copy_sqlite("migrated", path)
    run(path, "fill")
    return path


@pytest.mark.parametrize("section", get_sections(), ids=lambda section: section.section_slug)
def test_a_section_can_be_removed_alone(database, section):
    seen = json.loads(run(database, removed=section.name, slug=section.section_slug).splitlines()[-1])
    assert {url: status for url, status in seen["statuses"].items() if status != 200} == {}
    assert seen["sections"] == sorted(s.section_slug for s in get_sections() if s.name != section.name)
    assert seen["removed_shown"] == [], "a removed section's pages are in no list"
