"""The listing of the search page."""

import re
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


def get_terms(words: str) -> str:
    """The letters and figures of a query: nothing left that a search engine could take for syntax."""
    return " ".join(re.findall(r"[^\W_]+", words))


class SearchListing(Listing):
    """All the public pages, narrowed by the words of `?q=`, with facets across sections."""

    facets = (SectionFacet(), ThemeFacet(), PersonFacet(title=_("Person")), YearFacet())

    def __init__(self, data: QueryDict, queryset, path: str = ""):
        self.words = clean_query(data.get("q", ""))
        if self.words:
            queryset = queryset.filter(pk__in=self.find(get_terms(self.words)))
        super().__init__(data, queryset, path)

    @staticmethod
    def find(terms: str) -> list[int]:
        """The pages that have all the terms; the backend cannot filter on languages and restrictions."""
        if not terms:
            return []
        found = ContentPage.objects.search(terms, operator="and", order_by_relevance=False)
        return [page.pk for page in found[:MAX_FOUND]]

    def query(self, **changes) -> str:
        query = QueryDict(super().query(**changes), mutable=True)
        if self.words:
            query["q"] = self.words
        return query.urlencode()
