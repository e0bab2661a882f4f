from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from sections.words import register_finder

        from . import families  # noqa: F401
        from .indexing import signals  # noqa: F401
        from .listing import find_words

        register_finder(find_words)
