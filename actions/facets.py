"""Facets of actions: now or then, online or somewhere."""

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sections.facets import Facet, Option

from .choices import ActionKind


class ConditionFacet(Facet):
    """A facet whose values are conditions; `conditions` gives value → (label, Q)."""

    def get_conditions(self) -> dict:
        raise NotImplementedError

    def is_valid(self, value):
        return value in self.get_conditions()

    def get_matching(self, values) -> Q:
        conditions, wanted = self.get_conditions(), Q(pk__in=[])
        for value in values:
            wanted |= conditions[value][1]
        return wanted

    def filter(self, queryset, values):
        return queryset.filter(self.get_matching(values))

    def get_counts(self) -> dict:
        """What to aggregate: a name for each value's count."""
        return {
            f"{self.name}_{number}": Count("pk", filter=condition)
            for number, (_label, condition) in enumerate(self.get_conditions().values())
        }

    def get_options(self, queryset, selected, counts: dict | None = None):
        """`counts` are the aggregated `get_counts`, when they were made with others in one query."""
        counts = counts or queryset.order_by().aggregate(**self.get_counts())
        return [
            Option(value, str(label), counts[f"{self.name}_{number}"], value in selected)
            for number, (value, (label, _condition)) in enumerate(self.get_conditions().items())
            if counts[f"{self.name}_{number}"] or value in selected
        ]

    def get_label(self, value, label):
        return str(self.get_conditions()[value][0])


class KindFacet(ConditionFacet):
    """The kind, the most frequent first."""

    def __init__(self, name: str = "kind", title=_("Kind"), **kwargs):
        super().__init__(name, title, "kind", **kwargs)

    def get_conditions(self):
        return {value: (label, Q(kind=value)) for value, label in ActionKind.choices}

    def get_options(self, queryset, selected, counts=None):
        return sorted(super().get_options(queryset, selected, counts), key=lambda option: -option.count)


class WhenFacet(ConditionFacet):
    """Upcoming or past, by what the dates tell."""

    def __init__(self, name: str = "when", title=_("When"), **kwargs):
        super().__init__(name, title, "last_day", **kwargs)

    def get_conditions(self):
        today = timezone.localdate()
        recurring = ~Q(recurrence="") & Q(last_day__isnull=True, date__isnull=False)
        return {
            "a-venir": (_("Upcoming or under way"), Q(last_day__gte=today) | Q(date__gt=today) | recurring),
            "passe": (pgettext_lazy("actions", "Past"), Q(last_day__lt=today)),
            "inconnu": (
                _("Date or end unknown"),
                Q(last_day__isnull=True) & (Q(date__isnull=True) | Q(recurrence="", date__lte=today)),
            ),
        }


class ModeFacet(ConditionFacet):
    """Online, or in a place."""

    def __init__(self, name: str = "mode", title=_("Online or on site"), **kwargs):
        super().__init__(name, title, "is_online", **kwargs)

    def get_conditions(self):
        return {
            "sur-place": (_("On site"), Q(place__isnull=False) | ~Q(venue="")),
            "en-ligne": (_("Online"), Q(is_online=True)),
        }


def soonest_first(queryset):
    """What comes first, first; undated actions last."""
    return queryset.order_by(F("date").asc(nulls_last=True), "title")
