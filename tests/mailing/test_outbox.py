"""The outbox: nothing that was committed is lost, nothing that was undone leaves, nobody reads what it holds."""

import email
import socket
from email.policy import default

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from mailing import outbox
from mailing.models import Mail
from sections.jobs import DAY

LINK = "https://www.example.org/compte/secret-1234/"


def write(to="camille@example.org", subject="Un sujet", **more):
    message = mail.EmailMultiAlternatives(subject, f"Voici : {LINK}", to=[to], **more)
    message.attach_alternative(f'<p><a href="{LINK}">Voici</a></p>', "text/html")
    message.send()


def get_states() -> dict[str, str]:
    return dict(Mail.objects.values_list("recipient", "state"))


def test_a_message_waits_then_leaves_as_it_was_written(db, whole_outbox, post):
    write(cc=["copie@example.org"], reply_to=["equipe@example.org"], subject="Un « sujet »")
    assert get_states() == {"camille@example.org": "waiting", "copie@example.org": "waiting"}
    assert not whole_outbox.received
    post()
    assert sorted(whole_outbox.get_recipients()) == ["camille@example.org", "copie@example.org"]
    first, second = (email.message_from_bytes(row[2], policy=default) for row in whole_outbox.received)
    assert first["Subject"] == "Un « sujet »" and first["Reply-To"] == "equipe@example.org"
    assert first["Message-ID"] == second["Message-ID"], "one message, whoever it is for"
    assert LINK in first.get_body(("plain",)).get_content() and LINK in first.get_body(("html",)).get_content()
    post()
    assert len(whole_outbox.received) == 2
    assert set(get_states().values()) == {"sent"} and not Mail.objects.exclude(content=b"").exists()


def test_what_is_undone_leaves_nothing(transactional_db, whole_outbox, post):
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    post()
    assert not Mail.objects.exists() and not whole_outbox.received


def test_each_answer_of_the_server_has_its_end(db, whole_outbox, post):
    for kind in ("550", "552data", "421", "452", "drop", "silent", "fine"):
        write(f"{kind}-a@example.org")
    post()
    assert get_states() == {
        "550-a@example.org": "failed", "552data-a@example.org": "failed", "421-a@example.org": "waiting",
        "452-a@example.org": "waiting", "drop-a@example.org": "waiting", "silent-a@example.org": "waiting",
        "fine-a@example.org": "sent",
    }  # fmt: skip
    asked = whole_outbox.asked.count("550-a@example.org")
    post(2)
    assert whole_outbox.asked.count("550-a@example.org") == asked, "refused for good: not asked again"
    assert whole_outbox.asked.count("452-a@example.org") > 1
    assert whole_outbox.get_recipients().count("fine-a@example.org") == 1
    assert "550" in Mail.objects.get(recipient="550-a@example.org").error


def test_a_server_that_is_away_delays_all_and_loses_none(db, whole_outbox, post, settings):
    port = settings.EMAIL_PORT
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # It accepts, and says nothing.
        settings.EMAIL_PORT = silent.getsockname()[1]
        write()
        write("autre@example.org")
        post()
    assert set(get_states().values()) == {"waiting"}
    settings.EMAIL_PORT = port
    post()
    assert sorted(whole_outbox.get_recipients()) == ["autre@example.org", "camille@example.org"]


def test_after_three_days_it_is_told_as_failed_and_can_be_tried_again(admin_client, whole_outbox, post):
    whole_outbox.is_open = False
    write()
    Mail.objects.update(created_at=timezone.now() - 4 * DAY)
    post()
    assert get_states() == {"camille@example.org": "failed"}
    whole_outbox.is_open = True
    page = admin_client.get(reverse("mailing_outbox"), {"state": "failed"}).content.decode()
    assert "camille@example.org" in page and "Un sujet" in page and "421" in page
    assert admin_client.post(reverse("mailing_retry_all")).status_code == 302
    post()
    assert whole_outbox.get_recipients() == ["camille@example.org"]


def test_nobody_reads_a_link_in_it(admin_client, whole_outbox):
    write()
    page = admin_client.get(reverse("mailing_outbox")).content.decode()
    assert "Un sujet" in page and "secret-1234" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mailing_mail")
        assert b"secret-1234" not in b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone())  # fmt: skip


def test_with_another_key_it_fails_and_delays_nobody(db, whole_outbox, post, settings):
    write()
    settings.SECRET_KEY = "another"  # noqa: S105
    write("autre@example.org")
    post()
    assert get_states() == {"camille@example.org": "failed", "autre@example.org": "sent"}


def test_only_those_who_may_see_it_do(client, django_user_model, whole_outbox):
    from django.contrib.auth.models import Permission

    write()
    user = django_user_model.objects.create_user("redaction", password="x")  # noqa: S106
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(reverse("mailing_outbox")).status_code == 302
    assert client.post(reverse("mailing_retry_all")).status_code in (302, 403)
    assert get_states() == {"camille@example.org": "waiting"}


def test_one_that_another_process_sends_is_left_to_it(db, whole_outbox):
    write()
    key = str(Mail.objects.get().pk)
    Mail.objects.update(state="sending", tried_at=timezone.now())
    with outbox.closing(outbox.Mailer()) as mailer, pytest.raises(outbox.Delayed):
        outbox.leave(mailer, key)
    Mail.objects.update(tried_at=timezone.now() - 2 * outbox.LEASE)
    with outbox.closing(outbox.Mailer()) as mailer:
        outbox.leave(mailer, key)
    assert whole_outbox.get_recipients() == ["camille@example.org"]


def test_what_left_is_forgotten(db, whole_outbox, post):
    write()
    write("550-a@example.org")
    post()
    Mail.objects.update(created_at=timezone.now() - 40 * DAY)
    outbox.purge.call()
    assert not Mail.objects.exclude(content=b"").exists() and Mail.objects.count() == 2
    Mail.objects.update(created_at=timezone.now() - 100 * DAY)
    outbox.purge.call()
    assert not Mail.objects.exists()


def test_a_provider_gets_its_parts(db, settings, post):
    """A backend that reads the fields of the message and not its bytes, as those of anymail."""
    settings.EMAIL_BACKEND = "mailing.outbox.Outbox"
    settings.MAILER = "anymail.backends.test.EmailBackend"
    write(cc=["copie@example.org"], reply_to=["equipe@example.org"])
    mail.outbox = []
    post()
    assert get_states() == {"camille@example.org": "sent", "copie@example.org": "sent"}
    first = mail.outbox[0]
    assert LINK in first.body and LINK in first.alternatives[0].content
    assert len(first.to) == 1 and not first.cc, "each recipient once"
