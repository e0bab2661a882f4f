from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Demo content and demo accounts: leave it out of a production site."""

    name = "demo"
    verbose_name = _("Demo content")
