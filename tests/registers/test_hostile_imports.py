"""Files that cannot be imported: a clear answer in French, and nothing half written."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import Person
from registers.models import Batch, PendingImport
from registers.sheets import files
from tests.factories import make_organisation, make_person
from themes.models import Keyword

from .making import PEOPLE, confirm, count_everything, export, get_text, make_staff, preview, read, upload, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("chef", "chef@example.org", "x"))
    return client


def make_zip(**members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


BOMB = make_zip(**{"xl__workbook.xml": b"<x/>", "xl__big.xml": b"0" * (files.MAX_UNPACKED + 1)})
ENTITIES = make_zip(
    **{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'}
)
REFUSED = [
    (b"", "vide"),
    (b"\n\n  \n", "vide"),
    (b"\xef\xbb\xbf", "vide"),
    ("N°;Nom\n".encode(), "aucune ligne"),
    (b"Nom\nZo\xc3\xa9\n", "N°"),
    ("N°;Prénom secret\n1;x\n".encode(), "Prénom secret"),
    ("N°;Nom;Nom\n1;x;y\n".encode(), "deux fois"),
    ('N°;Nom\n1;"x\n'.encode(), "guillemets"),
    ("N°;Nom\n1;x;y;z\n".encode(), "plus de cellules"),
    (b"N\xb0;Nom\n1;\x81\x8d\n", "caractères"),
    (b"\x00\x01\x02binaire\x00", "pas du texte"),
    (b"\x89PNG\r\n\x1a\n0000", "CSV"),
    (b"%PDF-1.7 ...", "CSV"),
    (b"PK\x03\x04cass\xc3\xa9", "endommagé"),
    (make_zip(**{"word__document.xml": b"<x/>"}), "CSV"),
    (BOMB, "beaucoup trop lourd"),
    (ENTITIES, "endommagé"),
    (b"N\xc2\xb0;Nom\n" + b"1;x\n" * (files.MAX_ROWS + 2), "lignes"),
    (b";" * 500 + b"x\n", "colonnes"),
    (b"N\xc2\xb0;Nom\n1;" + b"x" * (files.MAX_TEXT + 1), "trop longue"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED, ids=[words for _data, words in REFUSED])
def test_a_file_is_refused_clearly(staff, data, words):
    make_person("Zoé Exemple")
    before = count_everything()
    response = upload(staff, data)
    assert response.status_code == 200
    text = get_text(response).replace("\xa0", " ")
    assert words in text.split("</form>")[0]
    assert count_everything() == before


def test_a_file_that_is_too_large_is_not_read(staff, monkeypatch):
    monkeypatch.setattr("registers.views.imports.SheetForm.max_bytes", 1000)
    assert "trop lourd" in get_text(upload(staff, b"N\xc2\xb0;Nom\n" + b"1;x\n" * 1000))


def test_each_error_says_its_line_and_its_column(staff):
    make_organisation("Institut", slug="a", reference="inst-a")
    make_organisation("Institut", slug="b", reference="inst-b")
    person, other = make_person("Zoé Exemple"), make_person("Ana Martin")
    rows = read(export(staff))
    rows = sorted(rows, key=lambda row: int(row["N°"]))
    bad = [
        rows[0] | {"Nom": "", "Incertain": "peut-être"},
        rows[1] | {"Organisation": "Inconnue"},
        rows[0] | {"N°": "999999"},
        rows[1] | {"N°": "abc"},
        rows[1],
        dict.fromkeys(rows[0], "") | {"Nom": "Nouvelle", "Langue": "xx"},
        dict.fromkeys(rows[0], "") | {"Nom": "x" * 300},
        dict.fromkeys(rows[0], "") | {"Nom": "Léo", "Organisation": "Institut"},
        dict.fromkeys(rows[0], "") | {"Nom": "Léo", "Référence": "moi"},
    ]
    path, response = preview(staff, write(bad))
    text = get_text(response)
    for line, words in (
        (2, "oui ni non"),
        (3, "Inconnue"),
        (4, "aucune fiche de ce numéro"),
        (5, "numéro d’une fiche"),
        (6, "deux fois"),
        (7, "langue du site"),
        (8, "200"),
        (9, "inst-a"),
        (10, "Laissez cette colonne vide"),
    ):
        cell = next((part for part in text.split("<tr>") if part.startswith(f"<td>{line}</td>") and words in part), "")
        assert cell, (line, words, text)
    # What cannot be confirmed is not, whatever is posted.
    confirm(staff, path)
    person.refresh_from_db()
    other.refresh_from_db()
    assert Person.objects.count() == 2 and person.name == "Zoé Exemple"


def test_what_changed_since_the_preview_stops_everything(staff):
    first, second = make_person("Zoé Exemple"), make_person("Ana Martin")
    rows = [row | {"Rôle": "juge"} for row in read(export(staff))]
    path, _response = preview(staff, write(rows))
    Person.objects.filter(pk=second.pk).update(role="médecin")
    response = confirm(staff, path)
    text = get_text(response)
    assert response.status_code == 409 and "Ana Martin" in text and "<del>médecin</del>" in text
    first.refresh_from_db()
    assert first.role == ""
    # Seen again, it can be confirmed, but not from a window that shows the first preview.
    confirm(staff, path, {"seen": "what the first preview showed"})
    assert not Person.objects.filter(role="juge").exists()
    assert confirm(staff, path, {"seen": response.context["seen"]}).status_code == 302
    assert set(Person.objects.values_list("role", flat=True)) == {"juge"}


def test_a_failure_half_way_writes_nothing(staff, monkeypatch):
    for number in range(5):
        make_person(f"Personne {number}")
    rows = [row | {"Rôle": "juge"} for row in read(export(staff))]
    path, _response = preview(staff, write(rows))
    saved, save = [], Person.save

    def fail(self, *args, **kwargs):
        saved.append(self)
        if len(saved) == 4:
            raise RuntimeError("power cut")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Person, "save", fail)
    with pytest.raises(RuntimeError):
        confirm(staff, path)
    assert not Person.objects.filter(role="juge").exists()
    assert not Batch.objects.get().live


def test_two_lines_may_not_take_one_address(staff):
    base = "/admin/themes/keyword/"
    rows = [{"N°": "", "Nom": name, "slug": "mot"} for name in ("Mot", "Autre")]
    path, response = preview(staff, write(rows), base)
    assert "même valeur" in get_text(response)
    confirm(staff, path)
    assert not Keyword.objects.exists()


def test_an_upload_is_for_whoever_made_it_and_for_an_hour(client, django_user_model):
    person = make_person("Zoé Exemple")
    rights = ("people.change_person", "people.view_person")
    author, other = (make_staff(django_user_model, *rights, name=name) for name in ("a", "b"))
    client.force_login(author)
    (row,) = read(export(client))
    path, _response = preview(client, write([row | {"Rôle": "juge"}]))
    client.force_login(other)
    assert client.get(path).status_code == 302 and confirm(client, path).status_code == 302
    client.force_login(author)
    # Nor for another register, nor by a made up token.
    assert client.get(path.replace("/person/", "/organisation/")).status_code in (302, 403, 404)
    assert client.post(f"{PEOPLE}import/{uuid.uuid4()}/").status_code == 302
    PendingImport.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert confirm(client, path).status_code == 302
    person.refresh_from_db()
    assert person.role == ""
    upload(client, b"x")
    assert not PendingImport.objects.exists()


def test_rights_are_looked_at_for_each_line(client, django_user_model):
    person = make_person("Zoé Exemple")
    client.force_login(make_staff(django_user_model, "people.change_person", "people.view_person"))
    (row,) = read(export(client))
    new = dict.fromkeys(row, "") | {"Nom": "Léo Nouveau"}
    path, response = preview(client, write([row | {"Rôle": "juge"}, new]))
    assert "ne pouvez pas ajouter" in get_text(response)
    confirm(client, path)
    assert Person.objects.count() == 1

    path, _response = preview(client, write([row | {"Rôle": "juge"}]))
    confirm(client, path)
    person.refresh_from_db()
    assert person.role == "juge"
    # Rights taken away between the preview and the confirmation.
    path, _response = preview(client, write([row | {"Rôle": "médecin"}]))
    client.force_login(make_staff(django_user_model, "people.view_person", name="lecteur"))
    for address in (f"{PEOPLE}import/", path):
        assert client.get(address).status_code in (302, 403)
        assert client.post(address).status_code in (302, 403)
    person.refresh_from_db()
    assert person.role == "juge"


def test_a_file_that_changes_too_much_is_to_be_cut(staff, monkeypatch):
    monkeypatch.setattr("registers.sheets.plan.MAX_CHANGES", 2)
    for number in range(4):
        make_person(f"Personne {number}")
    rows = [row | {"Rôle": "juge"} for row in read(export(staff))]
    path, response = preview(staff, write(rows))
    assert "découpez-le" in get_text(response)
    confirm(staff, path)
    assert not Person.objects.filter(role="juge").exists()
    path, _response = preview(staff, write(rows[:2]))
    confirm(staff, path)
    assert Person.objects.filter(role="juge").count() == 2
