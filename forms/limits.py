"""How often something was done, counted in the database: every worker shares it, and no cache that is away opens it."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Count

HOUR = datetime.timedelta(hours=1)


def count(*what: str, window: datetime.timedelta = HOUR) -> int:
    """Count `what` once more: how often it was done since the window of time opened that it stands in.

    Only a keyed digest of `what` is stored: no address of a network nor of a person.
    """
    key = salted_hmac("forms.limits", "\0".join(what), algorithm="sha256").hexdigest()
    now = timezone.now()
    with transaction.atomic():
        Count.objects.filter(key=key, until__lte=now).delete()
        Count.objects.get_or_create(key=key, defaults={"until": now + window})
        Count.objects.filter(key=key).update(number=F("number") + 1)
        return Count.objects.values_list("number", flat=True).get(key=key)
