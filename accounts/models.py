"""What the sign-in remembers of an account besides Django's and allauth's own tables."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionCutoff(models.Model):
    """Sessions of `user` that began before `at` are over."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="session_cutoff")
    at = models.DateTimeField(_("Sessions ended on"))

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        default_permissions = ()
        permissions = [
            ("read_audit_log", _("Can read the audit log")),
            ("recover_account", _("Can recover and unlock the accounts of others")),
        ]

    def __str__(self):
        return f"{self.user} – {self.at:%Y-%m-%d %H:%M}"
