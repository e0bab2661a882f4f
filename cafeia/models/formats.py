"""Formats d’animation: ways of holding a café."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel

from content.editing import get_content_panels, make_editor
from content.models import ContentPage
from sections.models import search_in

from ..choices import FormatFamily
from .fit import StepsModel


class AnimationFormatPage(StepsModel, ContentPage):
    """A game, a workshop, a staging… that makes people talk of artificial intelligence together."""

    family = models.CharField(_("type"), max_length=10, choices=FormatFamily.choices, blank=True)
    kind_detail = models.CharField(
        _("type, in words"), max_length=120, blank=True, help_text=_("As its makers say it: “card game”…")
    )
    group_min = models.PositiveSmallIntegerField(_("smallest group"), null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(_("largest group"), null=True, blank=True)

    template = "cafeia/format_page.html"
    parent_page_types = ["cafeia.FormatIndexPage"]
    subpage_types = []
    is_dated = False
    search_code = "format"
    edit_handler = make_editor(
        _("Format"),
        get_content_panels(
            FieldRowPanel(["family", "kind_detail"]),
            *StepsModel.fit_panels,
            FieldRowPanel(["group_min", "group_max"]),
            "steps",
            "body",
        ),
    )
    search_fields = [
        *ContentPage.search_fields,
        *search_in("kind_detail", "audience_detail", "steps", "body", filters=["family"]),
    ]

    class Meta:
        verbose_name = _("facilitation format")
        verbose_name_plural = _("facilitation formats")

    @property
    def kind_label(self) -> str:
        words = self.kind_detail or (str(self.get_family_display()) if self.family else "")
        return words[:1].upper() + words[1:] or gettext("Facilitation format")

    @property
    def display_group(self) -> str:
        """« 4 à 12 personnes », or ""."""
        low, high = self.group_min, self.group_max
        if low and high and low != high:
            return gettext("%(low)d to %(high)d people") % {"low": low, "high": high}
        if low or high:
            text = gettext("up to %(n)d people") if high and not low else gettext("from %(n)d people")
            return gettext("%(n)d people") % {"n": low} if low == high else text % {"n": low or high}
        return ""

    @property
    def fit_rows(self):
        rows = super().fit_rows
        rows.insert(2, (gettext("Group"), self.display_group))
        return rows
