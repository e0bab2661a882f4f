"""allauth, as this site means it: no sign-up, French words, secrets encrypted, mails that tell nothing."""

import base64
import hashlib
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import stages
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import addresses
from .encryption import get_fernet
from .sessions import PROVED_ELSEWHERE, get_logout_address

logger = logging.getLogger(__name__)
#: What the secrets of second factors are encrypted for.
PURPOSE = "accounts.mfa"
#: Messages that say what the next screen shows.
QUIET = ("logged_in.txt", "logged_out.txt", "recovery_codes_generated.txt")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The login or the password is not right."),
        "too_many_login_attempts": _("Too many failures. Try again in a quarter of an hour."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right, or no longer is."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """What requests are counted by."""
        return addresses.get_counted_address(request) or "-"

    def is_reauthentication_required(self, *, app, **kwargs):
        return True

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    def get_login_stages(self):
        """The second factor is asked unless ProConnect said that it was proved there."""
        theirs, ours = "allauth.mfa.stages.AuthenticateStage", "accounts.adapters.AuthenticateStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def get_logout_redirect_url(self, request):
        """To the sign-in; by the page that ends ProConnect's session too, if this one came from there."""
        if get_logout_address(request):
            return reverse("accounts_signed_out")
        return super().get_logout_redirect_url(request)

    def logout(self, request):
        """End the session; keep where ProConnect ends its own for the page that follows."""
        address = get_logout_address(request)
        super().logout(request)
        if address:
            request.session["proconnect_logout"] = address

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Say what changed, not what the next screen shows."""
        if message_template and message_template.endswith(QUIET):
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix, email, context):
        """Say where the request came from as we count it; the message waits in the outbox for its job."""
        context = {"email": email, "request": self.request, **context}
        if "ip" in context:
            context["ip"] = addresses.get_client_address(self.request) or "-"
        self.render_mail(template_prefix, email, context).send()


class AuthenticateStage(stages.AuthenticateStage):
    """The second factor, asked unless ProConnect says in this very request that it was proved there."""

    def handle(self):
        is_social = "sociallogin" in (self.login.signal_kwargs or {})
        if is_social and getattr(self.request, "proconnect_two_factors", False):
            record_authentication(self.request, self.login.user, PROVED_ELSEWHERE)
            return None, True
        return super().handle()


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or no longer is."),
    }

    def get_totp_label(self, user):
        return user.get_username()

    def encrypt(self, text: str) -> str:
        return get_fernet(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return get_fernet(PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Written with a key that is gone: no code can be right.
            logger.error("The secret of a second factor cannot be read: was SECRET_KEY changed without fallback?")
            return base64.b32encode(hashlib.sha256(encrypted_text.encode()).digest()[:20]).decode()
