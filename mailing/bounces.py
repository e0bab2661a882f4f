"""What does not reach its reader: a server that refuses for good ends what they receive, five that do not for now too."""

import re

from django.utils import timezone
from django.utils.crypto import salted_hmac

from sections.jobs import DAY

from .models import Consent, Delivery, Subscription
from .subscriptions import end

#: Refused for good, but not because nobody is there: a full mailbox, our own reputation or our message.
PASSING = re.compile(r"\b5\.(2\.[123]|3\.\d|6\.\d|7\.\d+)\b|\b552\b|quota|full", re.IGNORECASE)
#: So many in that time end a subscription.
MOST, WITHIN = 5, 30 * DAY


def make_token(key: int, number: int) -> str:
    """Of a message to a subscription; `number` is its delivery's, or 0."""
    proof = salted_hmac("mailing.bounces", f"{key}.{number}", algorithm="sha256").hexdigest()
    return f"{key}.{number}.{proof[:16]}"


def record(key: int, number: int, kind: str) -> None:
    """A message to a subscription came back: "hard", "soft" or "complaint"."""
    now = timezone.now()
    Delivery.objects.filter(pk=number, subscription=key, bounced_at=None).update(bounced_at=now)
    own = Subscription.objects.filter(subscriber__subscriptions=key)
    recent = Delivery.objects.filter(subscription__in=own, bounced_at__gt=now - WITHIN)
    if kind != "soft" or recent.count() >= MOST:
        end(own, Consent.Ending.COMPLAINT if kind == "complaint" else Consent.Ending.BOUNCE)
