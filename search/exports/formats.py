"""The formats in which results are taken away, by the name that the address gives them."""

import dataclasses
from collections.abc import Callable

from . import bibtex, csl, ris, table
from .rows import Row


@dataclasses.dataclass(frozen=True)
class Format:
    """How a list of results becomes a file, piece by piece."""

    media_type: str
    extension: str
    write: Callable[[Row], str]
    head: Callable[[], str] = str
    between: str = ""
    foot: str = ""


FORMATS = {
    "csv": Format(table.MEDIA_TYPE, "csv", table.write, head=table.write_head),
    "bibtex": Format(bibtex.MEDIA_TYPE, "bib", lambda row: bibtex.write(row.reference)),
    "ris": Format(ris.MEDIA_TYPE, "ris", lambda row: ris.write(row.reference)),
    "csl": Format(
        csl.MEDIA_TYPE,
        "json",
        lambda row: csl.write(row.reference),
        head=lambda: "[\n",
        between=",\n",
        foot="\n]\n",
    ),
}
