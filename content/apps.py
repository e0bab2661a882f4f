from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Common content")

    def ready(self):
        from . import checks, signals  # noqa: F401
