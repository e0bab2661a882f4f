"""Somebody who filled in every public form, and somebody of the staff who left: erased, nothing says their name."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import send_mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log

from cafeia.models import Announcement, CafePage, Exchange, Facilitator
from cnnum_site.logs import LOGGING
from council.models import PrintRequest
from forms.models import Answer, Status
from forms.receiving import confirm, get_received_models
from mailing import subscriptions
from news.models import NewsPage
from newsroom.bin.looks import empty_bin
from newsroom.bin.models import BinEntry
from newsroom.roles import setup_roles
from participation.models import FormField, ParticipationPage
from sections.jobs import DAY
from tests.cafeia.conftest import answers as cafe_answers  # noqa: F401
from tests.cafeia.pages import make_room
from tests.cafeia.test_facilitators import make_facilitator
from tests.council.conftest import answers, council, order_page, works  # noqa: F401
from tests.factories import make_page, make_person
from tests.forms.helpers import prove, wait
from tests.forms.test_personal_data import find_tables

pytestmark = pytest.mark.django_db
CANARY, NAME = "canari.jaune@exemple.test", "Zéphyrine Canarijaune"
WORDS = ("canari.jaune", "canarijaune")


def find_traces() -> list[str]:
    """Tables and files that still say who it was."""
    found = [table for word in WORDS for table in find_tables(word)]
    files = (path for path in Path(default_storage.location).rglob("*") if path.is_file())
    return found + [str(path) for path in files if any(word.encode() in path.read_bytes() for word in WORDS)]


@pytest.fixture(autouse=True)
def as_a_server(caplog, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    caplog.set_level(LOGGING["root"]["level"])
    for name, logger in LOGGING["loggers"].items():
        caplog.set_level(logger["level"], name)


def find_lines(caplog) -> list[str]:
    return [line for line in caplog.text.lower().splitlines() if any(word in line for word in WORDS)]


@pytest.fixture
def fill_in(client, order_page, answers, cafe_answers, django_capture_on_commit_callbacks):  # noqa: F811
    """Every public form, sent by the same person."""

    def fill_in():
        who = {"name": NAME, "email": CANARY}
        room = make_room(CafePage)
        volunteer = make_facilitator(room, email="autre@exemple.test")
        page = make_page(ParticipationPage, purpose="préparer un avis")
        for label, kind in (("Avis", "multiline"), ("Pièce", "document")):
            page.form_fields.add(FormField(label=label, field_type=kind))
        page.save()
        file = SimpleUploadedFile("avis.pdf", b"%PDF-1.4 canarijaune\n%%EOF", "application/pdf")
        sender = {"sender_name": NAME, "sender_email": CANARY, "avis": f"Signé {NAME}", "piece": file}
        offered = {"shown_name": NAME, "mode": "les-deux", "commune": "rennes", "families": ["jeu"], "email": CANARY}
        offered |= {"languages": ["fr"], "presentation": f"Je suis {NAME}."}
        for address, values, guards in (
            (order_page.url, {**answers, **who}, prove("print order")),
            (page.url, sender, prove(page.answer_kind)),
            (f"{room.url}annoncer/", {**cafe_answers, **who, "venue": f"Chez {NAME}"}, wait()),
            (f"{room.url}benevoles/devenir/", offered, wait()),
            (f"{room.url}benevoles/{volunteer.pk}/", {**who, "message": f"De {NAME}."}, wait()),
        ):
            with django_capture_on_commit_callbacks(execute=True):
                assert client.post(address, {**values, **guards}).status_code in (200, 302), address
        subscriptions.confirm(subscriptions.ask(CANARY, "cenum", "fr", form="/abonnement/"))
        subscriptions.ask(CANARY, "alerts", "fr", form="/suivre/", query="search", frequency="now")

    return fill_in


def test_who_filled_in_every_form_is_erased_from_tables_files_and_logs(
    fill_in, admin_client, whole_outbox, post, caplog, capsys, django_capture_on_commit_callbacks
):
    fill_in()
    received = [model for model in get_received_models() if model.objects.filter(email=CANARY).exists()]
    assert {PrintRequest, Answer, Announcement, Facilitator, Exchange} <= set(received)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(Exchange.objects.get())
        # What a server does not take for now is told by the job that fails.
        send_mail("Bonjour", "", None, [f"450-{CANARY}"])
    post()
    assert DBTaskResult.objects.exclude(traceback="").exists()
    order = PrintRequest.objects.get()
    edit = reverse(f"{order.admin_name}:edit", args=[order.pk])
    assert admin_client.post(edit, {"staff_note": f"Connaît {NAME}", "status": Status.DONE}).status_code == 302
    assert len(find_traces()) > 8
    capsys.readouterr()
    call_command("personal_data", CANARY, "--erase")
    assert find_traces() == []
    assert not find_lines(caplog)
    assert Facilitator.objects.exists(), "another volunteer stays"


def test_who_left_the_staff_is_named_nowhere(client, admin_client, settings, caplog):
    settings.AXES_ENABLED = True
    user = get_user_model().objects.create_user("canari.jaune", CANARY, "un-mot-de-passe-long", first_name=NAME)
    for password in ("faux", "un-mot-de-passe-long"):
        client.post(reverse("account_login"), {"login": "canari.jaune", "password": password})
    client.force_login(user)
    make_page(NewsPage).save_revision(user=user)
    admin_client.post(reverse("wagtailusers_users:delete", args=[user.pk]))
    assert not get_user_model().objects.filter(pk=user.pk).exists()
    call_command("personal_data", CANARY, "--erase")
    assert find_traces() == [] and not find_lines(caplog)


def test_an_entry_that_left_the_bin_is_named_nowhere(admin_client, caplog):
    setup_roles()
    person = make_person(NAME, biography=f"<p>{NAME}</p>")
    person.save_revision().publish()
    log(person, "wagtail.edit")
    person.delete()
    assert find_traces()
    BinEntry.objects.update(deleted_at=timezone.now() - 91 * DAY)
    empty_bin.call()
    # The address that was cited answers 410 for good.
    assert find_traces() == ["content_permanentidentifier"] and not find_lines(caplog)
