"""Facets on themes and keywords."""

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sections.facets import Facet, Option

from .labels import get_theme_names
from .models import Keyword, Theme


class ThemeFacet(Facet):
    """Themes by slug, in two levels: a theme counts and finds the pages of its sub-themes too."""

    def __init__(self, name: str = "theme", title=_("Theme"), **kwargs):
        super().__init__(name, title, "themes__slug", **kwargs)

    def filter(self, queryset, values):
        themes = Theme.objects.filter(Q(slug__in=values) | Q(parent__slug__in=values))
        return queryset.filter(pk__in=queryset.model._base_manager.filter(themes__in=themes).values("pk"))

    def get_options(self, queryset, selected):
        pages = queryset.order_by().filter(themes__isnull=False)
        # Both levels at once: a theme with its sub-themes, whose parent is None, and each of these by itself.
        roots = (
            pages.annotate(own=Coalesce("themes__parent__slug", "themes__slug"), above=Value(None, CharField()))
            .values_list("own", "above")
            .annotate(n=Count("pk", distinct=True))
        )
        below = (
            pages.filter(themes__parent__isnull=False)
            .annotate(own=F("themes__slug"), above=F("themes__parent__slug"))
            .values_list("own", "above")
            .annotate(n=Count("pk", distinct=True))
        )
        by_root: dict[str, int] = {}
        children: dict[str, list] = {}
        for slug, parent, count in sorted(roots.union(below, all=True), key=lambda row: row[0]):
            if parent:
                children.setdefault(parent, []).append((slug, count))
            else:
                by_root[slug] = count
        names = get_theme_names()
        options = []
        for root, count in sorted(by_root.items(), key=lambda item: (-item[1], names.get(item[0], item[0]))):
            options.append(self._option(root, count, selected, names))
            options += [self._option(slug, n, selected, names, level=1) for slug, n in children.get(root, [])]
        shown = {option.value for option in options}
        return options + [self._option(v, 0, selected, names) for v in selected if v not in shown and v in names]

    def _option(self, slug, count, selected, names, level=0):
        return Option(slug, names.get(slug, slug), count, slug in selected, level)


class KeywordFacet(Facet):
    """Keywords by slug."""

    def __init__(self, name: str = "keyword", title=_("Keyword"), **kwargs):
        super().__init__(name, title, "tags__slug", "tags__name", **kwargs)

    def get_options(self, queryset, selected):
        """Count each keyword, with its names in both languages: one query, one more for those chosen in vain."""
        rows = (
            queryset.order_by()
            .filter(tags__isnull=False)
            .values_list("tags__slug", "tags__name", "tags__name_en")
            .annotate(n=Count("pk", distinct=True))
            .order_by("-n", "tags__name")[: self.limit]
        )
        options = [
            Option(slug, Keyword(name=name, name_en=name_en).label, count, slug in selected)
            for slug, name, name_en, count in rows
        ]
        counted = {option.value for option in options}
        if missing := [value for value in selected if value not in counted]:
            names = {keyword.slug: keyword.label for keyword in Keyword.objects.filter(slug__in=missing)}
            options += [Option(value, names.get(value, value), 0, True) for value in missing]
        return options
