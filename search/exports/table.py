"""CSV for spreadsheets: a byte order mark, human labels, and no cell that could be run as a formula."""

import csv
import io

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registers.sheets.cells import neutralise
from sections.registry import get_section_for

from .rows import Row, clean

MEDIA_TYPE = "text/csv; charset=utf-8"
BOM = "\ufeff"
#: Where French Excel cuts a line, which stands between commas here, as other programs expect.
CUT_AT = ";"
COLUMNS = (
    _("Reference"),
    _("Title"),
    _("Subtitle"),
    _("Section"),
    _("Kind"),
    _("Date"),
    _("End"),
    _("Date in words"),
    _("Authors"),
    _("Other people"),
    _("Themes and keywords"),
    _("Summary"),
    _("Language"),
    _("Doubt"),
    _("Permanent address"),
)


def get_cells(row: Row) -> list[str]:
    reference = row.reference
    section = get_section_for(row.page) if row.page is not None else None
    others = dict.fromkeys(
        (*reference.interviewers, *reference.organisers, *reference.editors, *reference.contributors)
    )
    languages = {code: str(name) for code, name in settings.LANGUAGES}
    return [
        row.document.reference,
        reference.title,
        reference.subtitle,
        str(section.section_title) if section else "",
        reference.genre,
        reference.date,
        reference.end_date,
        reference.dated,
        "; ".join(name.display for name in reference.authors),
        "; ".join(name.display for name in others),
        "; ".join(reference.keywords),
        reference.abstract,
        languages.get(reference.language, reference.language),
        reference.note,
        reference.url,
    ]


def write_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([neutralise(clean(cell), cut_at=CUT_AT) for cell in cells])
    return line.getvalue()


def write_head() -> str:
    return BOM + write_line([str(column) for column in COLUMNS])


def write(row: Row) -> str:
    """One line."""
    return write_line(get_cells(row))
