from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Import of documents; the sections say what each becomes."""

    name = "imports"
    verbose_name = _("Imports")

    def ready(self):
        from . import jobs  # noqa: F401
