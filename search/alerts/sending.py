"""From what was found to mails: one for each subscriber, of all that is due, in the transaction that notes it as told."""

import datetime
import time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import ContentPage
from forms.mails import make_message
from mailing.bounces import mark
from mailing.models import Frequency, Subscriber, Subscription
from mailing.subscriptions import end, get_url, sign
from sections.jobs import DAY, job, put, work_through
from sections.locales import get_language_of
from sections.query import visible
from sections.specific import load_pages

from ..models import AlertHit
from .followed import ALERTS, Gone, describe, read

#: When the mail of a day leaves, and on Mondays that of a week, in the time of the site.
MORNING = datetime.time(7)


def get_limit(frequency: str, now: datetime.datetime) -> datetime.datetime:
    """What was found before this is due."""
    if frequency == Frequency.NOW:
        return now
    day = timezone.localtime(now)
    day -= DAY * (day.time() < MORNING)
    if frequency == Frequency.WEEKLY:
        day -= DAY * day.weekday()
    return timezone.make_aware(datetime.datetime.combine(day.date(), MORNING))


def find_due(now: datetime.datetime):
    """What is to be told now; what the public may not read meanwhile waits until it may."""
    due = Q()
    for frequency in Frequency.values:
        due |= Q(subscription__frequency=frequency, found_at__lte=get_limit(frequency, now))
    hits = AlertHit.objects.filter(due, sent_at=None, subscription__confirmed_at__isnull=False)
    return hits.filter(page__in=visible(Page.objects.all()))


def ask_due() -> None:
    """Ask for the mails that are due."""
    due = find_due(timezone.now()).order_by().values_list("subscription__subscriber", flat=True)
    put(send, [str(pk) for pk in due.distinct()])


@job(_("Alerts: what is due"), every=datetime.timedelta(hours=1))
def look() -> None:
    ask_due()


@job(_("Alerts: mails"), takes_context=True, given_up_after=None)
def send(context, subscribers: list[str]) -> None:
    work_through(context, subscribers, lambda keys: write_to(keys[0]), 1)


@transaction.atomic
def write_to(key: str) -> None:
    """Write one mail of all that is due to a subscriber: it is a row of the outbox, or nothing is noted as told."""
    subscriber = Subscriber.objects.select_for_update().filter(pk=key).first()
    if subscriber is None:
        return
    hits = list(
        find_due(timezone.now())
        .filter(subscription__subscriber=subscriber)
        .select_related("subscription__subscriber")
        .order_by("subscription", "-found_at", "page")
    )
    content = ContentPage.objects.filter(pk__in={hit.page_id for hit in hits})
    pages = {page.pk: page for page in load_pages(visible(content))}
    hits = [hit for hit in hits if hit.page_id in pages]
    told = AlertHit.objects.filter(subscription__subscriber=subscriber, page__in=pages, sent_at__isnull=False)
    with override(subscriber.language):
        if parts := group(hits, pages, set(told.values_list("page", flat=True))):
            number = sum(len(part["pages"]) for part in parts)
            subject = ngettext("%(n)d new page of the Conseil", "%(n)d new pages of the Conseil", number)
            send_mail([part["subscription"] for part in parts], subject % {"n": number}, parts=parts)
    AlertHit.objects.filter(pk__in=[hit.pk for hit in hits]).update(sent_at=timezone.now())


def group(hits: list[AlertHit], pages: dict[int, ContentPage], told: set[int]) -> list[dict]:
    """What each subscription brings that was not `told`; a page stands under the first that has it, in the language of
    the subscription if it came in two."""
    parts: dict[Subscription, list[ContentPage]] = {}
    for hit in hits:
        page, subscription = pages[hit.page_id], hit.subscription
        own = (other for other in hits if other.subscription_id == subscription.pk and other.page_id != page.pk)
        same = [other for other in own if pages[other.page_id].translation_key == page.translation_key]
        if page.pk in told or (same and get_language_of(page) != subscription.language):
            continue
        told.add(page.pk)
        parts.setdefault(subscription, []).append(page)
    return [
        {
            "subscription": row,
            "title": describe(row),
            "stop_url": get_url("mailing_unsubscribe", sign(row)),
            "pages": found,
        }
        for row, found in parts.items()
    ]


def send_mail(rows: list[Subscription], subject: str, **context) -> None:
    """One mail to their subscriber; the click of a mail client ends the only subscription that it tells of, or all."""
    key = sign(rows[0])
    stop_url = get_url("mailing_unsubscribe" if len(rows) == 1 else "search_follow_stop", key)
    context |= {"subject": subject, "stop_url": stop_url, "all_url": get_url("mailing_preferences", key)}
    message = make_message(subject, "search/alerts/mail", rows[0].subscriber.email, context)
    # No delivery of a letter has that number.
    mark(message, rows[0], stop_url, time.time_ns() // 1000).send()


@job(_("Alerts: what is no longer there"), every=DAY)
def tell_gone() -> None:
    """What is followed and was deleted is told to those who followed it, and ends."""
    gone: dict[int, list[Subscription]] = {}
    for row in Subscription.objects.active().filter(list=ALERTS).select_related("subscriber"):
        try:
            read(row.query, row.language)
        except Gone:
            gone.setdefault(row.subscriber_id, []).append(row)
    for rows in gone.values():
        with transaction.atomic(), override(rows[0].subscriber.language):
            send_mail(rows, gettext("What you followed is no longer on the site"), is_gone=True)
            end(Subscription.objects.filter(pk__in=[row.pk for row in rows]))
