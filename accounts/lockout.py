"""Lock-out after failed sign-ins: axes counts them in the database, which every worker shares.

Five failures of one account from one address lock that pair; many failures of one account from
anywhere, or of one address on any account, lock these. An unknown login counts like a known one.
"""

import unicodedata

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone


def get_counted_login(request, credentials: dict | None) -> str:
    """The login that was tried, so that capitals do not make another one of it."""
    login = (credentials or {}).get("username") or ""
    return normalize_login(login)


def normalize_login(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip().casefold().replace("\0", "")[:150]


class LockoutHandler(AxesDatabaseHandler):
    def get_failures(self, request, credentials: dict | None = None) -> int:
        """Failures of the pair; at least the limit when the account or the address has too many."""
        failures = super().get_failures(request, credentials)
        login = get_counted_login(request, credentials)
        if (
            count_failures(username=login) >= settings.LOCKOUT_ACCOUNT_LIMIT
            or count_failures(ip_address=request.axes_ip_address) >= settings.LOCKOUT_ADDRESS_LIMIT
        ):
            return max(failures, settings.AXES_FAILURE_LIMIT)
        return failures


def count_failures(**filters) -> int:
    """Failures that still count among the attempts that `filters` select."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(attempt_time__gte=since, **filters)
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def is_locked(user) -> bool:
    """Whether `user` cannot sign in at this moment, from one address at least."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(attempt_time__gte=since, username=normalize_login(user.get_username()))
    by_address: dict = {}
    for address, failures in attempts.values_list("ip_address", "failures_since_start"):
        by_address[address] = by_address.get(address, 0) + failures
    return any(failures >= settings.AXES_FAILURE_LIMIT for failures in by_address.values())


def unlock(user) -> int:
    """Forget the failures of `user`; how many rows of attempts there were."""
    count, _details = AccessAttempt.objects.filter(username=normalize_login(user.get_username())).delete()
    return count


def may_try(request, user) -> bool:
    """Whether a code may still be tried for `user`; if not, axes' middleware says that all is locked."""
    allowed = AxesProxyHandler.is_allowed(request, {"username": user.get_username()})
    if not allowed and settings.AXES_ENABLED:
        request.axes_locked_out = True
        request.axes_credentials = {"username": user.get_username()}
    return allowed


def count_failure(request, user) -> None:
    """A wrong code counts like a wrong password."""
    if settings.AXES_ENABLED:
        credentials = {"username": user.get_username()}
        AxesProxyHandler.user_login_failed(sender=user.__class__, credentials=credentials, request=request)
