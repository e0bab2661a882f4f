"""What to offer a reader whose query found nothing."""

import dataclasses

from django.urls import reverse

from registers.names import fold
from themes.labels import get_active_themes

from . import service
from .contract import SearchQuery
from .listing import SearchListing
from .models import SearchDocument
from .parsing import MAX_HIDDEN, read_query

#: Shorter words are rarely what is looked for; a longer list of words helps nobody.
MIN_LETTERS, MAX_WORDS, MAX_TITLES = 3, 5, 5


@dataclasses.dataclass
class WaysOn:
    """Other ways to what the reader may want."""

    #: How many results the same words have without the filters.
    unfiltered: int
    #: (word, address): those of several words that find something by themselves.
    words: list[tuple[str, str]]
    #: Titles and names that start like a word of the query.
    documents: list[SearchDocument]
    themes: list


def find_ways_on(listing: SearchListing, request=None) -> WaysOn:
    """Find what the query has without its filters, else titles that look like it; and the themes."""
    if listing.is_filtered:
        unfiltered = service.count(SearchQuery(text=listing.words, language=listing.language))
        if unfiltered:
            return WaysOn(unfiltered, [], [], [])
    themes = [theme for theme in get_active_themes(request) if not theme.parent_id]
    themes.sort(key=lambda theme: fold(theme.name))
    words = find_known(listing.words, listing.language)
    alone = [(word, reverse("search", query={"q": word})) for word in words]
    documents = []
    if not listing.is_filtered and (beginning := max(words, key=len, default=listing.words)):
        documents = service.complete(beginning, listing.language, limit=MAX_TITLES)
    return WaysOn(0, alone, documents, themes)


def find_known(text: str, language: str) -> list[str]:
    """The words of a query that find something by themselves; none when it has only one."""
    excluded = service.get_excluded()
    # Of too many, nobody counts the words that only they have.
    asked = read_query(text.replace('"', " "), language, excluded).asked if len(excluded) <= MAX_HIDDEN else ()
    known = [clause.source for clause in asked if clause.known and len(clause.source) >= MIN_LETTERS]
    return known[:MAX_WORDS] if len(asked) > 1 else []
