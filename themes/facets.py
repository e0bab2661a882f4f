"""Facets on themes and keywords."""

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from registers.names import fold
from sections.facets import Facet, Option, nest
from sections.naming import public

from .labels import get_theme_names
from .models import Keyword, Theme


class ThemeFacet(Facet):
    """Themes by slug, in two levels: a theme counts and finds the pages of its sub-themes too."""

    def __init__(self, name: str = "theme", title=_("Theme"), *, of: str = "", **kwargs):
        """`of` is the way to the page, `work__`, for what is none."""
        super().__init__(name, title, f"{of}themes__slug", **kwargs)
        self.path = f"{of}themes"

    def filter(self, queryset, values):
        themes = Theme.objects.live().filter(Q(slug__in=values) | Q(parent__slug__in=values))
        return queryset.filter(pk__in=queryset.model._base_manager.filter(**{f"{self.path}__in": themes}).values("pk"))

    def get_options(self, queryset, selected):
        path, pages = self.path, queryset.order_by().filter(**{f"{self.path}__isnull": False})
        # Both levels at once: a theme with its sub-themes, whose parent is None, and each of these by itself.
        roots = (
            pages.annotate(own=Coalesce(f"{path}__parent__slug", f"{path}__slug"), above=Value(None, CharField()))
            .values_list("own", "above")
            .annotate(n=Count("pk", distinct=True))
        )
        below = (
            pages.filter(**{f"{path}__parent__isnull": False})
            .annotate(own=F(f"{path}__slug"), above=F(f"{path}__parent__slug"))
            .values_list("own", "above")
            .annotate(n=Count("pk", distinct=True))
        )
        names, rows = get_theme_names(), list(roots.union(below, all=True))
        options = [Option(slug, names.get(slug, slug), n, slug in selected) for slug, _above, n in rows]
        options = nest(sorted(options, key=lambda o: (-o.count, fold(o.label))), {row[0]: row[1] for row in rows})
        shown = {option.value for option in options}
        return options + [Option(v, names[v], 0, True) for v in selected if v not in shown and v in names]


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
            names = {keyword.slug: keyword.label for keyword in public(Keyword.objects.filter(slug__in=missing))}
            options += [Option(value, names.get(value, value), 0, True) for value in missing]
        return options
