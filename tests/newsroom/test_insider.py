"""Alone, nobody of the staff makes anything public, whatever they send wherever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import copy_sqlite

ROOT = Path(__file__).resolve().parent.parent.parent
ACTIONS = int(os.environ.get("INSIDER", "48"))


@pytest.mark.timeout(600 + 5 * ACTIONS)
def test_what_one_person_sends_anywhere_is_not_public(tmp_path):
    """Some actions each time; `INSIDER=10000`, on the demo, for the long way."""
    copy_sqlite("demo" if ACTIONS > 1000 else "newsroom", tmp_path / "insider.sqlite3")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'insider.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test",
    }
    command = [sys.executable, "-m", "tests.newsroom.insider", str(ACTIONS)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "0 unapproved words public" in done.stdout
