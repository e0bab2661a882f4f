"""The pages of « Le Conseil » that show records: statute, history, figures, and the page above them."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import KeyFigure
from content.reading import PlanEntry
from content.related import fill_related_links
from content.searching import SearchPassage
from home.models.standard import InstitutionalPage
from sections.query import active_locale, published
from themes.labels import localize

from .facts import FactGroup, InstitutionFact, Milestone


class CouncilPage(InstitutionalPage):
    """« Le Conseil »: what it is in a few lines, and the way to its other pages."""

    usual_title = _("The Conseil")
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("page of the Conseil")
        verbose_name_plural = _("pages of the Conseil")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["children"] = list(published(Page.objects.child_of(self), fallback=False).order_by("path").specific())
        return context


class CouncilSubPage(InstitutionalPage):
    """A page under « Le Conseil »."""

    parent_page_types = ["council.CouncilPage"]
    subpage_types = []
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def get_search_passages(self) -> list[SearchPassage]:
        """One for each entry that the page shows, at its place."""
        return [SearchPassage("part", entry.label, entry.sentence, f"#{entry.reference}") for entry in self.get_shown()]

    def get_shown(self) -> list:
        """The records that the page shows, those of `search_registers`."""
        return []

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["siblings"] = list(published(Page.objects.sibling_of(self), fallback=False).order_by("path"))
        return context


def load_records(model: type, **filters) -> list:
    """The records of a register, in the active language where they are translated."""
    originals = model.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE, **filters)
    return localize(model, originals.order_by("pk") if model is KeyFigure else originals)


class StatutePage(CouncilSubPage):
    """Missions and statute: a text, and the facts by group."""

    usual_title = _("Missions and statute")
    search_registers = ("council.InstitutionFact",)

    class Meta:
        verbose_name = _("missions and statute page")
        verbose_name_plural = _("missions and statute pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        facts = self.get_shown()
        fill_related_links(facts, request)
        groups = [
            {"slug": group.value, "label": group.label, "facts": [fact for fact in facts if fact.group == group]}
            for group in FactGroup
            if group != FactGroup.HISTORY
        ]
        context["groups"] = [group for group in groups if group["facts"]]
        return context

    def get_shown(self) -> list:
        return [fact for fact in load_records(InstitutionFact) if fact.group != FactGroup.HISTORY]


class TimelinePage(CouncilSubPage):
    """The « temps forts », year by year, after what is known of the years before."""

    usual_title = _("Milestones")
    search_registers = ("council.Milestone", "council.InstitutionFact")

    class Meta:
        verbose_name = _("timeline page")
        verbose_name_plural = _("timeline pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        shown = self.get_shown()
        fill_related_links(shown, request)
        before = [record for record in shown if isinstance(record, InstitutionFact)]
        milestones = [record for record in shown if isinstance(record, Milestone)]
        years: dict[int, list] = {}
        for milestone in sorted(milestones, key=lambda m: (m.date, m.pk)):
            years.setdefault(milestone.date.year, []).append(milestone)
        plan = [PlanEntry(str(FactGroup.HISTORY.label), "avant", 2)] if before else []
        plan += [PlanEntry(str(year), f"annee-{year}", 2) for year in years]
        context.update(years=list(years.items()), before=before, plan=plan)
        return context

    def get_shown(self) -> list:
        return [
            *load_records(InstitutionFact, group=FactGroup.HISTORY),
            *load_records(Milestone, date__isnull=False),
        ]


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
        # A place in a ranking is a number, not an amount.
        rank = figure.unit == "rang"
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


class FiguresPage(CouncilSubPage):
    """Facts and figures: every key figure, with its qualifier, its period, and the figures that say otherwise."""

    usual_title = _("Facts and figures")
    search_registers = ("content.KeyFigure",)

    class Meta:
        verbose_name = _("facts and figures page")
        verbose_name_plural = _("facts and figures pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        figures = self.get_shown()
        fill_related_links(figures, request)
        groups = group_figures(figures)
        plan = [PlanEntry(str(group["label"]), group["slug"], 2) for group in groups]
        context.update(groups=groups, plan=plan, total=sum(len(group["figures"]) for group in groups))
        return context

    def get_shown(self) -> list:
        return load_records(KeyFigure)

    def get_search_lines(self) -> list[str]:
        return [str(group["label"]) for group in group_figures(self.get_shown())]
