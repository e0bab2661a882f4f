"""The facets of the search page: what the address may say, and the words for each value."""

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registers.names import fold
from sections.facets import Facet, Option
from sections.registry import get_sections

from .contract import FACETS, FacetValue

#: Slugs and codes: ASCII letters, figures, dots, dashes.
VALUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,119}")

TITLES = {
    "section": _("Section"),
    "kind": _("Kind"),
    "theme": _("Theme"),
    "keyword": _("Keyword"),
    "person": _("Person"),
    "language": _("Language"),
}
#: How many values of a facet the form shows before the reader asks for all of them.
SHOWN = {"section": 12, "kind": 6, "theme": 6, "keyword": 5, "person": 5, "language": 4}
#: All of them: no more than these.
SHOWN_ALL = 100


class ServiceFacet(Facet):
    """A facet whose values and counts come from the search service."""

    def __init__(self, name: str):
        super().__init__(name, TITLES[name], name, shown=SHOWN[name])

    def is_valid(self, value: str) -> bool:
        if self.name == "language":
            return value in dict(settings.LANGUAGES)
        return bool(VALUE.fullmatch(value))

    def make_options(self, values: Iterable[FacetValue], selected: list[str]) -> list[Option]:
        """The values that were counted, most frequent first, and those selected that count nothing."""
        options = [Option(row.value, str(row.label), row.count, row.value in selected) for row in values]
        options = self.keep_selected([option for option in options if option.count or option.selected], selected)
        return self.arrange(options, {row.value: row.parent for row in values})

    def arrange(self, options: list[Option], parents: Mapping[str, str]) -> list[Option]:
        return sorted(options, key=lambda option: (-option.count, fold(option.label)))


class SectionFacet(ServiceFacet):
    """The sections that are installed, in the order of the navigation."""

    def is_valid(self, value: str) -> bool:
        return value in self._get_order()

    def arrange(self, options, parents):
        order = self._get_order()
        return sorted(options, key=lambda option: (order.get(option.value, len(order)), option.label))

    @staticmethod
    def _get_order() -> dict[str, int]:
        return {section.section_slug: number for number, section in enumerate(get_sections())}


class ThemeFacet(ServiceFacet):
    """Themes, each followed by its sub-themes."""

    def arrange(self, options, parents):
        shown = {option.value for option in options}
        below: dict[str, list[Option]] = {}
        for option in super().arrange(options, parents):
            above = parents.get(option.value, "")
            option.level = int(above in shown)
            below.setdefault(above if above in shown else "", []).append(option)
        return [each for option in below.get("", []) for each in (option, *below.get(option.value, []))]


def make_facets() -> tuple[ServiceFacet, ...]:
    """The facets of the contract, in the order of the form."""
    classes = {"section": SectionFacet, "theme": ThemeFacet}
    return tuple(classes.get(name, ServiceFacet)(name) for name in FACETS)
