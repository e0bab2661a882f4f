"""The registers from A to Z: sorted as readers sort, whatever the accents, and cut into pages."""

from django.core.paginator import Page, Paginator

from registers.names import fold

#: How many entries a page of an index shows.
INDEX_SIZE = 60
#: Where names that begin with a figure or a sign stand.
OTHER = "#"


def get_letter(name: str) -> str:
    """The capital letter under which a name stands."""
    first = fold(name)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


class Directory:
    """A register's entries by `name_field`: one query for the names, one for a page of entries."""

    def __init__(self, queryset, name_field: str):
        self.queryset = queryset
        names = queryset.order_by().values_list("pk", name_field)
        self.names = sorted(names, key=lambda row: (get_letter(row[1]) == OTHER, fold(row[1]), row[0]))

    def get_page(self, number: int) -> Page:
        """A page of entries, each with its `letter`, given to the first of each letter only."""
        page = Paginator(self.names, INDEX_SIZE).get_page(number)
        entries = self.queryset.in_bulk([pk for pk, _name in page.object_list])
        rows, last = [], None
        for pk, name in page.object_list:
            if pk in entries:
                letter = get_letter(name)
                entries[pk].letter = letter if letter != last else ""
                last = letter
                rows.append(entries[pk])
        page.object_list = rows
        return page

    def get_letters(self) -> list[dict]:
        """Each letter that has entries, with the number of the page where it begins."""
        first: dict[str, int] = {}
        for position, (_pk, name) in enumerate(self.names):
            first.setdefault(get_letter(name), position // INDEX_SIZE + 1)
        return [{"letter": letter, "page": page} for letter, page in first.items()]
