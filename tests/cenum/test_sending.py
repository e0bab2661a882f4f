"""An issue is sent from its own screen: by whom, when, after which checks."""

import pytest
from django.core import mail
from django.urls import reverse

from cenum.sending import find_faults
from mailing import sendings, subscriptions
from mailing.models import Mail, Sending
from newsroom.roles import setup_roles
from tests.newsroom.conftest import make_user

from .making import WHOLE, make_issue, make_part

SOON = {"ask": "1", "due_at": "2026-01-01 08:00"}


@pytest.fixture
def staff(db) -> dict:
    setup_roles()
    groups = {"camille": "Rédaction", "sacha": "Publication", "alix": "Publication"}
    return {name: make_user(name, group) for name, group in groups.items()}


@pytest.fixture
def issue(staff):
    issue = make_issue("Une lettre", parts=WHOLE, summary="Le résumé de la lettre.")
    issue.save_revision().publish()
    issue.refresh_from_db()
    return issue


@pytest.fixture
def act(client, issue):
    def post(user, **data):
        client.force_login(user)
        mail.outbox.clear()
        return client.post(reverse("cenum_send", args=[issue.pk]), data, follow=True)

    return post


def test_a_draft_is_seen_as_a_mail_on_the_screen_of_its_editor(issue):
    issue.title = "Un autre titre"
    issue.save_revision()
    draft = issue.get_latest_revision_as_object()
    shown = {mode: draft.make_preview_request(preview_mode=mode).content.decode() for mode in ("mail", "dark", "text")}
    assert all("Un autre titre" in page and "premier paragraphe" in page for page in shown.values())
    assert "@media (prefers-color-scheme: dark)" in shown["mail"] and "@media all" in shown["dark"]
    assert "<p>" not in shown["text"]


def test_it_is_tried_on_oneself(issue, act, staff):
    act(staff["camille"], **{"try": "1"})
    (message,) = mail.outbox
    assert message.to == ["camille@example.org"] and "Une lettre" in message.subject
    assert ".invalid" not in message.body + message.alternatives[0].content


def test_from_asked_to_sent_by_two_people(issue, act, staff, client, whole_outbox, settings):
    settings.MAILING_RATE = 100_000
    reader = subscriptions.ask("lectrice@example.org", "cenum", "fr", form="/abonnement/cenum/")
    subscriptions.confirm(reader)
    act(staff["camille"], **SOON)
    assert not Sending.objects.exists(), "who may not publish does not ask"
    act(staff["sacha"], **SOON)
    asked = whole_outbox_written()
    act(staff["sacha"], **SOON)
    sending = Sending.objects.get()
    assert "alix@example.org" in asked and "sacha@example.org" not in asked and whole_outbox_written() == asked
    act(staff["sacha"], accept="1")
    act(staff["camille"], accept="1")
    sendings.start_due.call()
    sending.refresh_from_db()
    assert sending.state == "asked", "somebody else accepts"
    page = act(staff["alix"], accept="1").content.decode()
    assert "Programmé" in page
    sendings.start_due.call()
    sendings.send_letter.call(sending.pk, 0)
    sending.refresh_from_db()
    assert sending.state == "sent" and b"premier paragraphe" in whole_outbox.get_content("lectrice@example.org")
    page = act(staff["alix"], cancel="1").content.decode()
    assert Sending.objects.get().state == "sent" and "1 sur 1" in page


def whole_outbox_written() -> list[str]:
    """Who was told that a sending waits for a second person."""
    return sorted(Mail.objects.filter(subject__contains="deuxième").values_list("recipient", flat=True))


def test_what_is_not_online_as_it_stands_is_not_sent(issue, act, staff):
    issue.title = "Pas encore relu"
    issue.save_revision()
    act(staff["alix"], **SOON)
    assert not Sending.objects.exists()


def test_a_cancelled_sending_may_be_asked_for_again(issue, act, staff):
    act(staff["sacha"], **SOON)
    act(staff["sacha"], cancel="1")
    assert Sending.objects.get().state == "cancelled"
    sendings.start_due.call()
    act(staff["sacha"], ask="1", due_at="n’importe quand")
    act(staff["sacha"], **SOON)
    assert sorted(Sending.objects.values_list("state", flat=True)) == ["asked", "cancelled"]


def test_what_is_wrong_is_said(issue):
    html = '<a href="https://example.org/a">a</a><img src="/i.png" alt="">' + "é" * 60_000
    issue.summary, issue.title = "", "a" * 120
    assert len(find_faults(issue, html, "rien")) == 5
    issue.summary, issue.title = "Un résumé", "Un titre"
    assert not find_faults(issue, '<a href="https://example.org/a">a</a>', "voir <https://example.org/a>")


def test_the_mail_of_a_heavy_letter_is_told(client, staff):
    words = "<p>" + "mot " * 30_000 + "</p>"
    heavy = make_issue("Longue", parts=[make_part("Tout", content=[("paragraph", words)])], summary="Un résumé.")
    client.force_login(staff["alix"])
    assert "100" in client.get(reverse("cenum_send", args=[heavy.pk])).content.decode()
