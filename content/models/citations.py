"""How a page is cited, and which references it cites: kept on the page, read from both."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from sections.dates import iso_partial


class CitableMixin:
    """What a page type says of itself to those who cite it; each answer has a good default."""

    #: What the page is for them: a value of `content.citing.CitationKind`.
    citation_kind = "web-page"
    #: Whether it states a position of the Conseil itself, which is then its author.
    is_own_position = False

    def get_citation_dates(self) -> tuple[str, str]:
        """(start, end) as far as they are known, `2021-05` or "": the date, else the period."""
        if self.date:
            return self.iso_date, ""
        start = iso_partial(self.period_start, self.period_precision)
        return start, iso_partial(self.period_end, self.period_precision)

    def get_citation_details(self) -> dict:
        """What a citation says beyond the common: any field of `content.citing.Reference`."""
        return {}

    def get_citation_pdf(self) -> str:
        """The address, on this site, of the PDF that is the text; "" for none."""
        return ""

    @classmethod
    def load_for_citing(cls, pages: list):
        """Load what the two methods above read, for many pages of the type at once."""

    def get_default_author(self) -> str:
        """Who signs what nobody else signs; "" for the Conseil."""
        return ""


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
