"""Resources: to learn, to prepare, to go further."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel

from content.editing import get_content_panels, make_editor
from content.models import ContentPage
from sections.models import search_in

from .fit import FitModel


class ResourcePage(FitModel, ContentPage):
    """A site, modules, a training course, a selection…"""

    kind_detail = models.CharField(_("kind"), max_length=120, blank=True, help_text=_("“Website”, “modules”…"))
    quantity = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    quantity_unit = models.CharField(_("of what"), max_length=60, blank=True, help_text=_("“pages”, “days”…"))

    template = "cafeia/resource_page.html"
    parent_page_types = ["cafeia.ResourceIndexPage"]
    subpage_types = []
    is_dated = False
    search_code = "ressource"
    edit_handler = make_editor(
        _("Resource"),
        get_content_panels("kind_detail", FieldRowPanel(["quantity", "quantity_unit"]), *FitModel.fit_panels, "body"),
    )
    search_fields = [*ContentPage.search_fields, *search_in("kind_detail", "body")]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    @property
    def kind_label(self) -> str:
        return self.kind_detail[:1].upper() + self.kind_detail[1:] or gettext("Resource")

    @property
    def display_quantity(self) -> str:
        """« 30 pages », or ""."""
        return f"{self.quantity}\u00a0{self.quantity_unit}".strip() if self.quantity else ""

    @property
    def fit_rows(self):
        return [(gettext("Extent"), self.display_quantity), *super().fit_rows]
