"""A letter becomes an issue."""

import datetime

import pytest

from cenum.models import CenumIssuePage
from imports.readers import read
from imports.registry import choose_importer, get_importer
from imports.service import CREATED, run
from tests.factories import get_index, make_person

from .making import LETTER, make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index():
    get_index(CenumIssuePage)


def import_letter(text: str, name: str = "lettre.txt", **kwargs):
    data = text if isinstance(text, bytes) else text.encode()
    return run(get_importer("cenum"), read(name, data), data, **kwargs)


def get_parts(page) -> list[tuple[str, str, str]]:
    return [(part.value["level"], part.value["emoji"], part.value["heading"]) for part in page.body]


def test_a_letter_has_its_date_topics_and_parts():
    outcome = import_letter(LETTER)
    page = outcome.page
    assert outcome.status == CREATED and not page.live
    assert page.title == "Des puits et des réseaux"
    assert (page.date, page.date_precision) == (datetime.date(2025, 3, 7), "day")
    assert page.topics == ["La cartographie des puits", "Un atelier à Lannion", "Lire et relire"]
    headings = [row for row in get_parts(page) if row[2]]
    assert ("🚰", "L’atelier de la semaine") in [row[1:] for row in headings]
    assert "Ce que la carte montre" in [row[2] for row in headings]
    kinds = [block.block_type for part in page.body for block in part.value["content"]]
    assert "quote" in kinds
    source = "".join(str(part.value["content"]) for part in page.body)
    assert source.count("<li>") == 3
    assert 'href="https://puits.example.org/carte"' in source
    assert outcome.record.report["ratio"] == 1.0


def test_credits_are_people_of_the_register_or_said():
    person = make_person("Jeanne Dutilleul")
    outcome = import_letter(LETTER)
    assert [row.person for row in outcome.page.contributions.all()] == [person]
    assert any("Personne Inconnue" in note for note in outcome.record.report["notes"])


MAIL = """<html><head><title>x</title><style>p {color: red}</style></head><body>
<div style="display:none">Texte d’accroche caché</div>
<h1>Des puits et des réseaux</h1>
<p>Bonjour, nous sommes le vendredi 7 mars 2025.</p>
<h2>La carte</h2><p>Voir <a href="https://puits.example.org/?utm_source=lettre">la carte</a> et <b>le relevé</b>.</p>
<h3>Le détail</h3><ul><li>Un puits<ul><li>profond</li></ul></li><li>Deux puits</li></ul>
<blockquote>Une parole.</blockquote>
<script>alert(1)</script><img src="https://suivi.example.org/open.gif" width="1" height="1">
<a href="javascript:alert(1)">piège</a> <a href="http://10.0.0.3/admin">interne</a>
<p><a href="https://lettre.example.org/unsub">Se désabonner</a></p></body></html>"""


def test_a_mail_is_cleaned_and_says_what_it_lost():
    outcome = import_letter(make_mail(MAIL, subject="Tr : Des puits et des réseaux"), "lettre.eml")
    page = outcome.page
    assert page.title == "Des puits et des réseaux"
    assert [row[0] for row in get_parts(page) if row[2]] == ["1", "2"]
    stored = str(page.body.get_prep_value())
    for word in ("script", "alert", "open.gif", "javascript", "10.0.0.3", "désabonner", "accroche"):
        assert word not in stored.lower(), word
    assert "piège" in stored and "interne" in stored
    dropped = str(outcome.record.report["dropped"])
    for word in ("alert(1)", "open.gif", "10.0.0.3", "photo.png", "désabonner", "accroche"):
        assert word in dropped, word
    assert all(entry["reason"] for entry in outcome.record.report["dropped"])
    assert outcome.record.report["ratio"] == 1.0


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("samedi 1er février 2025", datetime.date(2025, 2, 1)),
        ("VENDREDI 15 AOÛT 2025", datetime.date(2025, 8, 15)),
        ("03/04/2025", datetime.date(2025, 4, 3)),
    ],
)
def test_dates_as_they_are_written(said, day):
    assert import_letter(LETTER.replace("vendredi 7 mars 2025", said)).page.date == day


def test_a_wrong_weekday_and_a_missing_date_are_said():
    notes = import_letter(LETTER.replace("vendredi 7", "lundi 7")).record.report["notes"]
    assert any("lundi" in note for note in notes)
    outcome = import_letter(
        "Une lettre\n\nSans date, mais avec un texte.\n\nEt un autre paragraphe, assez long.\n", "x.txt"
    )
    assert outcome.page.date is None
    assert outcome.record.report["notes"]


def test_the_right_importer_is_guessed():
    assert choose_importer(read("a.txt", LETTER.encode())).name == "cenum"
    assert choose_importer(read("a.md", b"# Un rapport\n\n## Partie\n\nTexte.")).name == "work"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_encodings(encoding):
    text = LETTER.replace("✦", "-").replace("🚰 ", "").replace("•", "-")
    page = import_letter(text.encode(encoding)).page
    assert page.title == "Des puits et des réseaux"
    assert "relevé" in str(page.body)
