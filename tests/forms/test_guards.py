"""What stands before every public form, tried on the one for printed copies."""

import base64
import json

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from council.models import PrintRequest
from forms.guards import PROOF, make_challenge
from forms.models import Count, MonthlyCount, ReplyModel, Status
from forms.receiving import purge_received
from tests.council.conftest import answers, council, order_page, works  # noqa: F401
from tests.forms.helpers import prove, wait

pytestmark = pytest.mark.django_db
KIND = "print order"


@pytest.fixture
def post(client, order_page, answers, django_capture_on_commit_callbacks):  # noqa: F811
    def post(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(order_page.url, {**answers, PROOF: "", **changes})

    return post


def test_a_proof_serves_once_however_it_is_written(post):
    proof = prove(KIND)[PROOF]
    assert post(**{PROOF: proof}).status_code == 302
    other = base64.b64encode(json.dumps(json.loads(base64.b64decode(proof)) | {"took": 3}, indent=1).encode()).decode()
    for again in (proof, other):
        response = post(**{PROOF: again})
        assert response.status_code == 200 and "déjà été envoyé" in response.content.decode()
    assert PrintRequest.objects.count() == 1


@pytest.mark.parametrize(
    "proof",
    ["x", "[]", "e30=", base64.b64encode(b"[1]").decode(), base64.b64encode(b"7").decode(), "\ud83d", "é" * 9000,
     base64.b64encode(json.dumps({**make_challenge(KIND), "number": 1}).encode()).decode(),
     base64.b64encode(b'{"algorithm":[],"challenge":1,"number":{},"salt":3,"signature":null}').decode()],
)  # fmt: skip
def test_what_is_no_proof_is_as_none(post, proof):
    assert post(**{PROOF: proof.encode("utf-8", "ignore").decode()}).status_code == 200
    assert post(**{PROOF: proof.encode("utf-8", "ignore").decode()}, **wait()).status_code == 302
    assert PrintRequest.objects.get().status == Status.UNCONFIRMED


def test_a_proof_for_another_form_is_none(post):
    assert post(**prove("another")).status_code == 200
    assert not PrintRequest.objects.exists()


@pytest.mark.parametrize("seconds", [-5, 0, 90_000, None])
def test_without_a_proof_a_form_is_open_for_some_seconds(post, seconds):
    response = post(**wait(seconds) if seconds is not None else {"form-opened": "forged"})
    assert response.status_code == 200 and "Un atelier de lecture" in response.content.decode()
    assert not PrintRequest.objects.exists()


def test_without_javascript_the_sender_confirms_by_mail(client, post):
    assert post(**wait()).status_code == 302
    made = PrintRequest.objects.get()
    assert made.status == Status.UNCONFIRMED and [message.to for message in mail.outbox] == [[made.email]]
    body = mail.outbox[0].body
    assert "Camille" not in body and "atelier" not in body, "no words of a stranger are sent to anybody"
    link = next(line for line in body.splitlines() if line.startswith("http"))
    page = client.get(link)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    made.refresh_from_db()
    assert made.status == Status.UNCONFIRMED, "what reads mails before people follows links"
    for _ in range(2):
        assert client.post(link).status_code == 200
    made.refresh_from_db()
    assert made.status == Status.PENDING and made.due_on
    assert MonthlyCount.objects.get().received == 1
    PrintRequest.objects.all().delete()
    assert client.get(link).status_code == client.post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "WyJhIiwxXQ:1abc:xyz", "é" * 500])
def test_a_link_that_is_none_of_ours_is_gone(client, token):
    assert client.get(reverse("confirm", args=[token])).status_code == 410


def test_one_mailbox_is_written_to_so_many_times_a_day(post, settings):
    settings.FORM_LIMITS = {"recipient": 2}
    for number, email in enumerate(["victime+1@example.org", "Victime@example.org", "victime+3@example.org"]):
        status = post(**prove(KIND), email=email, REMOTE_ADDR="192.0.2.7").status_code
        assert status == (302 if number < 2 else 429)
    assert post(**prove(KIND), email="autre@example.org").status_code == 302


def test_a_cache_that_is_away_neither_blocks_nor_opens(post, settings):
    settings.FORM_LIMITS = {"network": 1}
    settings.CACHES = {
        "default": {"BACKEND": "cnnum_site.caches.PatientRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert [post(**prove(KIND)).status_code for _ in range(2)] == [302, 429]


def test_what_was_counted_is_forgotten(post):
    post(**prove(KIND))
    assert Count.objects.exists()
    Count.objects.update(until="2020-01-01T00:00Z")
    purge_received.call()
    assert not Count.objects.exists()


def test_an_answer_leaves_by_a_model(admin_client, admin_user, post, django_capture_on_commit_callbacks):
    post(**prove(KIND))
    admin_client.post(
        reverse("reply_models:add"), {"title": "Vos exemplaires", "text": "Ils partent.", "language": "fr"}
    )
    made, model = PrintRequest.objects.get(), ReplyModel.objects.get()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(
            reverse("print_requests:edit", args=[made.pk]), {"status": Status.PENDING, "answer_by": model.pk}
        )
    made.refresh_from_db()
    assert (made.status, made.reply, made.handled_by) == (Status.DONE, "Ils partent.", admin_user)
    assert [(message.subject, message.to) for message in mail.outbox] == [("Vos exemplaires", [made.email])]
    assert MonthlyCount.objects.get().handled == 1


def test_no_page_has_browsers_send_its_forms_from_nowhere():
    """With “no-referrer”, a browser says “Origin: null”, which Django refuses: no test without a browser sees it."""
    for file in settings.BASE_DIR.glob("*/templates/**/*.html"):
        assert "no-referrer" not in file.read_text(encoding="utf-8"), file
