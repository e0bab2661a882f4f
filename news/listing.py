"""The news' filters."""

from sections.facets import YearFacet
from sections.listing import Listing
from themes.facets import ThemeFacet


class NewsListing(Listing):
    facets = (YearFacet(), ThemeFacet())
