"""Subscribing to the letter, and leaving it: by whom, how, and what is left."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from mailing import subscriptions
from mailing.models import Consent, Subscriber, Subscription
from sections.jobs import DAY
from tests.forms.helpers import wait
from tests.mail_server import find_links

FORM = "/abonnement/cenum/"


def post_form(client, path=FORM, **fields):
    return client.post(path, {"email": "Camille@Example.org ", "language": "fr"} | wait() | fields)


def get_link(number=-1) -> str:
    return "/" + find_links(mail.outbox[number].body)[0].split("/", 3)[3]


@pytest.fixture
def subscription(db):
    made = subscriptions.ask("camille@example.org", "cenum", "fr", form=FORM)
    subscriptions.confirm(made)
    made.refresh_from_db()
    return made


def test_from_the_form_to_the_proof_without_a_cookie(db):
    client = Client(enforce_csrf_checks=True)
    page = client.get(FORM)
    assert "Cénum" in page.content.decode() and not page.cookies
    response = post_form(client)
    assert response.status_code == 302 and "le message" in client.get(response["Location"]).content.decode().lower()
    (message,) = mail.outbox
    assert message.to == ["camille@example.org"] and not Subscription.objects.active().exists()
    link = get_link()
    assert "fr-btn" in client.get(link).content.decode()
    assert not Subscription.objects.active().exists(), "a scanner follows links"
    assert client.post(link).status_code == 200
    row, proof = Subscription.objects.get(), Consent.objects.get()
    assert row.confirmed_at and row.subscriber.confirmed_at and row.language == "fr"
    assert "Cénum" in proof.text and proof.form == FORM and proof.asked_at < proof.confirmed_at
    assert proof.digest == subscriptions.digest("camille@EXAMPLE.org")


def test_no_word_of_a_stranger_is_mailed(db, client):
    post_form(client, email='"achetez vite"@example.org')
    post_form(client, email="https-achetez@example.org", language="Achetez")
    post_form(client, name="Achetez")
    for message in mail.outbox:
        assert "achetez" not in (message.subject + message.body.replace(message.to[0], "")).lower()


def test_who_is_subscribed_already_is_not_told_to_others(db, client, subscription):
    assert post_form(client).status_code == 302 == post_form(client, email="autre@example.org").status_code
    assert [message.subject for message in mail.outbox[-2:]] == [mail.outbox[0].subject] * 2
    assert Subscription.objects.filter(subscriber__email="camille@example.org").count() == 1


def test_a_form_without_proof_nor_delay_writes_to_nobody(db, client):
    assert client.post(FORM, {"email": "a@example.org", "language": "fr"}).status_code == 200
    assert not mail.outbox and not Subscriber.objects.exists()
    for path, status in (("/abonnement/rien/", 404), ("/abonnement/", 200), ("/en/subscription/", 200)):
        assert client.get(path).status_code == status


def test_in_english(db, client):
    response = post_form(client, "/en/subscription/cenum/", language="en")
    assert response["Location"].startswith("/en/subscription/")
    assert "Confirm your subscription" in mail.outbox[0].subject and "/en/subscription/confirm/" in mail.outbox[0].body


def test_one_click_ends_it_whatever_is_posted(db, subscription):
    client = Client(enforce_csrf_checks=True)
    key = subscriptions.sign(subscription)
    path = f"/abonnement/arret/{key}/"
    page = client.get(path)
    assert "<button" in page.content.decode() and Subscription.objects.exists()
    response = client.generic("POST", path, b"\xff\x00--nonsense", content_type="multipart/form-data")
    assert response.status_code == 200 and not response.cookies
    assert not Subscriber.objects.exists() and not Subscription.objects.exists()
    proof = Consent.objects.get()
    assert proof.ended_at and proof.ending == "asked" and proof.subscription is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mailing_consent")
        assert "camille" not in str(cursor.fetchall())
    # Again, and with what is no link of ours.
    for again in (path, "/abonnement/arret/1.x/", "/abonnement/arret/%00.é/", f"/abonnement/arret/{'9' * 40}.{key}/"):
        assert client.post(again, b"List-Unsubscribe=One-Click", content_type="text/plain").status_code == 200
        assert client.get(again).status_code == 200


def test_one_of_several_ends_alone(db, client, subscription):
    other = subscriptions.ask("camille@example.org", "cenum", "en", form=FORM)
    subscriptions.confirm(other)
    stranger = subscriptions.ask("autre@example.org", "cenum", "fr", form=FORM)
    subscriptions.confirm(stranger)
    key = subscriptions.sign(subscription)
    wrong = f"{stranger.pk}.{subscription.subscriber.token}"
    client.post(f"/abonnement/arret/{wrong}/")
    assert Subscription.objects.count() == 3, "the key of another subscription opens nothing"
    client.post(f"/abonnement/arret/{key}/")
    assert set(Subscription.objects.values_list("pk", flat=True)) == {other.pk, stranger.pk}
    client.post(f"/abonnement/arret/{key}/tout/")
    assert Subscription.objects.get() == stranger and Subscriber.objects.get().email == "autre@example.org"


def test_preferences(db, client, subscription):
    other = subscriptions.ask("camille@example.org", "cenum", "en", form=FORM, frequency="daily")
    subscriptions.confirm(other)
    path = f"/abonnement/preferences/{subscriptions.sign(subscription)}/"
    page = client.get(path).content.decode()
    assert page.count('name="kept"') == 2 and "camille@example.org" not in page
    client.post(path, {"kept": [other.pk, "x", "9" * 30], f"frequency-{other.pk}": "weekly"})
    assert Subscription.objects.get() == other and Subscription.objects.get().frequency == "weekly"
    client.post(path, {"kept": [other.pk], f"frequency-{other.pk}": "hourly"})
    assert Subscription.objects.get().frequency == "weekly"
    client.post(path)
    assert not Subscriber.objects.exists() and client.get(path).status_code == 200


def test_what_nobody_confirms_is_erased_without_a_proof(db, subscription):
    waiting = subscriptions.ask("autre@example.org", "cenum", "fr", form=FORM)
    subscriptions.forget_unanswered.call()
    assert Subscription.objects.count() == 2
    Subscription.objects.update(created_at=timezone.now() - 4 * DAY)
    subscriptions.forget_unanswered.call()
    assert Subscription.objects.get() == subscription and Consent.objects.count() == 1
    assert not Subscriber.objects.filter(pk=waiting.subscriber_id).exists()
    Consent.objects.update(ended_at=timezone.now() - 6 * 365 * DAY)
    subscriptions.forget_unanswered.call()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("name", ["abonnement/", "abonnement/preferences/1.x/", "abonnement/arret/1.x/"])
def test_private_pages_are_kept_nowhere(db, client, name):
    response = client.get(f"/{name}")
    assert "no-store" in response["Cache-Control"] and b'content="noindex"' in response.content
