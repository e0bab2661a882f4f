"""The filters of Café IA."""

import datetime

from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.facets import COMING, WhenFacet
from events.facets import PAST as OVER
from events.models import get_month, get_weekend, is_within
from sections.dates import DatePrecision
from sections.facets import ConditionFacet, Facet, YearFacet
from sections.words import clean_words

from .choices import Audience
from .fields import MultipleChoiceField
from .near import RADII

UPCOMING, PAST, WEEKLY = "a-venir", "passes", "hebdomadaires"
WEEKEND, THIS_MONTH = "ce-week-end", "ce-mois-ci"


class TypeFacet(ConditionFacet):
    """The page types of the section; `models`: value → (model name, label)."""

    def __init__(self, models: dict[str, tuple]):
        types = {value: Q(content_type__app_label="cafeia", content_type__model=m) for value, (m, _l) in models.items()}
        super().__init__("type", _("Type"), {value: (models[value][1], types[value]) for value in models})


def has(field: str, value: str) -> Q:
    """The condition that `value` is among those of a `MultipleChoiceField`."""
    return Q(**{f"{field}__contains": MultipleChoiceField.token(value)})


def get_audience_condition(value: str) -> Q:
    """For an audience; what is for everyone suits whatever is asked."""
    return has("audiences", value) | has("audiences", Audience.EVERYONE)


def get_duration_condition(minutes: int) -> Q:
    """At most so long; formats whose duration is unknown are in none of them."""
    return Q(duration_min__lte=minutes) | Q(duration_min=None, duration_max__lte=minutes)


class AudienceFacet(ConditionFacet):
    """For whom."""

    def __init__(self):
        conditions = {value: (label, get_audience_condition(value)) for value, label in Audience.choices}
        super().__init__("audience", _("Audience"), conditions)


class DurationFacet(ConditionFacet):
    """How long at most."""

    labels = {30: _("30 minutes at most"), 60: _("1 hour at most"), 120: _("2 hours at most")}

    def __init__(self):
        conditions = {str(n): (label, get_duration_condition(n)) for n, label in self.labels.items()}
        super().__init__("duration", _("Duration"), conditions)


class CafeWhenFacet(WhenFacet):
    """To come, past, weekly, in the words of the cafés."""

    def get_conditions(self):
        known = super().get_conditions()
        return {
            UPCOMING: (pgettext_lazy("cafés", "To come"), known[COMING][1]),
            PAST: (pgettext_lazy("cafés", "Past"), known[OVER][1]),
            WEEKEND: (_("This weekend"), is_within(*get_weekend())),
            THIS_MONTH: (_("This month"), is_within(*get_month())),
            WEEKLY: (pgettext_lazy("cafés", "Weekly"), Q(weekday__isnull=False)),
        }


class MonthFacet(YearFacet):
    """The month of a café, as “202505”; those of which the year alone is known are in none."""

    def annotate(self, queryset):
        day = Case(When(date_precision=DatePrecision.YEAR, then="period_end"), default=Coalesce("date", "period_end"))
        return queryset.annotate(listing_year=ExtractYear(day) * 100 + ExtractMonth(day))

    def is_valid(self, value: str) -> bool:
        return super().is_valid(value[:4]) and value[4:] in {f"{month:02}" for month in range(1, 13)}

    def get_label(self, value, label) -> str:
        return format_date(datetime.date(int(value) // 100, int(value) % 100, 1), "F Y")


class ReaderFacet(Facet):
    """One value of the reader's own, by which the listing filters itself (`CafeListing`): there is nothing to choose
    from, and the value is shown so that it can be given up.
    """

    def filter(self, queryset, values):
        return queryset

    def get_options(self, queryset, selected):
        return self.keep_selected([], selected)


class NearFacet(ReaderFacet):
    """A town, a department, a region or a postcode, as the reader types it."""

    def __init__(self, name: str = "near", title=_("Near"), field: str = "place", **kwargs):
        super().__init__(name, title, field, **kwargs)

    def clean(self, values):
        words = [word for word in map(clean_words, values) if word]
        return words[-1:], []


class RadiusFacet(ReaderFacet):
    """How far from a town is near."""

    def is_valid(self, value: str) -> bool:
        return value in map(str, RADII)

    def get_label(self, value, label) -> str:
        return gettext("%(n)s km around") % {"n": value}
