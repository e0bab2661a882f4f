"""The register of cafés: pages. An import makes drafts, and publishes nothing."""

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, PageLogEntry

from cafeia.models import CafeIndexPage, CafePage
from places.models import Place
from registers.models import PendingImport
from tests.factories import get_index, get_locale, make_page

from .making import export, get_text, make_staff, preview, read, upload, write

pytestmark = pytest.mark.django_db
CAFES = "/admin/cafeia/cafepage/"


@pytest.fixture
def room():
    return get_index(CafePage).add_child(instance=CafeIndexPage(title="Les cafés", slug="cafes", locale=get_locale()))


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("chef", "chef@example.org", "x"))
    return client


def make_cafe(room, title: str, **fields) -> CafePage:
    return make_page(CafePage, parent=room, title=title, **fields)


def test_cafes_are_corrected_as_drafts(staff, room):
    place = Place.objects.create(name="Villefictive", country="BE")
    cafe = make_cafe(room, "Café du marché", venue="Salle A")
    other = make_cafe(room, "Café du port")
    rows = read(export(staff, CAFES))
    assert {row["Page en ligne"] for row in rows} == {"oui"} and {row["En ligne"] for row in rows} == {""}
    _path, response = preview(staff, write(rows), CAFES)
    assert "rien à importer" in get_text(response)

    (row,) = [row for row in rows if row["Titre"] == "Café du marché"]
    names = {"venue": "Salle B", "place": str(place)}
    lines = [{"N°": row["N°"], **names, "title": row["Titre"]}, {"N°": "", "venue": "", "place": "", "title": "Neuf"}]
    path, response = preview(staff, write(lines), CAFES)
    assert "brouillons" in get_text(response)
    staff.post(path)
    cafe.refresh_from_db()
    assert cafe.venue == "Salle A" and cafe.has_unpublished_changes and cafe.live
    draft = cafe.get_latest_revision_as_object()
    assert (draft.venue, draft.place_id) == ("Salle B", place.pk)
    added = CafePage.objects.get(title="Neuf")
    assert not added.live and added.get_parent().pk == room.pk
    assert PageLogEntry.objects.filter(page=cafe.pk, action="registers.import").exists()
    other.refresh_from_db()
    assert not other.has_unpublished_changes
    # The spreadsheet shows the draft, and so does not undo it.
    exported = read(export(staff, CAFES))
    _path, response = preview(staff, write(exported), CAFES)
    assert "rien à importer" in get_text(response)
    assert any("Salle B" in row.values() for row in exported)


def test_rights_are_those_of_the_pages(client, django_user_model, room):
    cafe = make_cafe(room, "Café du marché")
    user = make_staff(django_user_model, "cafeia.change_cafepage", "cafeia.view_cafepage")
    client.force_login(user)
    lines = [{"N°": str(cafe.pk), "venue": "Salle B"}]
    # Without a right on the pages: neither the list, nor its export, nor an import.
    for path in (CAFES, f"{CAFES}?export=csv", f"{CAFES}import/"):
        response = client.get(path, follow=True)
        assert "Café du marché" not in b"".join(response).decode()
    assert upload(client, write(lines), CAFES).status_code in (302, 403) and not PendingImport.objects.exists()
    elsewhere = make_page(CafePage, title="Café d’ailleurs", parent=get_index(CafePage))
    GroupPagePermission.objects.create(
        group=user.groups.get(), page=room, permission=Permission.objects.get(codename="change_page")
    )
    path, response = preview(client, write(lines), CAFES)
    assert "1 fiche modifiée" in get_text(response)
    assert [row["Titre"] for row in read(export(client, CAFES))] == ["Café du marché"]
    other, response = preview(client, write([{"N°": str(elsewhere.pk), "venue": "Salle B"}]), CAFES)
    assert "ne pouvez pas modifier" in get_text(response) and "ailleurs" not in get_text(response)
    cafe.locked = True
    cafe.save(update_fields=["locked"])
    response = client.get(path)
    assert "ne pouvez pas modifier" in get_text(response)
    client.post(path)
    assert CafePage.objects.get(pk=cafe.pk).get_latest_revision_as_object().venue == ""
    # A page that one may edit, and a place where one may add nothing.
    path, response = preview(client, write([{"N°": "", "title": "Neuf"}]), CAFES)
    assert "ne pouvez pas ajouter" in get_text(response)
    client.post(path)
    assert CafePage.objects.count() == 2
