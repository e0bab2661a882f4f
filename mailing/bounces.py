"""What does not reach its reader: a server that refuses for good ends what they receive, five that do not for now too."""

import re

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from forms.limits import count
from sections.jobs import DAY

from .models import Consent, Delivery, Subscription
from .subscriptions import end

#: Refused for good, but not because nobody is there: a full mailbox, our own reputation or our message.
PASSING = re.compile(r"\b5\.(2\.[123]|3\.\d|6\.\d|7\.\d+)\b|\b552\b|quota|full", re.IGNORECASE)
#: So many in that time end a subscription.
MOST, WITHIN = 5, 30 * DAY
TOKEN = re.compile(r"(\d{1,18})[.](\d{1,18})[.][0-9a-f]{16}(?=@)", re.ASCII)


def make_token(key: int, number: int) -> str:
    """Of a message to a subscription; `number` is that of its delivery, for a letter, else one that no other has."""
    proof = salted_hmac("mailing.bounces", f"{key}.{number}", algorithm="sha256").hexdigest()
    return f"{key}.{number}.{proof[:16]}"


def mark(message, subscription: Subscription, stop_url: str, number: int):
    """Have a message come back to us when it does not arrive, and what it is for end by one click (RFC 8058)."""
    token, host = make_token(subscription.pk, number), settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message.from_email = settings.MAIL_RETURN_PATH.replace("@", f"+{token}@") or settings.DEFAULT_FROM_EMAIL
    message.extra_headers |= {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": f"<{token}@{host}>",
        "List-Id": f"<{subscription.list}.{subscription.language}.{host}>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return message


def read_token(text: str) -> tuple[int, int] | None:
    """(subscription, number) of the first token of ours that stands before an "@"."""
    for match in TOKEN.finditer(text):
        key, number = int(match[1]), int(match[2])
        if constant_time_compare(make_token(key, number), match[0]):
            return key, number
    return None


def judge(words: str) -> str:
    """What a refusal for good means: "hard", or "soft" when it says that somebody is there."""
    return "soft" if PASSING.search(words) else "hard"


def record(key: int, number: int, kind: str) -> None:
    """A message to a subscription came back: "hard", "soft" or "complaint"."""
    now = timezone.now()
    letter = Delivery.objects.filter(pk=number, subscription=key)
    own = Subscription.objects.filter(subscriber__subscriptions=key)
    passing = 0
    if kind == "soft" and own and not letter.exists():
        passing = count("mailing.soft", str(own[0].subscriber_id), window=WITHIN)
    letter.filter(bounced_at=None).update(bounced_at=now)
    passing += Delivery.objects.filter(subscription__in=own, bounced_at__gt=now - WITHIN).count()
    if kind != "soft" or passing >= MOST:
        end(own, Consent.Ending.COMPLAINT if kind == "complaint" else Consent.Ending.BOUNCE)
