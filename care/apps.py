"""Care of what is online: review dates, broken links, reports, and drafts shown to outsiders."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "care"
    verbose_name = _("Care of the pages")

    def ready(self):
        from . import keeper, reminders, signals  # noqa: F401
        from .checking import queue  # noqa: F401

        post_migrate.connect(keeper.plant, sender=self)
