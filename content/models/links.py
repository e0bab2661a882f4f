"""Links between pages: kept on one of them, read from both."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable


class LinkKind(models.TextChoices):
    """What a link means, read from the page that keeps it."""

    PART_OF = "part_of", _("Belongs to")
    FAMILY = "family", _("Same family (summary, leaflet, press release…)")
    RELATED = "related", _("See also")


class PageLink(Orderable):
    """A link from a page to another one; `content.links` reads links both ways."""

    source = ParentalKey("content.ContentPage", on_delete=models.CASCADE, related_name="related_pages")
    target = models.ForeignKey(
        "content.ContentPage", verbose_name=_("page"), on_delete=models.CASCADE, related_name="incoming_links"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind.choices, default=LinkKind.RELATED)

    panels = [FieldRowPanel(["kind", "target"])]

    class Meta(Orderable.Meta):
        verbose_name = _("link to a page")
        verbose_name_plural = _("links to pages")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.target_id}"
