"""The models of the section; its front page has the agenda, the map and the calendar of its list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.views import EventIndexMixin
from sections.models import SectionIndexPage

from .page import ActionPage
from .parts import ActionFigure, Session

__all__ = ["ActionFigure", "ActionIndexPage", "ActionPage", "Session"]


class ActionIndexPage(EventIndexMixin, SectionIndexPage):
    """The actions."""

    subpage_types = ["actions.ActionPage"]

    class Meta:
        verbose_name = _("actions index")
        verbose_name_plural = _("actions indexes")

    def say_count(self, number: int) -> str:
        return ngettext("%(n)d action", "%(n)d actions", number) % {"n": number}
