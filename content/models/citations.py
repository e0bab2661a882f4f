"""Which cited references a page cites: kept on the page, read from both."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class Citation(Orderable):
    """A page cites a reference of the register; translations share their original's citations."""

    page = ParentalKey("content.ContentPage", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        "references.Source", verbose_name=_("reference"), on_delete=models.CASCADE, related_name="citations"
    )

    merge_identity = ("page",)
    panels = ["source"]

    class Meta(Orderable.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

    def __str__(self):
        return str(self.source)
