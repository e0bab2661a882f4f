"""The hooks through which the search asks a content what is to be found in it."""

from wagtail.fields import StreamField

from ..searching import SearchFile, SearchPassage, find_files, get_raw, read_headings, read_texts


class SearchableMixin:
    """What a page type says of itself to the search; each answer has a good default.

    None of these makes a query once the relations of `search_prefetch` are loaded (but figures chosen in a text), none
    renders a template: thousands of pages are read in a row.
    """

    #: True where the newest matter more: news, letters, events.
    search_ages = False
    #: What scores are multiplied by: above 1 for publications, below for what tells of other pages.
    search_weight = 1.0
    #: Relations that the hooks below read, loaded for many pages at once.
    search_prefetch: tuple[str, ...] = ()
    #: Paths to the entries of registers that every content tells of: it is indexed again when they change.
    search_uses = (
        "contributions__person",
        "contributions__organisation",
        "themes",
        "themes__parent",
        "tagged_items__tag",
    )
    #: The field whose choices are the kinds of these pages, and say what each is; "" when they are all of one.
    kind_field = ""
    #: Code of that one kind (ASCII); the name of the model when empty.
    search_code = ""
    #: Other words by which readers call these pages, one word each: « publication ».
    search_called: tuple = ()
    #: The StreamFields that make the text; None for all of them.
    search_streams: tuple[str, ...] | None = None

    @classmethod
    def get_search_kinds(cls) -> dict:
        """The kinds of page that this type makes: code → name on screen. Codes are unique in the site."""
        if cls.kind_field:
            return dict(cls._meta.get_field(cls.kind_field).choices)
        return {cls.search_code or cls._meta.model_name: cls._meta.verbose_name}

    @property
    def search_kind(self) -> str:
        """Which of `get_search_kinds` this page is."""
        return getattr(self, self.kind_field) if self.kind_field else self.search_code or self._meta.model_name

    def get_search_streams(self) -> list[tuple]:
        """(definition, raw blocks) of each StreamField of the text."""
        names = self.search_streams
        if names is None:
            names = [field.name for field in self._meta.get_fields() if isinstance(field, StreamField)]
        values = [getattr(self, name) for name in names]
        return [(value.stream_block, get_raw(value)) for value in values]

    def get_search_other_titles(self) -> list[str]:
        """Acronyms and other titles: they count as much as the title."""
        return self.other_titles.splitlines()

    def get_search_headings(self) -> list[str]:
        """Headings and whatever says the subject better than the text."""
        return [heading for _block, raw in self.get_search_streams() for heading in read_headings(raw)]

    def get_search_text(self) -> str:
        """The text, without that of the passages."""
        return "\n".join(read_texts(block, raw) for block, raw in self.get_search_streams())

    def get_search_lines(self) -> list[str]:
        """What the page shows in words besides its texts: every `display_…`, its labels, its figures, its doubt."""
        names = [name for name in dir(type(self)) if name.startswith("display_") or name.endswith("_label")]
        # What the calendar changes by itself, nobody would index again.
        shown = [getattr(self, name) for name in names if "status" not in name]
        if hasattr(self, "figures"):
            shown += [str(row.figure.sentence) for row in self.figures.all() if row.figure.live]
        for row in self.loaded_contributions:
            shown += [row.get_role_display(), row.role_label or getattr(row.contributor, "role", "")]
        return [str(line) for line in (*shown, self.doubt if self.uncertain else "") if line and not callable(line)]

    def get_search_places(self) -> list[str]:
        """The names of where it takes place: its town, its département, its region."""
        place = getattr(self, "place", None)
        return list(place.get_names()) if place else []

    def get_search_passages(self) -> list[SearchPassage]:
        """The parts that open at an address of their own."""
        return []

    def get_search_files(self) -> list[SearchFile]:
        """The documents whose pages are passages too."""
        return [file for block, raw in self.get_search_streams() for file in find_files(block, raw)]
