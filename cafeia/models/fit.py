"""What pages of Café IA share; what a format, a resource or a kit suits, where what is left empty is unknown."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel

from content.blocks import get_body_blocks
from content.blocks.text import TEXT_FEATURES
from content.fields import StreamField
from content.models import ContributionRole
from content.reading import read_stream

from ..choices import Audience, Need
from ..fields import MultipleChoiceField
from ..navigation import get_crumbs, get_surroundings
from ..structured_data import describe_learning_resource


def display_minutes(minutes: int) -> str:
    """Write a duration: « 30 min », « 1 h », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


class StepBlock(blocks.StructBlock):
    """One step, numbered by its place."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    minutes = blocks.IntegerBlock(label=_("Duration, in minutes"), required=False, min_value=1)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "cafeia/blocks/step.html"
        preview_value = {"title": "Accueillir", "minutes": 10, "text": "<p>Chacun se présente en une phrase.</p>"}


class CafeIaPage(models.Model):
    """What every page of Café IA has: a text, and what surrounds it."""

    body = StreamField(get_body_blocks(), verbose_name=_("text"), blank=True)

    class Meta:
        abstract = True

    @property
    def creators(self) -> list:
        """Who made it, in order."""
        return [row for row in self.loaded_contributions if row.role != ContributionRole.PARTNER]

    @property
    def partners(self) -> list:
        """With whom."""
        return [row for row in self.loaded_contributions if row.role == ContributionRole.PARTNER]

    def get_presentation(self, request):
        context = super().get_presentation(request)
        context.update(get_surroundings(self), reading=read_stream(self.body), crumbs=get_crumbs(self, request))
        context["structured"] = self.describe(request)
        return context


class FitModel(CafeIaPage):
    """For whom, how long, where, with what: the four questions of the guide."""

    audiences = MultipleChoiceField(_("audiences"), max_length=120, choices=Audience.choices, blank=True)
    audience_detail = models.CharField(
        _("audience, in words"), max_length=200, blank=True, help_text=_("As its makers say it.")
    )
    duration_min = models.PositiveSmallIntegerField(_("shortest duration, in minutes"), null=True, blank=True)
    duration_max = models.PositiveSmallIntegerField(_("longest duration, in minutes"), null=True, blank=True)
    works_on_site = models.BooleanField(
        _("works in one place"), null=True, blank=True, help_text=_("“Unknown” when nothing says it.")
    )
    works_online = models.BooleanField(_("works online"), null=True, blank=True)
    need = models.CharField(_("what must be at hand"), max_length=10, choices=Need.choices, blank=True)
    material = models.TextField(_("material"), blank=True, help_text=_("One item a line."))
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    website = models.URLField(_("address"), blank=True, help_text=_("Where it can be had."))

    fit_panels = [
        MultiFieldPanel(
            [
                "audiences",
                "audience_detail",
                FieldRowPanel(["duration_min", "duration_max"]),
                FieldRowPanel(["works_on_site", "works_online"]),
            ],
            _("What it suits"),
        ),
        MultiFieldPanel(["need", "material", FieldRowPanel(["licence", "website"])], _("Material and terms of use")),
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.duration_min and self.duration_max and self.duration_min > self.duration_max:
            raise ValidationError({"duration_max": _("The longest duration is shorter than the shortest.")})

    def describe(self, request) -> dict:
        return describe_learning_resource(self, request)

    def get_search_headings(self) -> list[str]:
        return [getattr(self, "kind_detail", ""), *super().get_search_headings()]

    def get_search_text(self) -> str:
        return "\n".join([super().get_search_text(), *map(" ".join, self.fit_known), self.material])

    @property
    def display_audience(self) -> str:
        """For whom, in words, or ""."""
        return self.audience_detail or self.get_audiences_display()

    @property
    def display_duration(self) -> str:
        """« 30 min à 2 h », or ""."""
        low, high = self.duration_min, self.duration_max
        if low and high and low != high:
            return gettext("%(low)s to %(high)s") % {"low": display_minutes(low), "high": display_minutes(high)}
        if low and not high:
            return gettext("from %(low)s") % {"low": display_minutes(low)}
        return display_minutes(high) if high else ""

    @property
    def display_setting(self) -> str:
        """Where, in words, or ""."""
        if self.works_on_site and self.works_online:
            return gettext("In one place or online")
        if self.works_on_site:
            return gettext("In one place only") if self.works_online is False else gettext("In one place")
        if self.works_online:
            return gettext("Online only") if self.works_on_site is False else gettext("Online")
        return ""

    @property
    def materials(self) -> list[str]:
        return [line.strip() for line in self.material.splitlines() if line.strip()]

    @property
    def fit_known(self) -> list[tuple[str, str]]:
        return [(question, answer) for question, answer in self.fit_rows if answer]

    @property
    def fit_unknown(self) -> str:
        """« public, durée, licence »: what editors have to find out."""
        return ", ".join(question.lower() for question, answer in self.fit_rows if not answer)

    @property
    def fit_rows(self) -> list[tuple[str, str]]:
        """What it suits: (question, answer); the answer is "" when it is unknown."""
        return [
            (gettext("Audience"), self.display_audience),
            (gettext("Duration"), self.display_duration),
            (gettext("Place"), self.display_setting),
            (gettext("At hand"), str(self.get_need_display()) if self.need else ""),
            (gettext("Licence"), self.licence),
        ]


class StepsModel(FitModel):
    """A format or a kit, which goes step by step."""

    steps = StreamField([("step", StepBlock())], verbose_name=_("steps"), blank=True)

    class Meta:
        abstract = True
