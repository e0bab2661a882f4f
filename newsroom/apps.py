from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Roles, approvals, scheduling, embargo: how a page reaches the public."""

    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self):
        from . import guards, mails, scheduling, signals  # noqa: F401

        guards.install()
        mails.connect()
