"""The outbox: Django's `EMAIL_BACKEND`. A message is a row of the transaction that wrote it, and leaves by a job.

A message may leave twice only if its process dies between the server's answer and the commit, then under the same
Message-ID. See docs/decisions/0026-mail.md.
"""

import datetime
import email
import email.policy
from contextlib import closing

from cryptography.fernet import InvalidToken
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import get_fernet
from sections.jobs import DAY, job, put, work_through

from .bounces import judge, read_token, record
from .mailer import Away, Delayed, Mailer, Refused, tell
from .models import Mail

#: How long a message that does not leave is tried again by itself.
TRIED_FOR = 3 * DAY
#: How long a message is left to whoever took it; longer than any time-out, shorter than a job's lease.
LEASE = datetime.timedelta(minutes=2)
#: How long the words of what failed, and the rows of what left and of what failed, are kept.
CONTENT_KEPT, ROWS_KEPT = 30 * DAY, 90 * DAY
WAITING, SENDING, SENT, FAILED = Mail.State.WAITING, Mail.State.SENDING, Mail.State.SENT, Mail.State.FAILED


def get_cipher():
    return get_fernet("mailing.outbox")


class Outbox(BaseEmailBackend):
    """Keeps messages for `deliver`."""

    def send_messages(self, messages) -> int:
        messages = [message for message in messages if message.recipients()]
        mails = [mail for message in messages for mail in make_mails(message)]
        with transaction.atomic():
            Mail.objects.bulk_create(mails)
            put(deliver, [str(mail.pk) for mail in mails])
        return len(messages)


def make_mails(message) -> list[Mail]:
    made = message.message()
    content = get_cipher().encrypt(made.as_bytes())
    known = {
        "sender": message.from_email[:320],
        "subject": str(message.subject)[:255],
        "message_id": made["Message-ID"][:255],
        "content": content,
    }
    return [Mail(recipient=recipient, **known) for recipient in dict.fromkeys(message.recipients())]


class RawMessage:
    """The bytes of a message, as Django's backends ask for them."""

    def __init__(self, content: bytes):
        self.content = content

    def as_bytes(self, unixfrom=False, linesep="\n") -> bytes:
        return self.content.replace(b"\n", linesep.encode())

    def get_charset(self) -> None:
        return None


class KeptMessage(EmailMultiAlternatives):
    """A message as it was written, to one recipient: to the byte for SMTP, in its parts for a provider's interface."""

    def __init__(self, mail: Mail):
        content = get_cipher().decrypt(bytes(mail.content))
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        self.raw = RawMessage(content)
        text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
        own = {"subject", "to", "cc", "bcc", "mime-version", "content-type", "content-transfer-encoding"}
        headers = {name: str(value) for name, value in parsed.items() if name.lower() not in own}
        body = text.get_content() if text else ""
        super().__init__(mail.subject, body, mail.sender, [mail.recipient], headers=headers)
        if html:
            self.attach_alternative(html.get_content(), "text/html")
        for part in parsed.iter_attachments():
            self.attach(part.get_filename(), part.get_payload(decode=True), part.get_content_type())

    def message(self):
        return self.raw


@job(_("Mail"), longest_wait=600, given_up_after=None, takes_context=True, priority=10)
def deliver(context, keys: list[str]) -> None:
    """Have these messages leave; those that do not for now are tried again, after growing waits."""
    with closing(Mailer()) as mailer:
        work_through(context, keys, lambda items: leave(mailer, items[0]), 1, away=(Away,))


def leave(mailer: Mailer, key: str) -> None:
    """Have one message leave, unless somebody did; raises what says that it did not for now."""
    now = timezone.now()
    free = Q(state=WAITING) | Q(state=SENDING, tried_at__lt=now - LEASE)
    if not Mail.objects.filter(free, pk=key).update(state=SENDING, tried_at=now, tries=F("tries") + 1):
        if Mail.objects.filter(pk=key, state=SENDING).exists():
            raise Delayed("Another process is sending it.")
        return
    mail = Mail.objects.get(pk=key)
    try:
        mailer.send(KeptMessage(mail))
    except (Refused, InvalidToken) as error:
        # A message that cannot be read: SECRET_KEY was changed without a fallback.
        settle(mail, FAILED, error)
        if getattr(error, "is_recipient", False) and (token := read_token(mail.message_id)):
            # Said while we spoke to its server, it is a bounce like any other.
            record(*token, judge(str(error)))
    except (Delayed, Away) as error:
        is_over = isinstance(error, Delayed) and now - mail.created_at > TRIED_FOR
        settle(mail, FAILED if is_over else WAITING, error)
        if not is_over:
            raise
    else:
        settle(mail, SENT, content=b"")


def settle(mail: Mail, state: str, error: Exception | None = None, **values) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state, error=tell(error) if error else "", **values)


@transaction.atomic
def try_again() -> int:
    """Have what failed tried at once, as if it were new; how many."""
    keys = list(Mail.objects.filter(state=FAILED).exclude(content=b"").values_list("pk", flat=True))
    Mail.objects.filter(pk__in=keys).update(state=WAITING, created_at=timezone.now())
    put(deliver, map(str, keys))
    return len(keys)


@job(_("Cleaning of the outbox"), every=DAY)
def purge() -> None:
    """Erase the words of what failed long ago, then what is known of what left."""
    now, ended = timezone.now(), Mail.objects.filter(state__in=[SENT, FAILED])
    ended.filter(created_at__lt=now - ROWS_KEPT).delete()
    ended.filter(created_at__lt=now - CONTENT_KEPT).update(content=b"")
