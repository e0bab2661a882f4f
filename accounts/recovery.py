"""Give an account back to its person: everything that opened it goes, one link opens it again."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from . import audit, lockout, sessions


def may_recover(actor, user) -> bool:
    """Whether `actor` may recover or unlock `user`: never oneself, nor a superuser unless one is."""
    if actor.pk == user.pk or not user.is_active:
        return False
    if user.is_superuser and not actor.is_superuser:
        return False
    return actor.has_perm("accounts.recover_account")


def recover(user, *, actor=None, request=None) -> str:
    """Remove the second factor, linked identities, password and sessions of `user`; return the one-time link.

    The password goes too: without the second factor, whoever knows it would be in. The link dies
    when it is used, with a newer password, and after PASSWORD_RESET_TIMEOUT seconds.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        SocialAccount.objects.filter(user=user).delete()
        lockout.unlock(user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        sessions.end_all(user)
        audit.record(request, audit.Action.RECOVERED, instance=user, user=actor)
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)


def send_link(user, link: str) -> None:
    """Send the one-time link to the address of the account."""
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    with translation.override(settings.LANGUAGE_CODE):
        context = {"user": user, "link": link, "hours": hours, "site": settings.WAGTAIL_SITE_NAME}
        subject = render_to_string("accounts/mail/recovery_subject.txt", context).strip()
        send_mail(subject, render_to_string("accounts/mail/recovery.txt", context), None, [user.email])


def unlock(user, *, actor=None, request=None) -> int:
    """Forget the failed sign-ins of `user`; how many attempts were forgotten."""
    count = lockout.unlock(user)
    audit.record(request, audit.Action.UNLOCKED, instance=user, user=actor)
    return count
