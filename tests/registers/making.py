"""Staff, files and entries for the tests of the registers. People are invented."""

import csv
import io

from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from people.models import Person
from registers.models import Batch, PendingImport

PEOPLE = "/admin/people/person/"


def make_staff(django_user_model, *codenames: str, name: str = "greffe"):
    """A member of the staff who may do what `codenames` say (`people.change_person`)."""
    user = django_user_model.objects.create_user(name, f"{name}@example.org", "x")
    group = Group.objects.create(name=f"Groupe de {name}")
    for codename in ("wagtailadmin.access_admin", *codenames):
        app, _dot, code = codename.partition(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=code))
    user.groups.add(group)
    return user


def export(client, base: str = PEOPLE, kind: str = "csv", query: str = "") -> bytes:
    response = client.get(f"{base}?export={kind}{query}")
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def read(data: bytes) -> list[dict]:
    """The lines of an export, by heading."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def write(rows: list[dict], encoding: str = "utf-8-sig", delimiter: str = ";") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def upload(client, data: bytes, base: str = PEOPLE, name: str = "personnes.csv"):
    """Give a file: the answer of the upload, whatever it is."""
    return client.post(f"{base}import/", {"file": SimpleUploadedFile(name, data)})


def preview(client, data: bytes, base: str = PEOPLE, name: str = "personnes.csv"):
    """Give a file that is accepted: (address of the preview, the preview)."""
    response = upload(client, data, base, name)
    assert response.status_code == 302, get_text(response)
    return response["Location"], client.get(response["Location"])


def confirm(client, path: str, data: dict | None = None):
    """Submit what a screen shows, then have the batch approved, by whom does not matter here: the answer of the screen."""
    last = Batch.objects.order_by("pk").last()
    response = client.post(path, data or {})
    batch = Batch.objects.order_by("pk").last()
    if batch != last:
        batch.latest_revision.publish()
    return response


def get_text(response) -> str:
    """What the screen says, without the admin's menus."""
    text = " ".join(response.content.decode().split())
    return text.partition("<main")[2] or text


def count_everything() -> tuple:
    """What a refused import must leave as it was."""
    return tuple(Person.objects.order_by("pk").values_list("pk", "name", "role")), PendingImport.objects.count()
