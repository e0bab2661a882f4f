"""Importing in the admin."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from cenum.models import CenumIssuePage
from demo.management.commands.create_demo_accounts import make_account
from imports.jobs import KEPT, forget_uploads, import_document
from imports.models import ImportRecord, Upload
from newsroom.roles import ROLES
from registers.names import fold
from sections.jobs import work_here
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
    return client.post(reverse("imports_upload"), {"file": file, "importer": "", **more}, follow=True)


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
    assert soup.select_one("button[name=force]") and soup.find(
        "a", href=reverse("wagtailadmin_pages:edit", args=[page.pk])
    )
    sent = Upload.objects.get(state=Upload.State.ASKING)
    assert sent.file.storage.exists(sent.file.name)
    response = admin_client.post(reverse("imports_sent", args=[sent.pk]), {"force": ""}, follow=True)
    assert page.revisions.count() == 3
    assert response.redirect_chain[-1][0] == reverse("imports_report", args=[ImportRecord.objects.get().pk])
    assert not sent.file.storage.exists(sent.file.name)


def test_a_question_may_be_answered_by_no(admin_client):
    upload(admin_client)
    CenumIssuePage.objects.get().save_revision(user=get_user_model().objects.get())
    upload(admin_client, LETTER.replace("quatre cents", "cinq cents").encode())
    sent = Upload.objects.get(state=Upload.State.ASKING)
    admin_client.post(reverse("imports_sent", args=[sent.pk]), {"drop": ""})
    assert CenumIssuePage.objects.get().revisions.count() == 2
    assert not sent.file.storage.exists(sent.file.name) and not Upload.objects.filter(pk=sent.pk).exists()


def test_a_long_document_is_answered_at_once_and_read_by_a_worker(admin_client, monkeypatch):
    monkeypatch.setattr("imports.jobs.SHORT", 10)
    response = upload(admin_client)
    sent = Upload.objects.get()
    assert response.redirect_chain[-1][0] == reverse("imports_sent", args=[sent.pk])
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one("meta[http-equiv=refresh]") and "En attente" in soup.select_one("p[role=status]").get_text()
    assert not CenumIssuePage.objects.exists()
    assert "En attente" in get_words(admin_client.get(reverse("imports_upload")))
    work_here("default")
    response = admin_client.get(reverse("imports_sent", args=[sent.pk]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("imports_report", args=[ImportRecord.objects.get().pk])
    assert not CenumIssuePage.objects.get().live


def test_a_worker_that_died_is_followed_by_another_and_nothing_is_doubled(admin_client, monkeypatch):
    monkeypatch.setattr("imports.jobs.SHORT", 10)
    upload(admin_client)
    Upload.objects.update(state=Upload.State.WRITING)
    work_here("default")
    import_document.func(Upload.objects.get().pk)
    assert CenumIssuePage.objects.count() == 1 and Upload.objects.get().state == Upload.State.DONE


def test_a_fault_of_the_site_is_said_and_leaves_nothing(admin_client, monkeypatch):
    monkeypatch.setattr("imports.jobs.run", lambda *args, **kwargs: 1 / 0)
    response = upload(admin_client)
    assert "faute du site" in get_words(response)
    assert not CenumIssuePage.objects.exists() and not Upload.objects.exists()


def test_several_documents_at_once_each_say_what_became_of_them(admin_client):
    files = [
        SimpleUploadedFile("une.txt", LETTER.encode()),
        SimpleUploadedFile("deux.md", b"# Un rapport\n\nUn texte.\n"),
        SimpleUploadedFile("trois\x00.exe", b"texte"),
    ]
    response = admin_client.post(reverse("imports_upload"), {"file": files, "importer": ""}, follow=True)
    words = get_words(response)
    assert CenumIssuePage.objects.count() == WorkPage.objects.count() == 1
    assert "une.txt" in words and "deux.md" in words and "trois.exe : Refusé" in words.replace("\xa0", " ")


def test_nobody_sees_what_another_sent(admin_client, client, monkeypatch):
    monkeypatch.setattr("imports.jobs.SHORT", 10)
    upload(admin_client)
    password, _created = make_account(ROLES[0])
    assert client.login(username=ROLES[0].login, password=password)
    assert client.get(reverse("imports_sent", args=[Upload.objects.get().pk])).status_code == 404
    assert "lettre.txt" not in get_words(client.get(reverse("imports_upload")))


def test_what_was_sent_is_forgotten_after_a_month(admin_client, monkeypatch):
    monkeypatch.setattr("imports.jobs.SHORT", 10)
    upload(admin_client)
    sent = Upload.objects.get()
    forget_uploads.func()
    assert sent.file.storage.exists(sent.file.name)
    Upload.objects.update(sent_at=timezone.now() - KEPT - timedelta(days=1))
    forget_uploads.func()
    assert not Upload.objects.exists() and not sent.file.storage.exists(sent.file.name)


def test_the_document_and_its_draft_stand_side_by_side_with_losses_marked(admin_client):
    upload(admin_client)
    record = ImportRecord.objects.get()
    assert not any(is_lost or is_wrong for _source, _draft, is_lost, is_wrong in record.review)
    same = [source for source, draft, *_marks in record.review if source and fold(source) == fold(draft)]
    assert len(same) > 5
    record.review[0] = ["Une phrase de la source.", "", True, False]
    record.save()
    soup = BeautifulSoup(admin_client.get(reverse("imports_report", args=[record.pk])).content, "html.parser")
    assert soup.select_one(".import-review mark").get_text() == "Une phrase de la source."


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
