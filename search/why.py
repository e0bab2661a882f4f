"""« Pourquoi ce résultat »: the reasons of a result, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .contract import Reason

FIELDS = {
    "title": _("in the title"),
    "other_titles": _("in another of its titles or an acronym"),
    "people": _("among the people who took part"),
    "summary": _("in the summary"),
    "headings": _("in its headings or subjects"),
    "text": _("in the text"),
    "passage": _("in an extract"),
}
#: A reader does not read more.
MAX_SENTENCES = 6


def explain(reasons: Iterable[Reason]) -> list[str]:
    """One sentence for each word and the way it was found, with all the fields that have it."""
    fields: dict[tuple[str, str, str], list[str]] = {}
    for reason in reasons:
        found = fields.setdefault((reason.word, reason.through, reason.found), [])
        where = str(FIELDS.get(reason.field, reason.field))
        if where not in found:
            found.append(where)
    return [_explain(*key, ", ".join(where)) for key, where in list(fields.items())[:MAX_SENTENCES]]


def _explain(word: str, through: str, found: str, where: str) -> str:
    # Apostrophes were made straight to look the words up.
    words = {"word": word.replace("'", "’"), "found": found.replace("'", "’"), "where": where}
    if through == "synonym":
        return gettext("“%(word)s”, by its synonym “%(found)s”: %(where)s") % words
    if through == "correction":
        return gettext("“%(word)s”, corrected to “%(found)s”: %(where)s") % words
    if found and found.casefold() != word.casefold():
        return gettext("“%(word)s”, as “%(found)s”: %(where)s") % words
    return gettext("“%(word)s”: %(where)s") % words
