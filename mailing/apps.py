"""Mail: one outbox for all that leaves, and the lists of those who asked to be written to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "mailing"
    verbose_name = _("Mail")

    def ready(self):
        # Jobs that come back.
        from . import outbox, sendings, subscriptions, tracking  # noqa: F401
