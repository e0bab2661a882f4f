from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from . import checks, rights, signals  # noqa: F401
        from .uploads.fields import guard_fields
        from .uploads.images import forget_metadata

        guard_fields()
        forget_metadata()
