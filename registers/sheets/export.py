"""A register as a spreadsheet, line after line."""

import codecs
import csv
import functools
from collections.abc import Iterable, Iterator
from itertools import chain
from tempfile import TemporaryFile

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from .cells import MAX_CELL, get_too_long, neutralise
from .sheet import CHUNK

#: French Excel opens a CSV file by a double click only with semicolons (its list separator, the
#: comma being that of decimals), and reads accents only after a byte order mark.
DELIMITER = ";"


def guard_exports() -> None:
    """Have every list and report of Wagtail's admin, ours or its own, write spreadsheets as registers do.

    Each cell of theirs passes the first of these two methods, whatever the view makes of the value. With commas,
    French Excel would cut a line at the semicolons inside its cells, quoted or not, and run what follows one.
    """
    plain = SpreadsheetExportMixin.preprocess_field_value

    @functools.wraps(plain)
    def preprocess_field_value(self, field, value, export_format):
        value = plain(self, field, value, export_format)
        return neutralise(value) if isinstance(value, str) else value

    @functools.wraps(SpreadsheetExportMixin.stream_csv)
    def stream_csv(self, queryset):
        head = [self.get_heading(queryset, field) for field in self.list_export]
        # Any length, and few rows in memory; what a view read and completed already stays what it made of it.
        is_unread = isinstance(queryset, QuerySet) and queryset._result_cache is None
        items = queryset.iterator(chunk_size=CHUNK) if is_unread else queryset
        rows = (self.to_row_dict(item).items() for item in items)
        cells = ([self.preprocess_field_value(*cell, self.FORMAT_CSV) for cell in row] for row in rows)
        return write_csv(chain([head], cells))

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
    SpreadsheetExportMixin.stream_csv = stream_csv


class _Echo:
    def write(self, text: str) -> bytes:
        return text.encode()


def get_lines(sheet, queryset) -> Iterator[list[str]]:
    """The headings, then a line for each entry; cells are safe."""
    yield [column.label for column in sheet.columns]
    for entry in sheet.iterate(queryset):
        cells = (column.write(entry) for column in sheet.columns)
        yield [neutralise(cell) if len(cell) <= MAX_CELL else get_too_long() for cell in cells]


def write_csv(lines: Iterable[list]) -> Iterator[bytes]:
    yield codecs.BOM_UTF8
    writer = csv.writer(_Echo(), delimiter=DELIMITER, lineterminator="\r\n")
    for cells in lines:
        yield writer.writerow(cells)


def write_xlsx(lines: Iterable[list[str]], title: str, output) -> None:
    """Write a workbook to `output`, a file; every cell is text, so that nothing is computed or rounded."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    page = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31])
    page.freeze_panes = "B2"
    for number, cells in enumerate(lines):
        row = []
        for text in cells:
            cell = WriteOnlyCell(page, text)
            cell.data_type = "s"
            cell.number_format = "@"
            if number == 0:
                cell.font = Font(bold=True)
            row.append(cell)
        page.append(row)
    book.save(output)


def respond(sheet, queryset, kind: str):
    """The answer that downloads `queryset` as `csv` or `xlsx`."""
    opts = sheet.model._meta
    return respond_lines(get_lines(sheet, queryset), opts.model_name, str(opts.verbose_name_plural).capitalize(), kind)


def respond_lines(lines: Iterable[list[str]], name: str, title: str, kind: str):
    """The answer that downloads lines, whose cells are safe, as `csv` or `xlsx`."""
    name = f"{name}-{timezone.localdate().isoformat()}.{kind}"
    if kind == "xlsx":
        output = TemporaryFile()  # noqa: SIM115
        write_xlsx(lines, title, output)
        output.seek(0)
        return FileResponse(output, as_attachment=True, filename=name)
    response = StreamingHttpResponse(write_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
