"""A letter leaves for its list: each once, those who left not, whatever the server says and whoever dies."""

import datetime
import email
from email.policy import default

import pytest
from django.test import Client
from django.utils import timezone

from mailing import bounces, sendings, subscriptions
from mailing.models import Consent, Delivery, Sending, Subscriber, Subscription
from sections.jobs import DAY, work_here
from tests.factories import make_page
from tests.mail_server import find_links
from tests.toysection.models import ToyPage

HTML = f'<p>Bonjour</p><a href="{sendings.UNSUBSCRIBE}">Se désabonner</a> <a href="{sendings.PREFERENCES}">Tout</a>'
TEXT = f"Bonjour\n{sendings.UNSUBSCRIBE}\n{sendings.PREFERENCES}\n"


def subscribe(address, language="fr") -> Subscription:
    made = subscriptions.ask(address, "cenum", language, form="/abonnement/cenum/")
    subscriptions.confirm(made)
    return made


def make_sending(**fields) -> Sending:
    page = make_page(ToyPage)
    page.save_revision().publish()
    page.refresh_from_db()
    known = {"page": page, "revision": page.live_revision, "list": "cenum", "language": "fr", "state": "due"}
    words = {"subject": "La lettre", "html": HTML, "text": TEXT, "due_at": timezone.now()}
    return Sending.objects.create(**known | words | fields)


def send(sending, times=1):
    sendings.start_due.call()
    for _time in range(times):
        Delivery.objects.exclude(state__in=["sent", "failed", "skipped"]).update(due_at=timezone.now())
        sendings.send_letter.call(sending.pk, 0)
    sending.refresh_from_db()


def get_states() -> dict:
    return dict(Delivery.objects.values_list("subscription__subscriber__email", "state"))


@pytest.fixture(autouse=True)
def no_pause(settings, db):
    settings.MAILING_RATE = 100_000
    settings.MAIL_RETURN_PATH = "retours@example.org"


def test_each_of_the_list_gets_it_once_with_their_own_links(whole_outbox):
    people = [subscribe(f"lecteur-{number}@example.org") for number in range(3)]
    subscribe("reader@example.org", "en")
    subscriptions.ask("pas-encore@example.org", "cenum", "fr", form="/")
    sending = make_sending()
    sendings.start_due.call()
    sendings.start_due.call()
    assert work_here("default")[1] == 0
    sending.refresh_from_db()
    assert sending.state == "sent" and sending.ended_at
    got = [
        row
        for row in whole_outbox.received
        if row[1].startswith(("lecteur", "reader", "pas")) and b"La lettre" in row[2]
    ]
    assert sorted(row[1] for row in got) == [f"lecteur-{number}@example.org" for number in range(3)]
    identifiers = set()
    for sender, recipient, content in got:
        message = email.message_from_bytes(content, policy=default)
        identifiers.add(message["Message-ID"])
        token = message["Message-ID"].strip("<>").partition("@")[0]
        assert sender == f"retours+{token}@example.org" and message["To"] == recipient
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        stop = message["List-Unsubscribe"].strip(" <>")
        own = next(one for one in people if one.subscriber.email == recipient)
        assert subscriptions.sign(own) in stop
        text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert stop in find_links(text) and f'href="{stop}"' in html and ".invalid" not in text + html
    assert len(identifiers) == 3
    # One click in one of them, before the next letter.
    Client().post("/" + stop.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    whole_outbox.received.clear()
    send(make_sending())
    assert len(whole_outbox.received) == 2
    assert Delivery.objects.filter(sending=sending, unsubscribed_at__isnull=False).count() == 1


def test_who_leaves_after_being_taken_gets_nothing(whole_outbox):
    leaving = subscribe("part@example.org")
    sending = make_sending()
    sendings.start_due.call()
    taken = sendings.take(sending)
    subscriptions.end(Subscription.objects.filter(pk=leaving.pk))
    with sendings.closing(sendings.Mailer()) as mailer:
        for key, lease in taken:
            sendings.deliver(mailer, sending, key, lease)
    assert not whole_outbox.received and get_states() == {None: "skipped"}


def test_what_one_worker_took_no_other_takes_until_it_is_dead(whole_outbox):
    for number in range(30):
        subscribe(f"lecteur-{number}@example.org")
    sending = make_sending()
    sendings.start_due.call()
    sending.refresh_from_db()
    first, second = sendings.take(sending), sendings.take(sending)
    assert len(first) == sendings.BATCH and len(second) == 10 and not sendings.take(sending)
    # The first dies; its lease ends, another takes over; then the first comes back to life.
    Delivery.objects.filter(pk__in=[key for key, _lease in first]).update(due_at=timezone.now() - sendings.LEASE)
    again = sendings.take(sending)
    with sendings.closing(sendings.Mailer()) as mailer:
        for key, lease in [*first, *again, *second]:
            sendings.deliver(mailer, sending, key, lease)
    assert len(whole_outbox.received) == len(set(whole_outbox.get_recipients())) == 30


def test_each_answer_of_the_server_has_its_end(whole_outbox):
    for kind in ("550", "552data", "421", "452", "drop", "silent", "fine"):
        subscribe(f"{kind}-a@example.org")
    sending = make_sending()
    send(sending)
    states = get_states()
    assert [states[f"{kind}-a@example.org"] for kind in ("421", "452", "drop", "silent")] == ["waiting"] * 4
    assert states["fine-a@example.org"] == "sent" and states["552data-a@example.org"] == "failed"
    assert not Subscriber.objects.filter(email="550-a@example.org").exists(), "nobody there: closed at once"
    assert Consent.objects.get(ending="bounce").digest == subscriptions.digest("550-a@example.org")
    send(sending, times=2)
    assert sending.state == "leaving" and whole_outbox.get_recipients().count("fine-a@example.org") == 1
    Sending.objects.update(started_at=timezone.now() - 4 * DAY)
    send(sending)
    assert sending.state == "sent" and Delivery.objects.filter(state="failed").count() == 6


def test_a_server_that_is_away_loses_none(whole_outbox):
    subscribe("lecteur@example.org")
    sending, whole_outbox.is_open = make_sending(), False
    send(sending)
    assert get_states() == {"lecteur@example.org": "waiting"} and sending.state == "leaving"
    whole_outbox.is_open = True
    send(sending)
    assert sending.state == "sent" and whole_outbox.get_recipients() == ["lecteur@example.org"]


def test_what_was_taken_back_or_changed_is_not_sent(whole_outbox):
    subscribe("lecteur@example.org")
    gone, changed, asked = make_sending(), make_sending(), make_sending(state="asked")
    later = make_sending(due_at=timezone.now() + DAY)
    gone.page.unpublish()
    changed.page.save_revision().publish()
    send(gone)
    states = dict(Sending.objects.values_list("pk", "state"))
    assert states == {gone.pk: "cancelled", changed.pk: "cancelled", asked.pk: "asked", later.pk: "due"}
    assert not whole_outbox.received


def test_five_within_a_month_end_it():
    own = subscribe("lecteur@example.org")
    for number in range(5):
        assert Subscriber.objects.exists(), number
        row = Delivery.objects.create(sending=make_sending(), subscription=own, state="sent", due_at=timezone.now())
        bounces.record(own.pk, row.pk, "soft")
        bounces.record(own.pk, row.pk, "soft")
        if number == 0:
            old = timezone.now() - datetime.timedelta(31)
            extra = Delivery.objects.create(sending=make_sending(), subscription=own, due_at=old, bounced_at=old)
            assert extra
    assert not Subscriber.objects.exists() and Consent.objects.get().ending == "bounce"
