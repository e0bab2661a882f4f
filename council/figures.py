"""Key figures as a page shows them: by group, each with those that say otherwise."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models import KeyFigure
from sections.query import active_locale

#: The groups of the register in the order of the page; others come after, under their own name.
GROUPS = {
    "faits_et_chiffres": _("The Conseil from 2021 to 2025"),
    "rayonnement": _("Publications, encounters and audience"),
    "budget": _("Budget"),
    "cafe_ia": _("Café IA"),
    "evenements": _("Events and prizes"),
    "cnr_numerique": _("CNR Numérique"),
    "propositions": _("Proposals and levers"),
    "contexte": _("Context: figures of others"),
}


def group_figures(figures: list[KeyFigure]) -> list[dict]:
    """[{slug, label, figures}], each figure with `shown_value`, `shown_unit`, `lang` and `contradictions`: one more query."""
    fill_contradictions(figures)
    groups: dict[str, list] = {}
    locale = active_locale()
    for figure in figures:
        rank = is_rank(figure)
        figure.shown_value = gettext("No. %(n)s") % {"n": figure.display_value} if rank else figure.display_value
        figure.shown_unit = "" if rank else figure.unit
        figure.lang = "" if figure.locale_id == locale.pk else settings.LANGUAGE_CODE
        groups.setdefault(figure.group, []).append(figure)
    order = [*GROUPS, *(name for name in groups if name not in GROUPS)]
    return [
        {"slug": name or "autres", "label": GROUPS.get(name) or name or _("Other figures"), "figures": groups[name]}
        for name in order
        if name in groups
    ]


def fill_contradictions(figures: list[KeyFigure]) -> None:
    """Give each figure the figures that say otherwise, whichever of the two translations keeps the link."""
    by_key = {figure.translation_key: figure for figure in figures}
    for figure in figures:
        figure.contradictions = []
    pairs = KeyFigure.conflicts_with.through.objects.values_list(
        "from_keyfigure__translation_key", "to_keyfigure__translation_key"
    )
    for key, other in pairs:
        if key in by_key and other in by_key and by_key[other] not in by_key[key].contradictions:
            by_key[key].contradictions.append(by_key[other])


def is_rank(figure: KeyFigure) -> bool:
    """A place in a ranking is a number, not an amount."""
    return figure.unit == "rang"
