"""Care of what is online: review dates, broken links, reports, and drafts shown to outsiders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "care"
    verbose_name = _("Care of the pages")

    def ready(self):
        from . import signals  # noqa: F401
