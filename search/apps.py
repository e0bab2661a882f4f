from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from mailing.lists import MailingList, register
        from sections.words import register_finder

        from . import families  # noqa: F401
        from .alerts.followed import ALERTS, describe
        from .corpus import writing  # noqa: F401
        from .indexing import signals  # noqa: F401
        from .listing import find_words

        register_finder(find_words)
        consent = _("I ask to be written to about what is published of what I follow. I may end it at any time.")
        register(MailingList(ALERTS, _("Alerts"), consent, describe=describe))
