"""The interviews' filters."""

from django.utils.translation import gettext_lazy as _

from content.facets import PartOfFacet, TextFacet
from content.models import load_contributions
from sections.facets import YearFacet
from sections.listing import Listing
from themes.facets import ThemeFacet


class ParoleListing(Listing):
    facets = (
        PartOfFacet("work", _("Work")),
        TextFacet(),
        ThemeFacet(),
        YearFacet(),
    )
    page_size = 18

    @classmethod
    def prepare_pages(cls, pages):
        """Cards show the faces of those who answer."""
        missing = [page for page in pages if "loaded_contributions" not in page.__dict__]
        if missing:
            load_contributions(missing)
