"""The facets of the search page: what the address may say, and the words for each value."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sections.facets import Facet, Option, get_section_order, nest

from .contract import FacetValue

#: Slugs and codes: ASCII letters, figures, dots, dashes.
VALUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,119}")

TITLES = {
    "section": _("Section"),
    "kind": _("Kind"),
    "theme": _("Theme"),
    "keyword": _("Keyword"),
    "person": _("Person"),
    "organisation": _("Organisation"),
    "about": _("Linked with"),
    "text": _("Text"),
    "language": _("Language"),
}
#: How many values of a facet the form shows before the reader asks for all of them.
SHOWN = {"section": 12, "kind": 6, "theme": 6, "keyword": 5, "person": 5, "text": 2, "language": 4}
#: All of them: no more than these.
SHOWN_ALL = 100


class ServiceFacet(Facet):
    """A facet whose values and counts come from the search service."""

    def __init__(self, name: str):
        super().__init__(name, TITLES[name], name, shown=SHOWN.get(name, 0))

    def is_valid(self, value: str) -> bool:
        if self.name == "language":
            return value in dict(settings.LANGUAGES)
        if self.name == "section":
            return value in get_section_order()
        return bool(VALUE.fullmatch(value))

    def make_options(self, values: Sequence[FacetValue]) -> list[Option]:
        """The values that count something or are chosen, in the order of the service, the most frequent first.

        Sections come in the order of the navigation, sub-themes under their themes.
        """
        options = [Option(row.value, row.label, row.count, row.selected) for row in values if row.count or row.selected]
        if self.name == "text" and len(options) == 1 and not options[0].selected:
            # Where no page is a record, or all are, there is nothing to choose.
            return []
        if self.name == "section":
            order = get_section_order()
            options.sort(key=lambda option: order.get(option.value, len(order)))
        return nest(options, {row.value: row.parent for row in values})
