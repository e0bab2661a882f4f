"""The filters of Café IA."""

import datetime
import re

from django.db.models import Case, Count, Q, When
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.facets import COMING, WhenFacet
from events.facets import PAST as OVER
from events.models import get_month, get_weekend, is_within
from sections.dates import DatePrecision, display_partial
from sections.facets import ConditionFacet, Facet, Option
from sections.words import clean_words

from .choices import Audience
from .fields import MultipleChoiceField
from .near import RADII

UPCOMING, PAST, WEEKLY = "a-venir", "passes", "hebdomadaires"
WEEKEND, THIS_MONTH = "ce-week-end", "ce-mois-ci"
MONTH = re.compile(r"^\d{4}(-(0[1-9]|1[0-2]))?$")


class TypeFacet(ConditionFacet):
    """The page types of the section; `models`: value → (model name, label)."""

    def __init__(self, models: dict[str, tuple]):
        types = {value: Q(content_type__app_label="cafeia", content_type__model=m) for value, (m, _l) in models.items()}
        super().__init__("type", _("Type"), {value: (models[value][1], types[value]) for value in models})


def get_audience_condition(value: str) -> Q:
    """For an audience; what is for everyone suits whatever is asked."""
    tokens = (MultipleChoiceField.token(value), MultipleChoiceField.token(Audience.EVERYONE))
    return Q(audiences__contains=tokens[0]) | Q(audiences__contains=tokens[1])


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


class MonthFacet(Facet):
    """The month of a café, or the year alone when that is all that is known."""

    def __init__(self, name: str = "month", title=_("Month"), **kwargs):
        super().__init__(name, title, "date", **kwargs)

    def is_valid(self, value):
        return value.isascii() and bool(MONTH.match(value)) and value[:4] != "0000"

    def get_condition(self, value: str) -> Q:
        year = Q(listed_year=int(value[:4]))
        if len(value) == 4:
            return year & Q(date_precision=DatePrecision.YEAR, period_end=None)
        exact = ~Q(date_precision=DatePrecision.YEAR) | Q(period_end__isnull=False)
        return year & Q(listed_month=int(value[5:])) & exact

    @staticmethod
    def annotate(queryset):
        day = Case(When(date__isnull=False, then="date"), default="period_start")
        return queryset.annotate(listed_year=ExtractYear(day), listed_month=ExtractMonth(day))

    def filter(self, queryset, values):
        condition = Q()
        for value in values:
            condition |= self.get_condition(value)
        matching = self.annotate(queryset.model._base_manager.all()).filter(condition)
        return queryset.filter(pk__in=matching.values("pk"))

    def get_options(self, queryset, selected):
        rows = (
            self.annotate(queryset.order_by().filter(Q(date__isnull=False) | Q(period_start__isnull=False)))
            .values_list("listed_year", "listed_month", "date_precision", "period_end")
            .annotate(n=Count("pk", distinct=True))
        )
        counts: dict[str, int] = {}
        for year, month, precision, end, n in rows:
            whole_year = precision == DatePrecision.YEAR and end is None
            value = f"{year:04d}" if whole_year else f"{year:04d}-{month:02d}"
            counts[value] = counts.get(value, 0) + n
        options = [
            Option(value, self.get_label(value, value), n, value in selected)
            for value, n in sorted(counts.items(), reverse=True)
        ][: self.limit]
        return self.keep_selected(options, selected)

    def get_label(self, value, label):
        if len(value) == 4:
            return gettext("%(year)s, date not known") % {"year": value}
        return display_partial(datetime.date(int(value[:4]), int(value[5:]), 1), DatePrecision.MONTH)


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
