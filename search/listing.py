"""The listing of the search page."""

import unicodedata

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from content.facets import PersonFacet
from content.models import ContentPage
from sections.facets import SectionFacet, YearFacet
from sections.listing import Listing
from themes.facets import ThemeFacet

#: Longer queries are cut: nobody types more.
MAX_QUERY = 300
#: No more matches than this are looked at.
MAX_FOUND = 2_000


def clean_query(text: str) -> str:
    """Normalise apostrophes and spaces, drop what cannot be printed, cut what is too long."""
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_QUERY]


class SearchListing(Listing):
    """All the public pages, narrowed by the words of `?q=`, with facets across sections."""

    facets = (SectionFacet(), ThemeFacet(), PersonFacet(title=_("Person")), YearFacet())

    def __init__(self, data: QueryDict, queryset, path: str = ""):
        self.words = clean_query(data.get("q", ""))
        if self.words:
            # The backend cannot filter on languages and restrictions: the queryset does, after it.
            found = ContentPage.objects.search(self.words, operator="and", order_by_relevance=False)
            queryset = queryset.filter(pk__in=[page.pk for page in found[:MAX_FOUND]])
        super().__init__(data, queryset, path)

    def query(self, **changes) -> str:
        query = QueryDict(super().query(**changes), mutable=True)
        if self.words:
            query["q"] = self.words
        return query.urlencode()
