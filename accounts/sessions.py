"""How long a session lasts, and what ends it."""

import time
from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from .models import SessionCutoff

STARTED, SEEN = "accounts_started", "accounts_seen"
#: A session is written again for its last request at most so often, in seconds.
SEEN_STEP = 60
#: How a session says that two factors were proved at ProConnect.
PROVED_ELSEWHERE = "accounts.two_factors_elsewhere"


def start(request) -> None:
    """Remember when the person signed in."""
    request.session[STARTED] = request.session[SEEN] = time.time()


def is_over(request) -> bool:
    """Whether the session is too old, unused for too long, or was ended from elsewhere."""
    now = time.time()
    started, seen = request.session.get(STARTED, 0), request.session.get(SEEN, 0)
    if now - started > settings.SESSION_LIFETIME.total_seconds():
        return True
    if now - seen > settings.SESSION_IDLE.total_seconds():
        return True
    cutoff = SessionCutoff.objects.filter(user_id=request.user.pk).values_list("at", flat=True).first()
    return cutoff is not None and datetime.fromtimestamp(started, UTC) <= cutoff


def touch(request) -> None:
    """The person is there: put the idle time off."""
    now = time.time()
    if now - request.session.get(SEEN, 0) > SEEN_STEP:
        request.session[SEEN] = now


def end_all(user) -> None:
    """End every session of `user`, here and on other workers."""
    SessionCutoff.objects.update_or_create(user=user, defaults={"at": timezone.now()})


def has_two_factors(request) -> bool:
    """Whether a second factor was proved in this very session, and still exists."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    if PROVED_ELSEWHERE in methods:
        return True
    return "mfa" in methods and Authenticator.objects.filter(user_id=request.user.pk).exists()


def get_logout_address(request) -> str:
    """Where ProConnect ends the session that this one came from; "" if it came from elsewhere."""
    hint, end = request.session.get("proconnect_id_token"), request.session.get("proconnect_end")
    if not hint or not end:
        return ""
    back = request.build_absolute_uri(reverse("account_login"))
    return f"{end}?{urlencode({'id_token_hint': hint, 'post_logout_redirect_uri': back})}"
