"""Themes in the language of the request, in one query for all of them."""

from sections.approved import keep_live
from sections.generations import keep
from sections.query import active_locale

from .models import Theme


def localize(model, rows) -> list:
    """Replace translatable rows by those of the active language where they exist: one query at most."""
    rows = list(rows)
    locale = active_locale()
    keys = {row.translation_key for row in rows if row.locale_id != locale.pk}
    if not keys:
        return rows
    found = keep_live(model.objects.filter(translation_key__in=keys, locale=locale))
    translated = {row.translation_key: row for row in found}
    return [translated.get(row.translation_key, row) for row in rows]


def get_theme_names() -> dict[str, str]:
    """slug → name in the active language, for every theme: one query."""
    return {slug: name for slug, (name, _above) in get_theme_tree().items()}


def get_theme_tree() -> dict[str, tuple[str, str]]:
    """slug → (name in the active language, slug of the broader theme or ""), for every theme: one query."""
    locale = active_locale()
    tree: dict[str, tuple[str, str]] = {}
    for slug, name, parent, locale_id in Theme.objects.live().values_list("slug", "name", "parent__slug", "locale_id"):
        if locale_id == locale.pk or slug not in tree:
            tree[slug] = (name, parent or "")
    return tree


def get_active_themes(request=None) -> list[Theme]:
    """Every theme in the active language, by name: one query for a whole request."""
    themes = getattr(request, "active_themes", None)
    if themes is None:
        locale = active_locale()
        rows = Theme.objects.live().filter(locale=locale).order_by("name")
        themes = keep(f"themes:{locale.pk}", lambda: list(rows))
        if request is not None:
            request.active_themes = themes
    return themes
