"""Facets of events: now or then, online or somewhere; from their dates (`EventDate`), whatever their section."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sections.facets import ConditionFacet

from .models import has_date, is_coming, is_past

COMING, PAST, UNKNOWN = "a-venir", "passe", "inconnu"


class WhenFacet(ConditionFacet):
    """Upcoming or past, by what the dates tell: a partial date is past when its last possible day is over."""

    def __init__(self, name: str = "when", title=_("When"), **kwargs):
        super().__init__(name, title, **kwargs)

    def get_conditions(self):
        coming, past = is_coming(), is_past()
        return {
            COMING: (_("Upcoming or under way"), coming),
            PAST: (pgettext_lazy("actions", "Past"), past),
            UNKNOWN: (_("Date or end unknown"), ~coming & ~past),
        }


class ModeFacet(ConditionFacet):
    """Online, or in a place."""

    def __init__(self, name: str = "mode", title=_("Online or on site"), **kwargs):
        super().__init__(name, title, **kwargs)

    def get_conditions(self):
        return {
            "sur-place": (_("On site"), Q(has_date(Q(is_on_site=True)))),
            "en-ligne": (_("Online"), Q(has_date(Q(is_online=True)))),
        }
