"""What a production environment goes without is nothing that the site reads."""

import sys
from pathlib import Path

from scripts import slim


def test_nothing_that_is_loaded_would_be_taken_out():
    unread = set(slim.unread())
    assert len(unread) > 100
    loaded = {Path(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    assert not [path for path in loaded if not unread.isdisjoint(path.parents)]


def test_both_languages_stay():
    names = {folder.name for folder in slim.unread() if folder.parent.name == "locale"}
    assert "de" in names and not {"fr", "en"} & names
