"""What every public form shares: its guards, confirmation by mail, how long it is kept, and the staff's one inbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = _("Forms")

    def ready(self):
        from . import receiving  # noqa: F401
