"""Facets on the place of a page; `field` is the path of its foreign key to `Place`."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from sections.facets import Facet, Option

from .choices import AREAS, REGIONS

#: Value of the pages that took place in another country.
ABROAD = "ailleurs"


class CityFacet(Facet):
    """The town, by slug."""

    def __init__(self, name: str = "city", title=_("Town"), field: str = "place", **kwargs):
        super().__init__(name, title, f"{field}__slug", f"{field}__name", **kwargs)

    def get_options(self, queryset, selected):
        if not self.shown and not selected:
            return []
        path = self.lookup.removesuffix("slug")
        return super().get_options(queryset.filter(**{f"{path}kind": "city"}), selected)


class AreaFacet(Facet):
    """Regions and, under each, its departments, by official code (`region-75`, `departement-33`)."""

    def __init__(self, name: str = "area", title=_("Region or department"), field: str = "place", **kwargs):
        super().__init__(name, title, field, **kwargs)

    def is_valid(self, value: str) -> bool:
        kind, _dash, code = value.partition("-")
        return value == ABROAD or code in {"region": REGIONS, "departement": AREAS}.get(kind, ())

    def get_matching(self, queryset, values):
        """The pages that have one of `values`."""
        codes = {"region": [], "departement": []}
        for value in values:
            if value != ABROAD:
                kind, _dash, code = value.partition("-")
                codes[kind].append(code)
        place = self.lookup
        found = queryset.filter(**{f"{place}__region__in": codes["region"]}) | queryset.filter(
            **{f"{place}__department__in": codes["departement"]}
        )
        if ABROAD in values:
            found |= queryset.filter(**{f"{place}__isnull": False}).exclude(**{f"{place}__country": "FR"})
        return found

    def filter(self, queryset, values):
        matching = self.get_matching(queryset.model._base_manager.all(), values)
        return queryset.filter(pk__in=matching.values("pk"))

    def get_options(self, queryset, selected):
        place = self.lookup
        rows = (
            queryset.order_by()
            .filter(**{f"{place}__isnull": False})
            .values_list(f"{place}__country", f"{place}__region", f"{place}__department")
            .annotate(n=Count("pk", distinct=True))
        )
        regions, departments, abroad = {}, {}, 0
        for country, region, department, count in rows:
            if country != "FR":
                abroad += count
                continue
            regions[region] = regions.get(region, 0) + count
            if department:
                departments.setdefault(region, {})[department] = count
        options = []
        for region, count in sorted(regions.items(), key=lambda item: (-item[1], REGIONS.get(item[0], ""))):
            if region not in REGIONS:
                continue
            options.append(self._option(f"region-{region}", count, selected))
            inside = departments.get(region, {})
            if len(inside) > 1 or any(n != count for n in inside.values()):
                for department, n in sorted(inside.items(), key=lambda item: -item[1]):
                    options.append(self._option(f"departement-{department}", n, selected, level=1))
        if abroad:
            options.append(self._option(ABROAD, abroad, selected))
        return self.keep_selected(options, selected)

    def _option(self, value: str, count: int, selected: list[str], level: int = 0) -> Option:
        return Option(value, self.get_label(value, value), count, value in selected, level)

    def get_label(self, value, label) -> str:
        if value == ABROAD:
            return str(_("Outside France"))
        kind, _dash, code = str(value).partition("-")
        return REGIONS.get(code, code) if kind == "region" else AREAS.get(code, (code,))[0]
