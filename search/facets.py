"""The facets of the search page: what the address may say, and the words for each value."""

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registers.names import fold
from sections.facets import Facet, Option, get_section_order, nest

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
        if self.name == "section":
            return value in get_section_order()
        return bool(VALUE.fullmatch(value))

    def make_options(self, values: Iterable[FacetValue], selected: list[str]) -> list[Option]:
        """The values that were counted, most frequent first, and those selected that count nothing."""
        options = [Option(row.value, str(row.label), row.count, row.value in selected) for row in values]
        options = self.keep_selected([option for option in options if option.count or option.selected], selected)
        return self.arrange(options, {row.value: row.parent for row in values})

    def arrange(self, options: list[Option], parents: Mapping[str, str]) -> list[Option]:
        """Sections in the order of the navigation; sub-themes under their themes; else the most frequent first."""
        order = get_section_order() if self.name == "section" else {}
        options = sorted(options, key=lambda o: (order.get(o.value, len(order)), -o.count, fold(o.label)))
        return nest(options, parents)


def make_facets() -> tuple[ServiceFacet, ...]:
    """The facets of the contract, in the order of the form."""
    return tuple(ServiceFacet(name) for name in FACETS)
