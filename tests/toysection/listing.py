from events.listing import EventListing
from sections.facets import ChoiceFacet, YearFacet


class ToyListing(EventListing):
    facets = (ChoiceFacet("colour", "Couleur", "colour", [("rouge", "Rouge"), ("bleu", "Bleu")]), YearFacet())
