"""The formats in which a citation is taken away, by the name that addresses give them."""

import dataclasses
from collections.abc import Callable

from . import bibtex, csl, records, ris, schema_org
from .model import Reference


@dataclasses.dataclass(frozen=True)
class Format:
    """How a reference is written, and a file of many of them, piece by piece."""

    label: str
    media_type: str
    extension: str
    write: Callable[[Reference], str]
    head: Callable[[], str] = str
    between: str = ""
    foot: str = ""

    @property
    def accepted(self) -> str:
        """The media type, without its parameters."""
        return self.media_type.partition(";")[0]


#: In the order in which they are offered.
FORMATS = {
    "bibtex": Format("BibTeX", bibtex.MEDIA_TYPE, "bib", bibtex.write),
    "ris": Format("RIS", ris.MEDIA_TYPE, "ris", ris.write),
    "csl": Format("CSL-JSON", csl.MEDIA_TYPE, "json", csl.write, lambda: "[\n", ",\n", "\n]\n"),
    "jsonld": Format("JSON-LD", schema_org.MEDIA_TYPE, "jsonld", schema_org.write),
    "mods": Format("MODS", records.MODS_TYPE, "xml", lambda reference: records.write_record("mods", reference)),
}
#: Those that readers are offered; programs find the others.
OFFERED = ("bibtex", "ris", "csl")
