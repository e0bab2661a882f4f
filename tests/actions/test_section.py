"""The section goes when its app goes; its demo texts cover the facts."""

import subprocess
import sys
from pathlib import Path

from demo.reading import Facts, Texts

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "cnnum_site.settings.test"
from django.conf import settings
settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "actions"]
django.setup()
from django.core.management import call_command
call_command("check", fail_level="WARNING")
from sections.registry import get_sections
assert "actions" not in [section.name for section in get_sections()]
from django.urls import reverse
reverse("site_map")
"""


def test_the_site_stands_without_the_section():
    result = subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_every_action_has_words_and_every_doubt_is_said():
    facts, texts = Facts(), Texts()
    records = facts.get_index("actions")
    assert set(texts.load("actions/summaries.fr.json")) == set(records)
    uncertain = {reference for reference, record in records.items() if record["uncertain"]}
    assert set(texts.load("actions/doubts.fr.json")) == uncertain
    details = texts.load("actions/details.fr.json")
    for name in ("series", "speakers", "capacities", "speaking_partners", "calls", "recurring"):
        assert set(details[name]) <= set(records), name
