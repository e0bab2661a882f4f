"""Processes killed while they send a letter lose nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import copy_sqlite

ROOT = Path(__file__).resolve().parent.parent.parent
READERS, KILLS = int(os.environ.get("READERS", "100")), int(os.environ.get("KILLS", "5"))
#: Nothing in it waits: this only stops what hangs.
TIMEOUT = 240 + READERS // 4


@pytest.mark.timeout(TIMEOUT + 60)
def test_kill_minus_nine_while_sending(tmp_path):
    """A few kills each time; `READERS=10000 KILLS=50` for the long way."""
    copy_sqlite("furnished", tmp_path / "killed.sqlite3")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'killed.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test",
    }
    command = [sys.executable, "-c", f"from tests.mailing.killing import main; main({READERS}, {KILLS})"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    assert "none lost" in done.stdout
