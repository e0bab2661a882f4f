"""The filters of Café IA."""

import datetime
import re

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Q, When
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sections.dates import DatePrecision, display_partial
from sections.facets import Facet, Option
from sections.words import clean_words

from .choices import Audience
from .fields import MultipleChoiceField
from .when import to_come

UPCOMING, PAST, WEEKLY = "a-venir", "passes", "hebdomadaires"
MONTH = re.compile(r"^\d{4}(-(0[1-9]|1[0-2]))?$")


class TypeFacet(Facet):
    """The page types of a section, by model name."""

    def __init__(self, models: dict, name: str = "type", title=_("Type"), **kwargs):
        super().__init__(name, title, "content_type", **kwargs)
        self.models = models

    def is_valid(self, value):
        return value in self.models

    def get_types(self) -> dict[str, int]:
        from django.apps import apps

        classes = {value: apps.get_model(path) for value, (path, _label) in self.models.items()}
        types = ContentType.objects.get_for_models(*classes.values())
        return {value: types[model].pk for value, model in classes.items()}

    def filter(self, queryset, values):
        types = self.get_types()
        return queryset.filter(content_type__in=[types[value] for value in values])

    def get_options(self, queryset, selected):
        counts = dict(queryset.order_by().values_list("content_type").annotate(n=Count("pk", distinct=True)))
        options = []
        for value, pk in self.get_types().items():
            if counts.get(pk) or value in selected:
                label = str(self.models[value][1])
                options.append(Option(value, label, counts.get(pk, 0), value in selected))
        return options


class AudienceFacet(Facet):
    """For whom; what is for everyone is found whatever is asked."""

    def __init__(self, name: str = "audience", title=_("Audience"), field: str = "audiences", **kwargs):
        super().__init__(name, title, field, **kwargs)

    def is_valid(self, value):
        return value in Audience.values

    def get_condition(self, value: str) -> Q:
        wanted = Q(**{f"{self.lookup}__contains": MultipleChoiceField.token(value)})
        return wanted | Q(**{f"{self.lookup}__contains": MultipleChoiceField.token(Audience.EVERYONE)})

    def filter(self, queryset, values):
        condition = Q()
        for value in values:
            condition |= self.get_condition(value)
        return queryset.filter(condition)

    def get_options(self, queryset, selected):
        counts = queryset.order_by().aggregate(
            **{f"n_{value}": Count("pk", filter=self.get_condition(value), distinct=True) for value in Audience.values}
        )
        return [
            Option(value, str(label), counts[f"n_{value}"], value in selected)
            for value, label in Audience.choices
            if counts[f"n_{value}"] or value in selected
        ]


class DurationFacet(Facet):
    """At most so long; formats whose duration is unknown are in none of them."""

    steps = {"30": 30, "60": 60, "120": 120}

    def __init__(self, name: str = "duration", title=_("Duration"), **kwargs):
        super().__init__(name, title, "duration_min", **kwargs)

    def is_valid(self, value):
        return value in self.steps

    def get_condition(self, value: str) -> Q:
        limit = self.steps[value]
        return Q(duration_min__lte=limit) | Q(duration_min=None, duration_max__lte=limit)

    def filter(self, queryset, values):
        return queryset.filter(self.get_condition(max(values, key=self.steps.get)))

    def get_options(self, queryset, selected):
        counts = queryset.order_by().aggregate(
            **{f"n_{value}": Count("pk", filter=self.get_condition(value), distinct=True) for value in self.steps}
        )
        return [
            Option(value, self.get_label(value, value), counts[f"n_{value}"], value in selected)
            for value in self.steps
            if counts[f"n_{value}"] or value in selected
        ]

    def get_label(self, value, label):
        minutes = self.steps[str(value)]
        if minutes < 60:
            return gettext("%(n)d minutes at most") % {"n": minutes}
        return gettext("1 hour at most") if minutes == 60 else gettext("%(n)d hours at most") % {"n": minutes // 60}


class WhenFacet(Facet):
    """To come, past, weekly: a partial date is past when its last possible day is over."""

    labels = {
        UPCOMING: pgettext_lazy("cafés", "To come"),
        PAST: pgettext_lazy("cafés", "Past"),
        WEEKLY: pgettext_lazy("cafés", "Weekly"),
    }

    def __init__(self, name: str = "when", title=_("When"), **kwargs):
        super().__init__(name, title, "date", **kwargs)

    def is_valid(self, value):
        return value in self.labels

    def get_condition(self, value: str) -> Q:
        dated = Q(date__isnull=False) | Q(period_end__isnull=False)
        return {UPCOMING: to_come(), PAST: dated & ~to_come(), WEEKLY: Q(weekday__isnull=False)}[value]

    def filter(self, queryset, values):
        condition = Q()
        for value in values:
            condition |= self.get_condition(value)
        return queryset.filter(condition)

    def get_options(self, queryset, selected):
        kinds = [Case(When(self.get_condition(value), then="pk")) for value in self.labels]
        names = dict(zip(self.labels, ("n_coming", "n_past", "n_weekly"), strict=True))
        counts = queryset.order_by().aggregate(
            **{names[value]: Count(kind, distinct=True) for value, kind in zip(self.labels, kinds, strict=True)}
        )
        return [
            Option(value, str(label), counts[names[value]], value in selected)
            for value, label in self.labels.items()
            if counts[names[value]] or value in selected
        ]


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


class NearFacet(Facet):
    """A town, a department, a region or a postcode, as the reader types it: one value.

    The listing understands the words, once, and filters (`CafeListing`).
    """

    def __init__(self, name: str = "near", title=_("Near"), field: str = "place", **kwargs):
        super().__init__(name, title, field, **kwargs)

    def clean(self, values):
        words = [word for word in map(clean_words, values) if word]
        return words[-1:], []

    def filter(self, queryset, values):
        return queryset

    def get_options(self, queryset, selected):
        """The words themselves, so that they can be given up; there is nothing else to choose."""
        return [Option(value, value, 0, True) for value in selected]
