from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "cnnum_site"
    verbose_name = _("Site")

    def ready(self):
        from . import reaches  # noqa: F401


class ServedFilesConfig(StaticFilesConfig):
    """What nobody asks for is not served: of the design system all but the fonts, Django's own admin."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "dsfr/dist/[!f]*",
        "dsfr/dist/favicon/*",
        "*.woff",
        "django-dsfr/*",
        "admin/*",
    ]
