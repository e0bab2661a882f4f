"""The forms of the sign-in: allauth's, in the site's words, with wrong codes counted by the lock-out."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import lockout

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
        return super().clean_code()


class AuthenticateForm(CodeMixin, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateForm(CodeMixin, mfa_forms.ReauthenticateForm):
    pass


class ActivateTotpForm(WordedMixin, totp_forms.ActivateTOTPForm):
    words = {"code": (_("Code shown by the application"), _("Six digits, which change every thirty seconds."))}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
