"""Each sign-in, failure and change of an account is logged, whichever screen it came from."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit, lockout, sessions
from .addresses import get_client_address


@receiver(user_logged_in)
def on_sign_in(sender, request, user, **kwargs):
    if hasattr(request, "session"):
        sessions.start(request)
    audit.record(request, audit.Action.SIGNED_IN, instance=user, user=user)


@receiver(user_logged_out)
def on_sign_out(sender, request, user, **kwargs):
    if user is not None and user.is_authenticated:
        audit.record(request, audit.Action.SIGNED_OUT, instance=user, user=user)


def find_user(login: str | None):
    """The account that was tried, or None. What was typed for none is not kept: it may be a password."""
    if not login:
        return None
    return get_user_model().objects.filter(username__iexact=login.replace("\0", "").strip()).first()


@receiver(user_login_failed)
def on_failure(sender, credentials, request=None, **kwargs):
    # While it lasts, a lock-out is told once, below: axes counts what it lets try, and nothing else.
    was_tried = not getattr(request, "axes_locked_out", False) or getattr(request, "axes_failures_since_start", None)
    if request is None or not was_tried:
        return
    audit.record(
        request, audit.Action.FAILED, instance=find_user(credentials.get("username")), label=_("(unknown login)")
    )


@receiver(user_locked_out)
def on_lock_out(sender, request, username, **kwargs):
    user = find_user((username or "").partition(lockout.MARK)[0])
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    if not audit.was_recorded(audit.Action.LOCKED, since=since, instance=user, address=get_client_address(request)):
        audit.record(request, audit.Action.LOCKED, instance=user, label=_("(unknown login)"))


@receiver(mfa_signals.authentication_failed)
def on_wrong_code(sender, request, user, **kwargs):
    audit.record(request, audit.Action.CODE_FAILED, instance=user)
    lockout.count_failure(request, user)


@receiver(mfa_signals.authenticator_added)
def on_factor_added(sender, request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    # The sessions that the password alone opened elsewhere end; this one has just proved both factors.
    sessions.end_all(user)
    sessions.start(request)
    record_authentication(request, user, "mfa", type=authenticator.type, reauthenticated=True)
    audit.record(request, audit.Action.FACTOR_ADDED, instance=user, user=user)


@receiver([mfa_signals.authenticator_removed, mfa_signals.authenticator_reset, mfa_signals.authenticator_used])
def on_factor(sender, signal, request, user, authenticator, **kwargs):
    is_paper = authenticator.type == Authenticator.Type.RECOVERY_CODES
    actions = {
        (mfa_signals.authenticator_removed, False): audit.Action.FACTOR_REMOVED,
        (mfa_signals.authenticator_reset, True): audit.Action.CODES_RENEWED,
        (mfa_signals.authenticator_used, True): audit.Action.CODE_USED,
    }
    if action := actions.get((signal, is_paper)):
        audit.record(request, action, instance=user, user=user)


@receiver([social_signals.social_account_added, social_signals.social_account_removed])
def on_identity(sender, signal, request, sociallogin=None, socialaccount=None, **kwargs):
    is_added = signal is social_signals.social_account_added
    user = sociallogin.user if is_added else socialaccount.user
    audit.record(request, audit.Action.LINKED if is_added else audit.Action.UNLINKED, instance=user, user=user)
