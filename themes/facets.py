"""Facets on themes and keywords."""

from django.db.models import Count, Q
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
        by_root = dict(
            pages.annotate(root=Coalesce("themes__parent__slug", "themes__slug"))
            .values_list("root")
            .annotate(n=Count("pk", distinct=True))
        )
        rows = (
            pages.values_list("themes__slug", "themes__parent__slug")
            .annotate(n=Count("pk", distinct=True))
            .order_by("themes__slug")
        )
        children: dict[str, list] = {}
        for slug, parent, count in rows:
            if parent:
                children.setdefault(parent, []).append((slug, count))
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
        options = super().get_options(queryset, selected)
        english = dict(
            Keyword.objects.filter(slug__in=[option.value for option in options]).values_list("slug", "name_en")
        )
        for option in options:
            if option.value in english:
                option.label = Keyword(name=option.label, name_en=english[option.value]).label
        return options
