"""The formats in which results are taken away, by the name that the address gives them."""

import dataclasses
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from . import bibtex, csl, ris, table
from .rows import Row


@dataclasses.dataclass(frozen=True)
class Format:
    """How a list of results becomes a file, piece by piece."""

    label: str
    media_type: str
    extension: str
    write: Callable[[Row], str]
    head: Callable[[], str] = str
    between: str = ""
    foot: str = ""


FORMATS = {
    "csv": Format("CSV", table.MEDIA_TYPE, "csv", table.write, head=table.write_head),
    "bibtex": Format("BibTeX", bibtex.MEDIA_TYPE, "bib", lambda row: bibtex.write(row.reference)),
    "ris": Format("RIS", ris.MEDIA_TYPE, "ris", lambda row: ris.write(row.reference)),
    "csl": Format(
        "CSL-JSON",
        csl.MEDIA_TYPE,
        "json",
        lambda row: csl.write(row.reference),
        head=lambda: "[\n",
        between=",\n",
        foot="\n]\n",
    ),
}
#: Where the answer to a query can be taken, under the address of the search page, and what that is called.
FEEDS = {"atom": ("feed/atom/", _("Atom feed")), "json_feed": ("feed/json/", _("JSON feed"))}
EXPORTS = {name: (f"export/{name}/", file_format.label) for name, file_format in FORMATS.items()}
