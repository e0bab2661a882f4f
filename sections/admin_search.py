"""The search box of a register in the admin: that of pages, where accents and plurals do not matter."""

from wagtail.search.backends import get_search_backend
from wagtail_modeladmin.helpers import WagtailBackendSearchHandler


class RegisterSearchHandler(WagtailBackendSearchHandler):
    """The words typed, or names that begin with the last of them."""

    def search_queryset(self, queryset, search_term, preserve_order=False, operator=None, backend=None, **kwargs):
        if not search_term:
            return queryset
        backend = get_search_backend(backend or self.default_search_backend)
        found = set()
        for search in (backend.search, backend.autocomplete):
            # All the rows: filters of the screen need not be known to the index.
            results = search(search_term, queryset.model, operator="and", order_by_relevance=False)
            found |= {row.pk for row in results}
        return queryset.filter(pk__in=found)
