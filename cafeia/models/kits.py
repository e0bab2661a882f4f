"""Kits: what to follow, step by step, and to print."""

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from content.editing import get_content_panels, make_editor
from content.models import ContentPage
from sections.models import search_in

from ..choices import KitPurpose
from ..navigation import get_crumbs
from ..structured_data import describe_how_to
from .fit import StepsModel


class KitPage(RoutablePageMixin, StepsModel, ContentPage):
    """A kit: its steps, its material, and a version to print."""

    purpose = models.CharField(_("what it helps with"), max_length=12, choices=KitPurpose.choices, blank=True)
    suits_any = models.BooleanField(
        _("suits every café"), default=False, help_text=_("Whatever the audience, the duration and the place.")
    )
    step_count = models.PositiveSmallIntegerField(
        _("number of steps"), null=True, blank=True, help_text=_("When it is known and the steps are not written here.")
    )

    template = "cafeia/kit_page.html"
    parent_page_types = ["cafeia.KitIndexPage"]
    subpage_types = []
    is_dated = False
    search_code = "kit"
    edit_handler = make_editor(
        _("Kit"),
        get_content_panels(
            FieldRowPanel(["purpose", "suits_any", "step_count"]), *StepsModel.fit_panels, "steps", "body"
        ),
    )
    search_fields = [*ContentPage.search_fields, *search_in("material", "steps", "body", filters=["purpose"])]

    class Meta:
        verbose_name = _("kit")
        verbose_name_plural = _("kits")

    @property
    def kind_label(self) -> str:
        if self.purpose:
            return gettext("Kit – %(purpose)s") % {"purpose": str(self.get_purpose_display()).lower()}
        return gettext("Kit")

    @property
    def display_steps(self) -> str:
        """« 4 étapes », or ""."""
        n = len(self.steps) or self.step_count or 0
        return ngettext("%(n)d step", "%(n)d steps", n) % {"n": n} if n else ""

    @property
    def blank_steps(self) -> range:
        """The numbers of the steps that are not written here, to fill in by hand."""
        return range(1, (self.step_count or 0) + 1) if not self.steps else range(0)

    @property
    def fit_rows(self):
        return [(gettext("Steps"), self.display_steps), *super().fit_rows]

    def describe(self, request) -> dict:
        return describe_how_to(self, request)

    @path("imprimer/", name="print")
    def print_version(self, request):
        """The kit on paper: its steps, its material, and room to write."""
        return self.render(
            request,
            template="cafeia/kit_print.html",
            context_overrides={"crumbs": get_crumbs(self, request, gettext("To print"))},
        )
