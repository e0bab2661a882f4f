from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Roles, approvals, scheduling, embargo: how a page reaches the public."""

    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self):
        from . import entries, following, guard, mails, releases, scheduling, signals  # noqa: F401
        from .bin import withdrawing as _withdrawing  # noqa: F401
        from .files import changes  # noqa: F401
        from .translations import following as _  # noqa: F401

        guard.install()
        following.connect()
        mails.connect()
