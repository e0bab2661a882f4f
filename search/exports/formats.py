"""The formats in which results are taken away: those of citations, and CSV for spreadsheets."""

import csv
import dataclasses
import io
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from content.citing import formats as citing
from content.citing.formats import Format
from content.citing.model import Name, clean
from registers.sheets.cells import neutralise

from .rows import Row

#: CSV: a byte order mark, human labels, and no cell that could be run as a formula.
BOM = "\ufeff"
#: Where French Excel cuts a line, which stands between commas here, as other programs expect.
CUT_AT = ";"
#: (heading, what is under it for a row)
COLUMNS = (
    (_("Reference"), lambda row: row.document.reference),
    (_("Title"), lambda row: row.reference.title),
    (_("Subtitle"), lambda row: row.reference.subtitle),
    (_("Section"), lambda row: row.section.section_title if row.section else ""),
    (_("Kind"), lambda row: row.reference.genre),
    (_("Date"), lambda row: row.reference.date),
    (_("End"), lambda row: row.reference.end_date),
    (_("Date in words"), lambda row: row.reference.dated),
    (_("Authors"), lambda row: join(row.reference.authors)),
    (
        _("Other people"),
        lambda row: join(
            row.reference.interviewers + row.reference.organisers + row.reference.editors + row.reference.contributors
        ),
    ),
    (_("Themes and keywords"), lambda row: "; ".join(row.reference.keywords)),
    (_("Summary"), lambda row: row.reference.abstract),
    (_("Language"), lambda row: dict(settings.LANGUAGES).get(row.reference.language, row.reference.language)),
    (_("Doubt"), lambda row: row.reference.note),
    (_("Permanent address"), lambda row: row.reference.url),
    (_("Note"), lambda row: row.reference.remark),
)


def join(names: Iterable[Name]) -> str:
    return "; ".join(name.display for name in dict.fromkeys(names))


def write_line(cells: Iterable) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([neutralise(clean(cell), cut_at=CUT_AT) for cell in cells])
    return line.getvalue()


def write_head() -> str:
    return BOM + write_line(heading for heading, _get in COLUMNS)


def write(row: Row) -> str:
    """One line."""
    return write_line(get(row) for _heading, get in COLUMNS)


#: By the name that the address gives them.
FORMATS = {"csv": Format("CSV", "text/csv; charset=utf-8", "csv", write, head=write_head)}
for _name in citing.OFFERED:
    _format = citing.FORMATS[_name]
    FORMATS[_name] = dataclasses.replace(_format, write=lambda row, of=_format: of.write(row.reference))
#: Where the answer to a query can be taken, under the address of the search page, and what that is called.
FEEDS = {"atom": ("feed/atom/", _("Atom feed")), "json_feed": ("feed/json/", _("JSON feed"))}
EXPORTS = {name: (f"export/{name}/", file_format.label) for name, file_format in FORMATS.items()}
