"""The front page of the section, and its other views: agenda, map, calendar, all of the same filtered list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.views import EventIndexMixin
from sections.models import SectionIndexPage


class ActionIndexPage(EventIndexMixin, SectionIndexPage):
    """The actions."""

    subpage_types = ["actions.ActionPage"]

    class Meta:
        verbose_name = _("actions index")
        verbose_name_plural = _("actions indexes")

    def say_count(self, number: int) -> str:
        return ngettext("%(n)d action", "%(n)d actions", number) % {"n": number}
