from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "cnnum_site"
    verbose_name = _("Site")

    def ready(self):
        from . import reaches  # noqa: F401
