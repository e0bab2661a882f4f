"""The works library's filters."""

from django.utils.translation import gettext_lazy as _

from content.facets import PersonFacet
from sections.facets import ChoiceFacet, YearFacet
from sections.listing import Listing
from themes.facets import KeywordFacet, ThemeFacet

from .choices import WorkKind


class WorkListing(Listing):
    has_words = True
    facets = (
        ChoiceFacet("kind", _("Kind"), "kind", WorkKind.choices),
        ThemeFacet(),
        PersonFacet(),
        YearFacet(),
        KeywordFacet(),
    )
