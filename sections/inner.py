"""Index pages inside a section, for a section that is a site within the site."""

from .listing import Listing
from .models import SectionIndexPage
from .query import newest_first, published


class InnerIndexPage(SectionIndexPage):
    """A room of a section: an introduction, and the list of one of the section's page types, with its feed.

    Its section names it in `inner_index_models`; the model names what it lists.
    """

    #: The page type that is listed, a model class of the section's `page_models`.
    listed_model: type
    #: The `Listing` subclass of that list.
    listing_class: type[Listing] = Listing

    parent_page_types: list[str] = []

    class Meta:
        abstract = True

    def get_listing(self, request) -> Listing:
        """The list of this room in the language of the request, filtered by the address."""
        pages = newest_first(published(self.listed_model.objects.all()))
        return self.listing_class(request.GET, pages, path=self.get_url(request) or "")
