from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    """What every register of the admin shares: spreadsheets, imports with a preview, duplicates, merging."""

    name = "registers"
    verbose_name = _("Registers")

    def ready(self):
        from . import checks  # noqa: F401
        from .sheets.export import guard_exports

        guard_exports()
