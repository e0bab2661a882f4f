"""`import_report` and the commands' words."""

import json

import pytest
from django.core.management import CommandError, call_command

from content.models import ContentPage
from imports.models import ImportRecord
from tests.factories import get_home

from .making import LETTER, REPORT, make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home():
    get_home()


@pytest.mark.parametrize(("name", "data"), [("a.txt", LETTER.encode()), ("a.md", REPORT.encode())])
def test_the_report_counts_and_writes_nothing(tmp_path, capsys, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    call_command("import_report", path, "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["ratio"] == 1.0
    assert report["sentences_source"] == report["sentences_kept"] > 10
    assert report["lost"] == []
    assert not ContentPage.objects.exists() and not ImportRecord.objects.exists()
    call_command("import_report", path)
    assert str(report["sentences_source"]) in capsys.readouterr().out


def test_what_is_dropped_has_a_reason(tmp_path, capsys):
    path = tmp_path / "a.eml"
    path.write_bytes(make_mail("<h1>Une lettre</h1><p>Un texte.</p><script>vol()</script>"))
    call_command("import_report", path, "--json")
    report = json.loads(capsys.readouterr().out)
    assert {entry["what"] for entry in report["dropped"]} >= {"<script> vol()", "photo.png"}
    assert all(entry["reason"] for entry in report["dropped"])


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    for name in (tmp_path / "a.txt", tmp_path / "rien.txt", tmp_path):
        with pytest.raises(CommandError):
            call_command("import_report", name)
