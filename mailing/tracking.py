"""What a provider tells of mail that it took over: bounces, complaints, unsubscriptions, by anymail's webhooks."""

import re

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.dispatch import receiver
from django.urls import include, path

from .bounces import judge, read_token, record
from .models import Subscription
from .subscriptions import end

ENDED = {EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED, EventType.UNSUBSCRIBED}
#: Reasons that say that nobody is there.
HARD = {RejectReason.INVALID, RejectReason.BOUNCED}
#: What providers write of those that passes, which anymail calls by the same reason.
SOFT = re.compile(r"soft[_ ]?(bounce|fail)|transient|\b4\.\d\.\d", re.IGNORECASE)


def get_webhooks() -> list:
    """Where the provider tells it; nowhere without the secret by which it is known."""
    known = getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET")
    return [path("anymail/", include("anymail.urls"))] if known else []


@receiver(tracking)
def note(sender, event: AnymailTrackingEvent, **kwargs) -> None:
    """Draw the consequence, for the message whose Message-ID the provider kept, else for the address that it names."""
    own = Subscription.objects.filter(subscriber__email=(event.recipient or "").strip().lower())
    key = read_token(str(event.message_id)) or (own.values_list("pk", flat=True).first(), 0)
    if event.event_type not in ENDED or key[0] is None:
        return
    if event.event_type == EventType.UNSUBSCRIBED or event.reject_reason == RejectReason.UNSUBSCRIBED:
        end(Subscription.objects.filter(subscriber__subscriptions=key[0]))
    elif event.event_type == EventType.COMPLAINED or event.reject_reason == RejectReason.SPAM:
        record(*key, "complaint")
    else:
        is_soft = event.reject_reason not in HARD or SOFT.search(f"{event.mta_response} {event.esp_event}")
        record(*key, "soft" if is_soft else judge(event.mta_response or ""))
