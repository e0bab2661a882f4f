"""Key figures, with what is known of how exact they are."""

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from sections.approved import Approved
from sections.models import Referenced, search_in, share
from themes.labels import localize

from ..periods import display_written_period
from .references import RelatedReferences


class FigureQualifier(models.TextChoices):
    """How exact a figure is."""

    EXACT = "exact", _("exactly")
    MORE_THAN = "plus_de", pgettext_lazy("figure", "more than")
    NEARLY = "pres_de", pgettext_lazy("figure", "nearly")
    ABOUT = "environ", pgettext_lazy("figure", "about")
    AT_LEAST = "au_moins", pgettext_lazy("figure", "at least")
    ON_AVERAGE = "en_moyenne", pgettext_lazy("figure", "on average")


class KeyFigure(Approved, Referenced, RelatedReferences, TranslatableMixin, index.Indexed, ClusterableModel):
    """A figure: a value or a range, its unit, its qualifier, its period."""

    label = models.CharField(_("label"), max_length=255)
    group = models.CharField(_("group"), max_length=60, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    value_max = models.DecimalField(
        _("up to"), max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("For a range.")
    )
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    qualifier = models.CharField(
        _("qualifier"), max_length=20, choices=FigureQualifier.choices, default=FigureQualifier.EXACT
    )
    period = models.CharField(_("period"), max_length=60, blank=True)
    note = models.TextField(_("internal note"), blank=True, help_text=_("Never shown to the public."))
    conflicts_with = ParentalManyToManyField(
        "self", verbose_name=_("contradicted by"), blank=True, help_text=_("Figures that say otherwise.")
    )

    panels = [
        "label",
        FieldRowPanel(["qualifier", "value", "value_max", "unit"]),
        FieldRowPanel(["period", "group"]),
        "conflicts_with",
        "related_references",
        "note",
        "reference",
    ]
    search_fields = search_in("label", completed=["label"], filters=["locale", "group"])
    override_translatable_fields = share("reference", "group", "note", "related_references")

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ["label"]

    def __str__(self):
        return f"{self.label} ({self.display_value})"

    def get_reference_source(self) -> str:
        return f"fig-{self.label}"

    @property
    def sentence(self) -> str:
        """« plus de 150 participants Personnes venues en 2021 »: all that is shown of it."""
        parts = (self.display_qualifier, self.display_value, self.unit, self.label, self.display_period)
        return " ".join(filter(None, parts))

    @property
    def display_period(self) -> str:
        """The period in words, unless the label or the unit says it already."""
        words = display_written_period(self.period) if self.period else ""
        return "" if words.casefold() in f"{self.label} {self.unit}".casefold() else words

    @property
    def display_value(self) -> str:
        """The value, or the range, with the separators of the active language."""
        values = [self.value] if self.value_max is None else [self.value, self.value_max]
        return "–".join(
            number_format(v, decimal_pos=0 if v == v.to_integral() else None, use_l10n=True, force_grouping=True)
            for v in values
        )

    @property
    def display_qualifier(self) -> str:
        """« plus de », « environ »… or nothing for an exact figure."""
        return "" if self.qualifier == FigureQualifier.EXACT else str(self.get_qualifier_display())


class PageFigure(Orderable):
    """A key figure of a page, which the subclass names `page` (related name `figures`); a table for each page type."""

    figure = models.ForeignKey(
        "content.KeyFigure", verbose_name=_("figure"), on_delete=models.CASCADE, related_name="+"
    )

    panels = ["figure"]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")

    def __str__(self):
        return str(self.figure)


def load_figures(page) -> list[KeyFigure]:
    """The key figures of a page in their order, in the language of the screen where they are translated."""
    rows = page.figures.filter(figure__live=True).select_related("figure").order_by("sort_order")
    return localize(KeyFigure, [row.figure for row in rows])
