"""The letter's filters."""

from content.facets import PersonFacet
from sections.facets import YearFacet
from sections.listing import Listing
from themes.facets import KeywordFacet, ThemeFacet


class CenumListing(Listing):
    facets = (YearFacet(), ThemeFacet(), PersonFacet(), KeywordFacet())
