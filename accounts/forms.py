"""The forms of the sign-in: allauth's, in the site's words, with wrong codes counted by the lock-out."""

from allauth.account import forms as account_forms
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import lockout

#: How many codes of a telephone are right at one moment.
VALID_CODES = 1 + 2 * settings.MFA_TOTP_TOLERANCE
PASSWORD = (_("Password"), "")
NEW_PASSWORD = {
    "password1": (
        _("New password"),
        _("Twelve characters at least; neither a common password, nor one that resembles your name."),
    ),
    "password2": (_("New password, again"), ""),
}


class WordedMixin:
    """Fields in the site's words."""

    #: name → (label, help text).
    words: dict[str, tuple] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text


class LoginForm(WordedMixin, account_forms.LoginForm):
    words = {"login": (_("Login"), ""), "password": PASSWORD}


class PasswordAgainForm(WordedMixin, account_forms.ReauthenticateForm):
    words = {"password": PASSWORD}


class ForgottenPasswordForm(WordedMixin, account_forms.ResetPasswordForm):
    words = {"email": (_("E-mail address of your account"), _("Expected format: name@example.fr"))}


class NewPasswordForm(WordedMixin, account_forms.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class ChangePasswordForm(WordedMixin, account_forms.ChangePasswordForm):
    words = {"oldpassword": (_("Current password"), ""), **NEW_PASSWORD}


class CodeMixin(WordedMixin):
    """A code of the telephone or of the paper; wrong ones lock like wrong passwords."""

    words = {"code": (_("Code"), _("The six digits of your application, or one of your recovery codes."))}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].max_length = 40
        self.fields["code"].widget.attrs["autocapitalize"] = "none"

    def clean_code(self):
        from allauth.core import context

        if not lockout.may_try(context.request, self.user):
            raise ValidationError(_("Too many failures. Try again in a quarter of an hour."))
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not use_once(self.authenticator.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


@transaction.atomic
def use_once(pk: int, code: str) -> bool:
    """Whether a code serves for the first time: allauth asks the cache, which may be away, or one for each worker."""
    authenticator = Authenticator.objects.select_for_update().get(pk=pk)
    digest = salted_hmac("accounts.code", normalize_user_code(code)).hexdigest()[:16]
    used = authenticator.data.get("used", [])
    authenticator.data["used"] = [digest, *used][:VALID_CODES]
    authenticator.save(update_fields=["data"])
    return digest not in used


class AuthenticateForm(CodeMixin, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateForm(CodeMixin, mfa_forms.ReauthenticateForm):
    pass


class ActivateTotpForm(WordedMixin, totp_forms.ActivateTOTPForm):
    words = {"code": (_("Code shown by the application"), _("Six digits, which change every thirty seconds."))}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
