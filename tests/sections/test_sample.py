"""The section of docs/section-contract.md, installed exactly as it is written there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import copy_sqlite

from .sample_visit import BODY

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = """
from cnnum_site.settings.test import *

INSTALLED_APPS = [*INSTALLED_APPS, "auditions"]
DATABASES = {{"default": {{**DATABASES["default"], "NAME": "{folder}/site.sqlite3"}}}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The app as the document gives it: the code that follows the name of each file."""
    folder = tmp_path_factory.mktemp("sample")
    text = (ROOT / "docs" / "section-contract.md").read_text(encoding="utf-8")
    found = re.findall(r"`(auditions/[\w/.]+)`[^\n]*\n\n```\w+\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert {Path(name).suffix for name, _code in found} == {".py", ".html", ".po"}
    for name, code in [*found, ("auditions/__init__.py", "")]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    copy_sqlite("furnished", folder / "site.sqlite3")
    (folder / "sample_settings.py").write_text(SETTINGS.format(folder=folder))
    return folder


def run(folder: Path, *command: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = kept | {
        "PYTHONPATH": f"{folder}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sample_settings",
        "VAR_DIR": str(folder / "var"),
        "BUILD_DIR": str(folder / "var"),
    }
    command = [sys.executable, *command]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_the_sample_keeps_to_the_style_of_the_house_and_its_catalogue_is_whole(folder):
    beside = ["--config", str(ROOT / "pyproject.toml"), "--config", f'src = ["{ROOT}", "{folder}"]', "--no-cache"]
    run(folder, "-m", "ruff", "check", *beside, str(folder / "auditions"))
    run(folder, "-m", "ruff", "format", "--check", *beside, str(folder / "auditions"))
    run(folder, "scripts/messages.py", "--check", "--app", str(folder / "auditions"))


def test_the_sample_is_a_section_in_french_with_its_body(folder):
    run(folder, "scripts/compile_messages.py")
    seen = json.loads(run(folder, "-m", "tests.sections.sample_visit").splitlines()[-1])
    assert BODY in seen["page"] and "Zoé Exemple entendue" in seen["page"]
    for name in ("index", "feed", "search", "api", "list", "editor"):
        assert "Zoé Exemple entendue" in seen[name], name
    assert "/auditions/" in seen["sitemap"]
    for name in ("home", "index", "admin", "search"):
        assert "Auditions" in seen[name], name
    assert "Audition</span>" in seen["page"], "its kind, from its own catalogue"
    assert "Ce que le Conseil a entendu en audition." in seen["home"] + seen["index"] + seen["feed"]
    assert not [name for name, text in seen.items() if re.search(r"\bhearings?\b", text, re.IGNORECASE)]
