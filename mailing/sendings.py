"""Sending a letter to a list: a row for each recipient, taken by whoever is free, committed one by one.

Who dies leaves what it took to the others, after a lease; what it was sending may leave twice, under one Message-ID.
"""

import datetime
import time
from contextlib import closing

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sections.jobs import job, put_once

from .bounces import judge, mark, record
from .mailer import Away, Delayed, Mailer, Refused
from .models import Delivery, Sending, Subscription
from .outbox import LEASE, TRIED_FOR
from .subscriptions import get_url, sign

#: What stands in the words of a letter for the private addresses of its recipient.
UNSUBSCRIBE, PREFERENCES = "https://unsubscribe.invalid/", "https://preferences.invalid/"
#: Recipients taken at once; seconds that a job works before it lets others pass.
BATCH, SLICE = 20, 30
WAITING, TAKEN, SENT, FAILED = (Delivery.State(code) for code in ("waiting", "sending", "sent", "failed"))


def make_letter(subscription: Subscription, subject: str, text: str, html: str, number: int = 0):
    """A message to one subscriber, who can end it by one click; `number` is that of its delivery."""
    key = sign(subscription)
    with override(subscription.language):
        stop, own = get_url("mailing_unsubscribe", key), get_url("mailing_preferences", key)
    text, html = (words.replace(UNSUBSCRIBE, stop).replace(PREFERENCES, own) for words in (text, html))
    message = EmailMultiAlternatives(subject, text, to=[subscription.subscriber.email])
    message.attach_alternative(html, "text/html")
    return mark(message, subscription, stop, number)


@job(_("Letters whose hour has come"), every=datetime.timedelta(minutes=1))
def start_due() -> None:
    """Write down the recipients of this moment; what was changed or taken back since it was approved is not sent."""
    now = timezone.now()
    for sending in Sending.objects.filter(state=Sending.State.DUE, due_at__lte=now).select_related("page"):
        is_public = sending.page and sending.page.live and sending.page.live_revision_id == sending.revision_id
        state = Sending.State.LEAVING if is_public else Sending.State.CANCELLED
        with transaction.atomic():
            due = Sending.objects.filter(pk=sending.pk, state=Sending.State.DUE)
            if not due.update(state=state, started_at=now) or not is_public:
                continue
            readers = Subscription.objects.active().filter(list=sending.list, language=sending.language)
            rows = [
                Delivery(sending=sending, subscription_id=key, due_at=now)
                for key in readers.values_list("pk", flat=True)
            ]
            Delivery.objects.bulk_create(rows, batch_size=500)
            for lane in range(settings.MAILING_LANES):
                put_once(send_letter, sending.pk, lane)


@job(_("Sending of a letter"), comes_back=True, longest_wait=300, given_up_after=None, priority=-1)
def send_letter(key: int, lane: int) -> float | None:
    """Send for a while; the seconds until there is more to do, None when all is done."""
    sending = Sending.objects.get(pk=key)
    until = time.monotonic() + SLICE
    with closing(Mailer()) as mailer:
        while time.monotonic() < until and (taken := take(sending)):
            for delivery, lease in taken:
                began = time.monotonic()
                deliver(mailer, sending, delivery, lease)
                time.sleep(max(0, settings.MAILING_LANES / settings.MAILING_RATE - time.monotonic() + began))
    due_at = sending.deliveries.filter(state__in=[WAITING, TAKEN]).aggregate(due=Min("due_at"))["due"]
    if not due_at:
        leaving = Sending.objects.filter(pk=key, state=Sending.State.LEAVING)
        leaving.update(state=Sending.State.SENT, ended_at=timezone.now())
    return due_at and max(0.0, (due_at - timezone.now()).total_seconds())


def take(sending: Sending) -> list[tuple[int, datetime.datetime]]:
    """(key, lease) of recipients that nobody else sends to until that time."""
    with transaction.atomic():
        now = timezone.now()
        due = sending.deliveries.filter(state__in=[WAITING, TAKEN], due_at__lte=now).order_by("due_at", "pk")
        keys = [row.pk for row in due.only("pk").select_for_update(skip_locked=True)[:BATCH]]
        Delivery.objects.filter(pk__in=keys).update(state=TAKEN, due_at=now + LEASE)
    return [(key, now + LEASE) for key in keys]


def deliver(mailer: Mailer, sending: Sending, key: int, lease: datetime.datetime) -> None:
    """Send to one recipient, unless they left, or the lease ended and somebody else does."""
    now, row = timezone.now(), Delivery.objects.filter(pk=key)
    if not row.filter(state=TAKEN, due_at=lease).update(due_at=now + LEASE, tries=F("tries") + 1):
        return
    delivery = row.select_related("subscription__subscriber").get()
    if delivery.subscription is None:
        row.update(state=Delivery.State.SKIPPED)
        return
    try:
        mailer.send(make_letter(delivery.subscription, sending.subject, sending.text, sending.html, key))
        row.update(state=SENT, sent_at=timezone.now(), error="")
    except Refused as error:
        with transaction.atomic():
            row.update(state=FAILED, error=str(error))
            if error.is_recipient:
                # Said while we spoke to its server, it is a bounce like any other.
                record(delivery.subscription_id, key, judge(str(error)))
    except Delayed as error:
        is_over = now - sending.started_at > TRIED_FOR
        wait = datetime.timedelta(seconds=min(2 ** min(delivery.tries + 4, 20), 3600))
        row.update(state=FAILED if is_over else WAITING, due_at=now + wait, error=str(error))
    except Away:
        row.update(state=WAITING, due_at=now)
        raise
