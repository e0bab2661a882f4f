"""Asking, confirming, changing, ending: what becomes of a subscription, and of the proof of it.

A room calls `ask` when its form is valid, and nothing else: the mail, the page that confirms, the preferences and the
end are the same for all lists.
"""

from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from forms.mails import make_message
from sections.jobs import DAY, job

from .lists import LISTS
from .models import Consent, Delivery, Subscriber, Subscription

#: How long an answer to the mail is waited for, and how long the proof of a consent that ended is kept.
ASKED_KEPT, PROOF_KEPT = 3 * DAY, 5 * 365 * DAY


def digest(address: str) -> str:
    """By what a proof is found again, from the address of whoever shows theirs."""
    return salted_hmac("mailing.consent", address.strip().lower(), algorithm="sha256").hexdigest()


@transaction.atomic
def ask(address: str, code: str, language: str, *, form: str, query: str = "", frequency: str = "") -> Subscription:
    """Somebody typed `address` into `form` (its path): write to it, so that its owner confirms.

    The same for one who is subscribed already, so that nobody learns it from the answer. `language` is that of the
    mails. Raises `LookupError` for a list that there is not. No mail says a word of what a stranger typed.
    """
    known, now = LISTS.get(code), timezone.now()
    if known is None:
        raise LookupError(code)
    subscriber, _created = Subscriber.objects.get_or_create(
        email=address.strip().lower(), defaults={"language": language}
    )
    subscription, is_new = subscriber.subscriptions.get_or_create(
        list=code, language=language, query=query, defaults={"frequency": frequency}
    )
    if is_new:
        with override(language):
            text = str(known.consent)
        Consent.objects.create(
            digest=digest(address), subscription=subscription, list=code, language=language, text=text, form=form,
            asked_at=now,
        )  # fmt: skip
    with override(language):
        context = {"url": get_url("mailing_confirm", sign(subscription)), "site": settings.WAGTAIL_SITE_NAME}
        subject = gettext("Confirm your subscription – %(site)s") % context
        make_message(subject, "mailing/mails/confirm", subscriber.email, context).send()
    return subscription


def sign(subscription: Subscription) -> str:
    """What the private links of a subscription hold: a secret that its subscriber alone was sent, whatever SECRET_KEY
    becomes."""
    return f"{subscription.pk}.{subscription.subscriber.token}"


def read(signed: str) -> tuple[Subscriber | None, Subscription | None]:
    """(subscriber, subscription) of a private link; None for what ended, and for a link that is not ours."""
    key, _dot, token = signed.partition(".")
    subscriber = Subscriber.objects.filter(token=token).first()
    if subscriber is None or not key.isdecimal():
        return subscriber, None
    return subscriber, subscriber.subscriptions.filter(pk=key[:18]).first()


def get_url(name: str, signed: str) -> str:
    """The whole address of a private page, in the active language."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(name, args=[signed]))


@transaction.atomic
def confirm(subscription: Subscription) -> None:
    """Its owner answered: from now on it is written to."""
    now = timezone.now()
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=now)
    Subscriber.objects.filter(pk=subscription.subscriber_id, confirmed_at=None).update(confirmed_at=now)
    Consent.objects.filter(subscription=subscription, confirmed_at=None).update(confirmed_at=now)


@transaction.atomic
def end(subscriptions, ending: str = Consent.Ending.ASKED) -> int:
    """End these subscriptions (a queryset): what is known of them goes, and of who has no other; the proof stays."""
    keys = list(subscriptions.values_list("pk", flat=True))
    owners = list(subscriptions.order_by().values_list("subscriber", flat=True).distinct())
    now = timezone.now()
    Consent.objects.filter(subscription__in=keys).update(ended_at=now, ending=ending)
    Consent.objects.filter(subscription__in=keys, confirmed_at=None).delete()
    if ending == Consent.Ending.ASKED:
        # Counted with the last letter that they were sent.
        sent = Delivery.objects.filter(subscription__in=keys, sent_at__isnull=False).order_by()
        latest = sent.values("subscription").annotate(latest=Max("pk")).values_list("latest", flat=True)
        Delivery.objects.filter(pk__in=list(latest)).update(unsubscribed_at=now)
    Subscription.objects.filter(pk__in=keys).delete()
    Subscriber.objects.filter(pk__in=owners, subscriptions=None).delete()
    return len(keys)


@job(_("Cleaning of the subscriptions"), every=DAY)
def forget_unanswered() -> None:
    """Erase what nobody confirmed, and the proofs of what ended years ago."""
    now = timezone.now()
    end(Subscription.objects.filter(confirmed_at=None, created_at__lt=now - ASKED_KEPT))
    Consent.objects.filter(ended_at__lt=now - PROOF_KEPT).delete()
