"""The search page: a listing narrowed by words."""

from django.template.response import TemplateResponse

from content.models import ContentPage
from sections.query import newest_first, published

from .listing import SearchListing


def search(request):
    """Pages of every section that have all the words; all of them without words."""
    pages = newest_first(published(ContentPage.objects.all()))
    listing = SearchListing(request.GET, pages, path=request.path)
    return TemplateResponse(request, "search/search.html", {"listing": listing, "query": listing.words})
