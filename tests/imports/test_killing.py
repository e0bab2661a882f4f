"""Processes killed while they import leave whole pages or none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import copy_sqlite

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("KILLS", "3"))
#: A process killed now and then ends sooner or later, on a slow machine too: this only stops one that hangs.
TIMEOUT = 300 + 20 * KILLS


@pytest.mark.timeout(TIMEOUT + 60)
def test_kill_minus_nine_while_importing(tmp_path):
    """A few kills each time; `KILLS=200` for the long way."""
    copy_sqlite("furnished", tmp_path / "killed.sqlite3")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'killed.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test",
    }
    command = [sys.executable, "-m", "tests.imports.killing", str(KILLS)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "none lost" in done.stdout
