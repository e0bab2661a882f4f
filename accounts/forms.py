"""The forms of the sign-in: allauth's, in the site's words, with wrong codes counted by the lock-out."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import lockout


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class PasswordAgainForm(account_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of your account")
        self.fields["email"].help_text = _("Expected format: name@example.fr")


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _(
            "Twelve characters at least; neither a common password, nor one that resembles your name."
        )
        self.fields["password2"].label = _("New password, again")


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _(
            "Twelve characters at least; neither a common password, nor one that resembles your name."
        )
        self.fields["password2"].label = _("New password, again")


class CodeMixin:
    """A code of the telephone or of the paper; wrong ones lock like wrong passwords."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("The six digits of your application, or one of your recovery codes.")
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


class ActivateTotpForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code shown by the application")
        self.fields["code"].help_text = _("Six digits, which change every thirty seconds.")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
