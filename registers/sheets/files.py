"""From an uploaded file to lines of text: whatever it is, a table or a clear refusal."""

import csv
import datetime
import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.uploads.archives import OFFICE, open_archive
from accounts.uploads.errors import too_large
from accounts.uploads.texts import read_text

from ..uploads import FileRefused
from .cells import normalise

#: Bytes of a file, and bytes of what an XLSX file unpacks to.
MAX_BYTES = 4 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 80
MAX_TEXT = 60_000
#: What stands between cells: that of French spreadsheets first.
DELIMITERS = ";,\t"


#: A line of a file: its number, as spreadsheets count, and its cells.
Line = tuple[int, list[str]]


def read_file(name: str, data: bytes) -> list[Line]:
    """The lines of a CSV or XLSX file that are not empty, the headings first. Raises FileRefused."""
    if len(data) > MAX_BYTES:
        raise FileRefused(str(too_large(MAX_BYTES).messages[0]))
    if not data.strip(b"\x00 \r\n\t"):
        raise FileRefused(_("The file is empty."))
    extension = name.rpartition(".")[2].lower()
    if data.startswith(b"PK\x03\x04"):
        lines = read_xlsx(data)
    elif extension in ("xlsx", "xls", "ods", "xlsm") or data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG")):
        raise FileRefused(_("This is not a CSV or XLSX file: save it again as “CSV UTF-8” or “XLSX”."))
    else:
        lines = read_csv(decode(data))
    if not lines:
        raise FileRefused(_("The file is empty."))
    return lines


def decode(data: bytes) -> str:
    """The text of a CSV file; older Excel writes Windows-1252."""
    text, encoding = read_text(data)
    if "\x00" in text:
        raise FileRefused(_("This file is not text: save it as “CSV UTF-8”."))
    if encoding == "latin-1" or "\ufffd" in text:
        raise FileRefused(_("The characters of this file cannot be read: save it as “CSV UTF-8”."))
    return text


def read_csv(text: str) -> list[Line]:
    head, _end, rest = text.partition("\n")
    if head.strip().lower().startswith("sep=") and len(head.strip()) == 5:
        delimiter, text, offset = head.strip()[4], rest, 1
    else:
        delimiter, offset = max(DELIMITERS, key=head.count), 0
    csv.field_size_limit(max(csv.field_size_limit(), MAX_TEXT * 4))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, start = [], 1
    try:
        for cells in reader:
            keep(lines, start + offset, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        message = _("Line %(n)d is malformed: check the quotation marks.")
        raise FileRefused(message % {"n": start + offset}) from error
    return lines


#: What a formula that fails leaves in its cell, in a workbook or in the CSV that a French Excel makes of it: no value.
ERRORS = set("#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #BUSY!".split())
ERRORS |= set("#UNKNOWN! #GETTING_DATA #NUL! #VALEUR! #NOM? #NOMBRE! #PROPAGATION! #EPARS! #CALCUL! #CHAMP!".split())


def read_xlsx(data: bytes) -> list[Line]:
    from openpyxl import load_workbook

    try:
        with open_archive(io.BytesIO(data), "xlsx", size=len(data), limit=MAX_UNPACKED) as archive:
            if OFFICE["xlsx"] not in archive.namelist():
                raise FileRefused(_("This is not a CSV or XLSX file: save it again as “CSV UTF-8” or “XLSX”."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        lines: list[Line] = []
        # A hidden sheet holds choices or an old version, not what was filled in.
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        rows = (sheets or book.worksheets)[0].iter_rows(max_row=MAX_ROWS * 4, max_col=MAX_COLUMNS + 1, values_only=True)
        for number, cells in enumerate(rows, 1):
            keep(lines, number, [write_cell(cell) for cell in cells])
        return lines
    except FileRefused:
        raise
    except Exception as error:
        if isinstance(error, ValidationError) and error.code != "content":
            raise FileRefused(error.message) from error
        # Whatever a damaged or hostile archive makes the library say.
        raise FileRefused(_("This XLSX file is damaged: open it and save it again.")) from error


def write_cell(value) -> str:
    """A value of a cell as a CSV file would give it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def keep(lines: list[Line], number: int, cells: list[str]) -> None:
    """Add a line unless it is empty. Raises FileRefused when there are too many, or one is too wide."""
    cells = ["" if cell.strip() in ERRORS else cell for cell in cells]
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if not cells:
        return
    if len(cells) > MAX_COLUMNS:
        raise FileRefused(_("Line %(n)d has too many columns.") % {"n": number})
    if any(len(cell) > MAX_TEXT for cell in cells):
        raise FileRefused(_("A cell of line %(n)d is too long.") % {"n": number})
    if len(lines) > MAX_ROWS:
        raise FileRefused(_("The file has more than %(n)d lines: cut it into several.") % {"n": MAX_ROWS})
    lines.append((number, [normalise(cell) for cell in cells]))
