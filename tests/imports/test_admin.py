"""Importing in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cenum.models import CenumIssuePage
from demo.management.commands.create_demo_accounts import make_account
from imports.models import ImportRecord
from newsroom.roles import ROLES
from tests.factories import get_home, get_index
from works.models import WorkPage

from .making import LETTER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _indexes():
    get_index(CenumIssuePage)
    get_index(WorkPage)


def upload(client, data: bytes | None = None, name="lettre.txt", **more):
    file = SimpleUploadedFile(name, LETTER.encode() if data is None else data)
    return client.post(reverse("imports_upload"), {"file": file, "importer": "", "force": "", **more}, follow=True)


def get_words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_a_file_becomes_a_draft_with_a_report(admin_client):
    response = upload(admin_client)
    page, record = CenumIssuePage.objects.get(), ImportRecord.objects.get()
    assert response.redirect_chain[-1][0] == reverse("imports_report", args=[record.pk])
    assert not page.live and record.user == page.owner
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.find("a", href=reverse("wagtailadmin_pages:edit", args=[page.pk]))
    total = record.report["sentences_source"]
    assert f"{total} phrases sur {total}" in get_words(response)
    listing = admin_client.get(reverse("imports_upload"))
    assert "lettre.txt" in get_words(listing)


def test_a_refusal_is_said_on_the_form(admin_client):
    for data, name in ((b"", "vide.txt"), (b"%PDF-1.4", "a.txt"), (b"texte", "a.exe")):
        response = upload(admin_client, data, name)
        assert response.status_code == 200
        assert BeautifulSoup(response.content, "html.parser").select_one(".error-message")
    assert not ImportRecord.objects.exists()


def test_later_work_is_covered_only_when_asked(admin_client):
    upload(admin_client)
    page = CenumIssuePage.objects.get()
    page.title = "Titre de l’éditrice"
    page.save_revision(user=get_user_model().objects.get())
    changed = LETTER.replace("quatre cents", "cinq cents").encode()
    response = upload(admin_client, changed)
    assert page.revisions.count() == 2
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one("input[type=checkbox][name=force]")
    upload(admin_client, changed, force="on")
    assert page.revisions.count() == 3


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.login)
def test_every_role_that_may_add_pages_finds_it_in_the_menu(client, role):
    password, _created = make_account(role)
    assert client.login(username=role.login, password=password)
    assert client.get(reverse("imports_upload")).status_code == 200
    assert reverse("imports_upload") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_who_may_not_add_pages_may_not_import(client):
    user = get_user_model().objects.create_user("lecture", password="x")
    group = Group.objects.create(name="Lecture")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)
    url = reverse("imports_upload")
    assert client.get(url).status_code == 302
    assert url not in client.get(reverse("wagtailadmin_home")).content.decode()
    upload(client)
    assert not CenumIssuePage.objects.exists()


def test_a_right_in_one_section_is_no_right_in_another(client):
    user = get_user_model().objects.create_user("travaux", password="x")
    group = Group.objects.create(name="Travaux")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    GroupPagePermission.objects.create(group=group, page=get_index(WorkPage), permission=permission)
    user.groups.add(group)
    client.force_login(user)
    upload(client, importer="cenum")
    assert not CenumIssuePage.objects.exists()
    upload(client, b"# Un rapport\n\nUn texte.\n", "a.md")
    assert WorkPage.objects.count() == 1


def test_a_report_is_for_those_who_may_change_its_page(admin_client, client):
    upload(admin_client)
    user = get_user_model().objects.create_user("lecture", password="x")
    client.force_login(user)
    response = client.get(reverse("imports_report", args=[ImportRecord.objects.get().pk]))
    assert response.status_code in {302, 403}
    assert get_home()
