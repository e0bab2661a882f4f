"""Messages that came back, as servers write them: who is not there, who complains, and who makes it up."""

import base64
import io
import json
import sys

import pytest
from django.core.management import call_command

from cnnum_site.urls import urlpatterns
from mailing import bounces
from mailing.models import Consent, Subscriber
from mailing.reports import read_report
from mailing.tracking import get_webhooks

from .test_sendings import subscribe

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

It did not work.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; lecteur@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} told

--x
Content-Type: text/rfc822-headers

Message-ID: <{token}@cnnumerique.fr>

--x--
"""
COMPLAINT = """From: fbl@mx.example.net
To: retours@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

A complaint.
--x
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Some/1.0
Version: 1

--x
Content-Type: message/rfc822

Message-ID: <{token}@cnnumerique.fr>
To: redacted
Subject: La lettre

Bonjour
--x--
"""


def report(template, token, action="failed", status="5.1.1", to="retours@example.org"):
    return read_report(template.format(token=token, action=action, status=status, to=to).encode())


@pytest.mark.parametrize(
    ("template", "values", "kind"),
    [
        (REPORT, {}, "hard"),
        (REPORT, {"status": "5.2.2"}, "soft"),
        (REPORT, {"status": "5.7.1"}, "soft"),
        (REPORT, {"action": "delayed", "status": "4.4.1"}, "soft"),
        (COMPLAINT, {}, "complaint"),
        ("Subject: Absent\n\nJe suis absent. {token}@\n", {}, ""),
        ("", {}, ""),
    ],
)
def test_what_comes_back_is_understood(template, values, kind):
    own = subscribe("lecteur@example.org")
    assert report(template, bounces.make_token(own.pk, 0), **values) == kind
    assert Subscriber.objects.exists() is (kind in ("soft", ""))


def tell(client, **event):
    data = {"event": "hard_bounce", "email": "lecteur@example.org", "message-id": "", "id": 1, "ts_event": 1} | event
    return client.post("/anymail/brevo/tracking/", json.dumps(data), content_type="application/json",
                       headers={"Authorization": "Basic " + base64.b64encode(b"a:b").decode()})  # fmt: skip


@pytest.fixture
def webhooks(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [*get_webhooks(), *urlpatterns]})


@pytest.mark.parametrize(
    ("event", "ending"),
    [
        ({}, "bounce"),
        ({"event": "spam"}, "complaint"),
        ({"event": "unsubscribe"}, "asked"),
        ({"event": "soft_bounce"}, None),
        ({"event": "delivered"}, None),
        ({"email": "personne@example.org"}, None),
    ],
)
def test_a_provider_tells_what_came_of_a_message(client, webhooks, event, ending):
    subscribe("lecteur@example.org")
    assert tell(client, **event).status_code == 200
    assert (Consent.objects.get().ending or None) == ending


def test_five_that_do_not_arrive_for_now_end_it_by_a_provider_too(client, webhooks):
    own = subscribe("lecteur@example.org")
    for _time in range(4):
        tell(client, event="soft_bounce", **{"message-id": f"<{bounces.make_token(own.pk, 7)}@example.org>"})
    assert Subscriber.objects.exists()
    tell(client, event="soft_bounce")
    assert not Subscriber.objects.exists()


def test_nobody_else_tells_us_anything(client, webhooks, settings):
    subscribe("lecteur@example.org")
    assert client.post("/anymail/brevo/tracking/", "{}", content_type="application/json").status_code == 400
    assert Subscriber.objects.exists()
    settings.ANYMAIL = {}
    assert get_webhooks() == []


def test_by_the_return_path_alone_and_by_the_command(monkeypatch, capsys):
    own = subscribe("lecteur@example.org")
    text = REPORT.format(token="other", action="failed", status="5.1.1", to=f"x+{bounces.make_token(own.pk, 0)}@a.org")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    call_command("read_bounces")
    assert "hard" in capsys.readouterr().out and not Subscriber.objects.exists()


def test_a_report_that_anybody_could_write_ends_nothing():
    own = subscribe("lecteur@example.org")
    for token in ("", f"{own.pk}.0.{'0' * 16}", bounces.make_token(own.pk, 1).replace(".1.", ".0.", 1)):
        assert report(REPORT, token) == report(COMPLAINT, token) == ""
    assert Subscriber.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"Content-Type: multipart/report; boundary=\n\n--", b"\0" * 5000])
def test_what_is_no_message_is_none_of_ours(content):
    own = subscribe("lecteur@example.org")
    assert read_report(content + f" {bounces.make_token(own.pk, 0)}@".encode()) == ""
