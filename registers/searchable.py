"""What the public search finds of the entries of a register: each register says it on its own model."""

from collections.abc import Iterable

from django.utils.text import capfirst


class SearchableEntry:
    """For the model of a register whose entries are translated and have a public page (`get_absolute_url`).

    The search finds these models by itself: with a `search_family`, each entry is a result, found by its name, and
    follows its changes. None of these hooks makes a query once `search_related` is loaded. They give raw data.
    """

    #: ASCII code, unique among registers: the section and kind of these results, their type in the API. "": not found.
    search_family = ""
    #: The field of the name.
    search_title_field = "name"
    #: Place among registers, where they are listed; smaller first.
    search_order = 100
    #: Relations that the hooks read: foreign keys, then others.
    search_related: tuple[str, ...] = ()
    search_prefetch: tuple[str, ...] = ()
    #: Paths to the entries of registers that a document tells of: it is written again when they change.
    search_uses: tuple[str, ...] = ()

    @classmethod
    def get_search_label(cls) -> str:
        """What an entry is, on screen."""
        return capfirst(str(cls._meta.verbose_name))

    @property
    def search_label(self) -> str:
        """What this very entry is, where it can be said better."""
        return self.get_search_label()

    @property
    def search_name(self) -> str:
        """The name with which pages that tell of it are found: « Agence Exemple (AE) »."""
        acronym = getattr(self, "acronym", "")
        return f"{self.name} ({acronym})" if acronym else self.name

    def get_search_other_titles(self) -> Iterable[str]:
        """Acronyms and other spellings: they count as much as the name. Those in other languages come by themselves."""
        return getattr(self, "aliases", "").splitlines()

    def get_search_summary(self) -> str:
        """A few words, shown under the name."""
        return ""

    def get_search_headings(self) -> Iterable[str]:
        """What says the subject better than the text."""
        return ()

    def get_search_text(self) -> Iterable[str]:
        """Lines of text; HTML is read as its text."""
        return ()

    def get_search_facets(self) -> Iterable[tuple[str, str]]:
        """(facet of the search, value): what filters keep this entry."""
        return ()
