"""The search box of a register in the admin: that of pages, where accents and plurals do not matter."""

from django.db.models import Q
from wagtail.search.backends import get_search_backend
from wagtail_modeladmin.helpers import WagtailBackendSearchHandler

from .names import get_words


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


class RelatedSearchHandler(RegisterSearchHandler):
    """Finds rows by what they belong to (`through`, the name of a relation), or by a text of their own."""

    through = ""

    def search_queryset(self, queryset, search_term, preserve_order=False, **kwargs):
        if not search_term:
            return queryset
        owners = queryset.model._meta.get_field(self.through).related_model._default_manager.all()
        found = super().search_queryset(owners, search_term).values("pk")
        words = search_term.replace("\x00", "").split()
        wanted = Q(**{f"{self.through}__in": found})
        for name in self.search_fields if words else ():
            wanted |= Q(*[Q(**{f"{name}__icontains": word}) for word in words])
        return queryset.filter(wanted)


class FoldedSearchHandler(WagtailBackendSearchHandler):
    """For small registers that no index knows: every row is read, and its words compared without accents.

    `search_fields` are names of fields, or paths (`page__title`).
    """

    def search_queryset(self, queryset, search_term, preserve_order=False, **kwargs):
        words = get_words(search_term) if search_term else []
        if not words:
            return queryset if not (search_term or "").strip() else queryset.none()
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = []
        for pk, *texts in rows:
            text = get_words(" ".join(str(part or "") for part in texts))
            if all(any(stem(own).startswith(stem(word)) for own in text) for word in words):
                found.append(pk)
        return queryset.filter(pk__in=found)


def stem(word: str) -> str:
    """A word without the mark of its plural."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
