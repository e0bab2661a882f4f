"""What a production environment goes without is nothing that the site reads."""

import os
import subprocess
import sys
from pathlib import Path

from scripts import slim

LOADED = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver()._populate()
print(*(m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)), sep="\\n")
"""


def test_nothing_that_is_loaded_would_be_taken_out():
    unread = set(slim.unread())
    assert len(unread) > 100
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "cnnum_site.settings.dev"}
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, env=settings)
    paths = [Path(line) for line in loaded.stdout.splitlines()]
    assert len(paths) > 1000
    assert not [path for path in paths if not unread.isdisjoint(path.parents)]


def test_both_languages_stay():
    names = {folder.name for folder in slim.unread() if folder.parent.name == "locale"}
    assert "de" in names and not {"fr", "en"} & names
