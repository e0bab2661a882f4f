"""Lock-out after failed sign-ins: axes counts them in the database, which every worker shares.

Five failures of one account from one address lock that pair; many failures of one account from
anywhere, or of one address on any account, lock these. An unknown login counts like a known one.

A browser in which an account was opened, second factor and all, is counted for itself: what strangers try elsewhere,
or beside it behind the same address, does not keep its person out.
"""

import secrets
import unicodedata

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

#: The cookie of a browser in which an account was opened, how long it is believed, and what stands between its parts.
DEVICE, DEVICE_SECONDS, MARK = "known-device", 365 * 86_400, "\n"


def get_counted_login(request, credentials: dict | None) -> str:
    """The login that was tried, so that capitals do not make another one of it."""
    login = normalize_login((credentials or {}).get("username") or "")
    return f"{login}{get_device(request, login)}"


def get_device(request, login: str) -> str:
    """What is counted apart: `MARK` and a random name, when the account was opened in this browser; "" elsewhere."""
    known = request.get_signed_cookie(DEVICE, "", salt=DEVICE, max_age=DEVICE_SECONDS) if request else ""
    name, _mark, owner = known.partition(MARK)
    return f"{MARK}{name}" if known and owner == login else ""


def remember_device(request, response) -> None:
    """Have the browser say, next time, that this account was opened in it."""
    login = normalize_login(request.user.get_username())
    if not get_device(request, login):
        options = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
        value = f"{secrets.token_hex(8)}{MARK}{login}"
        response.set_signed_cookie(DEVICE, value, salt=DEVICE, max_age=DEVICE_SECONDS, **options)


def normalize_login(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip().casefold().replace("\0", "")[:150]


class LockoutHandler(AxesDatabaseHandler):
    def get_failures(self, request, credentials: dict | None = None) -> int:
        """Failures of the pair; at least the limit when the account or the address has too many."""
        failures = super().get_failures(request, credentials)
        login = get_counted_login(request, credentials)
        if (
            count_failures(username=login) >= settings.LOCKOUT_ACCOUNT_LIMIT
            or MARK not in login
            and count_failures(ip_address=request.axes_ip_address) >= settings.LOCKOUT_ADDRESS_LIMIT
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
    pairs = find_attempts(user).filter(attempt_time__gte=since).order_by().values("username", "ip_address")
    return pairs.annotate(total=Sum("failures_since_start")).filter(total__gte=settings.AXES_FAILURE_LIMIT).exists()


def find_attempts(user):
    """The failures of an account, from its known browsers too."""
    login = normalize_login(user.get_username())
    return AccessAttempt.objects.filter(Q(username=login) | Q(username__startswith=f"{login}{MARK}"))


def unlock(user) -> int:
    """Forget the failures of `user`; how many rows of attempts there were."""
    count, _details = find_attempts(user).delete()
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
