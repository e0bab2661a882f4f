from sections.facets import ChoiceFacet, YearFacet
from sections.listing import Listing


class ToyListing(Listing):
    facets = (ChoiceFacet("colour", "Couleur", "colour", [("rouge", "Rouge"), ("bleu", "Bleu")]), YearFacet())
