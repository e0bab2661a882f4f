"""Facets: one filter of a listing, which cleans what the address says, filters and counts."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from .registry import get_sections

#: More values than this in one parameter are hostile, not a reader's choice.
MAX_VALUES = 20


@dataclasses.dataclass
class Option:
    """A value of a facet, with how many results it would give."""

    value: str
    label: str
    count: int = 0
    selected: bool = False
    #: 0, or 1 for a value under another one (sub-themes).
    level: int = 0
    #: The language of the label, where it is known.
    lang: str = ""


class Facet:
    """A filter on one database path.

    Several values of a facet are alternatives; several facets add up. `lookup` is the path of
    the value in the query string, `label_lookup` that of its words on screen; the filter form shows
    the `shown` first values, and those that are selected. `language` is the path of the language of these words.
    """

    def __init__(
        self, name: str, title, lookup: str, label_lookup="", *, language="", limit: int = 100, shown: int = 8
    ):
        self.name = name
        self.shown = shown
        self.title = title
        self.lookup = lookup
        self.label_lookup = label_lookup or lookup
        self.limit, self.language = limit, language

    def clean(self, values: list[str]) -> tuple[list[str], list[str]]:
        """Sort out the values of the address: those that can be, those that cannot."""
        values = list(dict.fromkeys(value for value in values if value))
        good = [value for value in values if self.is_valid(value)][:MAX_VALUES]
        return good, [value for value in values if value not in good]

    def is_valid(self, value: str) -> bool:
        """Whether `value` could be a value of this facet; no query is made."""
        return len(value) <= 100 and value.isprintable()

    def filter(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        """Keep the pages that have one of `values`; a subquery, so that no page comes twice."""
        matching = queryset.model._base_manager.filter(**{f"{self.lookup}__in": values})
        return queryset.filter(pk__in=matching.values("pk"))

    def get_options(self, queryset: QuerySet, selected: list[str]) -> list[Option]:
        """Count each value among `queryset`, which the other facets have filtered: one query.

        A selected value without any result is kept, so that it can be unselected.
        """
        rows = (
            queryset.order_by()
            .values_list(self.lookup, self.label_lookup, self.language or Value(""))
            .annotate(n=Count("pk", distinct=True))
            .order_by("-n", self.label_lookup)
        )
        # A page without any value makes a row of its own, left out here: a filter after
        # `values_list` would join the relation a second time and not remove it.
        options = [
            Option(str(value), self.get_label(value, label), n, str(value) in selected, lang=code)
            for value, label, code, n in rows[: self.limit + 1]
            if value not in (None, "")
        ]
        return self.keep_selected(options, selected)

    def keep_selected(self, options: list[Option], selected: list[str]) -> list[Option]:
        shown = {option.value for option in options}
        return options + [
            Option(value, self.get_label(value, value), 0, True) for value in selected if value not in shown
        ]

    def get_label(self, value, label) -> str:
        """The words on screen for a value."""
        return str(label)


class ChoiceFacet(Facet):
    """A field with `choices`."""

    def __init__(self, name: str, title, field: str, choices, **kwargs):
        super().__init__(name, title, field, **kwargs)
        self.choices = {str(value): label for value, label in choices}

    def is_valid(self, value: str) -> bool:
        return value in self.choices

    def get_label(self, value, label) -> str:
        return str(self.choices.get(str(value), value))


class YearFacet(Facet):
    """The year of a page: of its date, else of the end of its period. Newest first."""

    def __init__(self, name: str = "year", title=_("Year"), *, of: str = "", **kwargs):
        """`of` is the way to the page, `work__`, for what is none."""
        super().__init__(name, title, "listing_year", **kwargs)
        self.of = of

    def annotate(self, queryset: QuerySet) -> QuerySet:
        return queryset.annotate(listing_year=ExtractYear(Coalesce(f"{self.of}date", f"{self.of}period_end")))

    def is_valid(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and datetime.MINYEAR <= int(value[:5]) <= datetime.MAXYEAR

    def filter(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        matching = self.annotate(queryset.model._base_manager.all()).filter(
            listing_year__in=[int(value) for value in values]
        )
        return queryset.filter(pk__in=matching.values("pk"))

    def get_options(self, queryset: QuerySet, selected: list[str]) -> list[Option]:
        options = super().get_options(self.annotate(queryset), selected)
        return sorted(options, key=lambda option: option.value, reverse=True)


def nest(options: Iterable[Option], parents: Mapping[str, str]) -> list[Option]:
    """The options in two levels: each is followed by those under it; `parents` says which is above a value."""
    options = list(options)
    shown = {option.value for option in options}
    below: dict[str, list[Option]] = {}
    for option in options:
        above = parents.get(option.value) or ""
        option.level = int(above in shown)
        below.setdefault(above if above in shown else "", []).append(option)
    return [each for option in below.get("", []) for each in (option, *below.get(option.value, []))]


def get_section_order() -> dict[str, int]:
    """slug → place in the navigation, of each section that is installed."""
    return {section.section_slug: number for number, section in enumerate(get_sections())}


class SectionFacet(Facet):
    """The section a page belongs to, among those installed."""

    def __init__(self, name: str = "section", title=_("Section"), **kwargs):
        super().__init__(name, title, "content_type", **kwargs)

    def is_valid(self, value: str) -> bool:
        return value in get_section_order()

    def filter(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        classes = [c for section in get_sections() if section.section_slug in values for c in section.page_classes]
        return queryset.type(*classes)

    def get_options(self, queryset: QuerySet, selected: list[str]) -> list[Option]:
        counts = dict(queryset.order_by().values_list("content_type").annotate(n=Count("pk", distinct=True)))
        options = []
        for section in get_sections():
            types = ContentType.objects.get_for_models(*section.page_classes).values()
            count = sum(counts.get(content_type.pk, 0) for content_type in types)
            is_selected = section.section_slug in selected
            if count or is_selected:
                options.append(Option(section.section_slug, str(section.section_title), count, is_selected))
        return options


class ConditionFacet(Facet):
    """A facet whose values are conditions: `conditions`, or `get_conditions` of a subclass, value → (label, Q)."""

    def __init__(self, name: str, title, conditions: dict | None = None, **kwargs):
        super().__init__(name, title, "", **kwargs)
        self.conditions = conditions or {}

    def get_conditions(self) -> dict:
        return self.conditions

    def is_valid(self, value: str) -> bool:
        return value in self.get_conditions()

    def filter(self, queryset: QuerySet, values: list[str]) -> QuerySet:
        conditions = self.get_conditions()
        return queryset.filter(Q(*(conditions[value][1] for value in values), _connector=Q.OR))

    def get_counts(self) -> dict:
        """What to aggregate: a name for each value's count."""
        return {
            f"{self.name}_{number}": Count("pk", filter=condition, distinct=True)
            for number, (_label, condition) in enumerate(self.get_conditions().values())
        }

    def get_options(self, queryset: QuerySet, selected: list[str], counts: dict | None = None) -> list[Option]:
        """`counts` are the aggregated `get_counts`, when they were made with others in one query."""
        counts = counts or queryset.order_by().aggregate(**self.get_counts())
        return [
            Option(value, str(label), counts[f"{self.name}_{number}"], value in selected)
            for number, (value, (label, _condition)) in enumerate(self.get_conditions().items())
            if counts[f"{self.name}_{number}"] or value in selected
        ]
