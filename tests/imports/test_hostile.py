"""Malformed, empty, huge, wrongly encoded or hostile files: a clear refusal, or a cleaned result."""

import pytest
from bs4 import BeautifulSoup

from cenum.models import CenumIssuePage
from content.models import ContentPage
from imports import readers
from imports.cleaning import check_address, clean_text
from imports.document import ImportRefused
from imports.readers import read
from imports.registry import get_importer, get_importers
from imports.service import run
from tests.factories import get_index
from works.models import WorkPage

from .making import make_mail


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("vide.txt", b""),
        ("blancs.md", b" \n\t\n"),
        ("signes.txt", "— … ✦ !".encode()),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        ("pdf.md", b"%PDF-1.7 ..."),
        ("zip.html", b"PK\x03\x04" + b"x" * 90),
        ("zeros.txt", b"a\x00b" * 500),
        ("script.html", b"<script>alert(1)</script>"),
        ("rien.eml", b"Subject: rien\n\n"),
        ("programme.exe", b"MZ"),
        ("sans-extension", b"Du texte."),
        ("tableur.xlsx", b"PK\x03\x04"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(name, data):
    with pytest.raises(ImportRefused) as refusal:
        read(name, data)
    assert len(str(refusal.value)) > 10


def test_a_page_of_endless_tags_is_refused_quickly():
    with pytest.raises(ImportRefused):
        read("a.html", b"<p>x</p>" * 60_000)


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(readers, "MAX_BYTES", 1_000)
    with pytest.raises(ImportRefused):
        read("a.txt", b"Un mot. " * 200)
    monkeypatch.setattr(readers, "MAX_BYTES", 1_000_000)
    monkeypatch.setattr(readers, "MAX_CHARACTERS", 1_000)
    with pytest.raises(ImportRefused):
        read("a.txt", b"Un mot. " * 200)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "http://localhost/", "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/",
        "http://10.1.2.3/", "http://169.254.169.254/latest/", "http://192.168.0.1:8080/x", "http://intranet/",
        "http://serveur.local/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://nom:mot@example.org/", "/relatif", "#", "",
        "http://", "http://[", "http://example.org:99999999/", "\u202ehttp://10.0.0.1/",
    ],
)  # fmt: skip
def test_unsafe_addresses_are_not_kept(address):
    kept, reason = check_address(address)
    assert kept == "" and reason


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "mailto:a@example.org",
        "tel:+33100000000",
        "https://93.184.216.34/",
    ],
)
def test_safe_addresses_are_kept(address):
    assert check_address(address) == (address, "")


def test_invisible_and_control_characters_are_left_out():
    assert clean_text("a\x00b\x07c\u200bd\u202ee\r\nf") == "abcde\nf"


HOSTILE = """# Titre <script>alert(1)</script>

<img src=x onerror=alert(2)> Texte <b onclick="alert(3)">gras</b> [lien](javascript:alert(4)) ![pixel](https://t.example.org/p.gif)

<iframe src="https://example.org"></iframe> [ok](https://example.org/"onmouseover="alert(5)) &lt;script&gt;

## <svg onload=alert(6)>

Fin du texte.
"""


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt", "a.eml"])
def test_nothing_that_runs_reaches_a_page(client, name):
    get_index(CenumIssuePage)
    get_index(WorkPage)
    data = make_mail(HOSTILE) if name == "a.eml" else HOSTILE.encode()
    for importer in get_importers():
        if not name.endswith(importer.formats):
            continue
        outcome = run(importer, read(name, data), data)
        assert not outcome.page.live
        outcome.page.get_latest_revision().publish()
        page = importer.model.objects.get(pk=outcome.page.pk)
        main = BeautifulSoup(client.get(page.url).content, "html.parser").main
        assert not main.find(["iframe", "object"])
        assert not [script for script in main.find_all("script") if "alert" in script.text]
        assert not [e for e in main.find_all(True) for name in e.attrs if name.startswith("on")]
        assert not [e for e in main.find_all(href=True) if e["href"].startswith("javascript")]


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 5_000, "<ul><li>" * 2_000, "[" * 9_000, "*" * 9_000, "> " * 9_000, "![" * 5_000 + "](" * 5_000,
        "- a\n" * 3_000, "<table><tr><td>" * 900, "a" * 90_000, "_a_ " * 4_000, "a<!--b-->" * 2_000, "|" * 9_000,
        "<a href=" * 9_000, "« " * 9_000, "# " * 9_000, "\n".join(" " * n + "- x" for n in range(200)), "<p>a" * 3_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_no_text_keeps_the_reader_busy_or_breaks_it(name, text):
    try:
        document = read(name, text.encode() + b"\n\nun mot\n")
    except ImportRefused as refusal:
        assert str(refusal)
    else:
        assert "mot" in document.text


@pytest.mark.django_db
def test_a_title_too_long_for_a_page_is_cut_not_lost():
    get_index(WorkPage)
    data = ("# " + "Très long titre " * 60 + "\n\nUn texte.\n").encode()
    outcome = run(get_importer("work"), read("a.md", data), data)
    assert len(outcome.page.title) <= 255
    assert outcome.record.report["ratio"] == 1.0
    assert [row["reason"] for row in outcome.record.report["dropped"]] == [
        "trop long pour un titre : ses mots sont gardés, en gras"
    ]
    assert ContentPage.objects.count() == 1
