"""Reports of the admin as spreadsheets that office software reads well."""

import codecs

from django.utils import timezone

#: A cell that begins so is a formula to a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


class SafeSpreadsheetMixin:
    """For a report view: accents read by Excel, no cell taken for a formula, a dated file name."""

    #: What the file is called, before the date.
    file_stem = "rapport"

    def get_filename(self):
        return f"{self.file_stem}-{timezone.localdate().isoformat()}"

    def stream_csv(self, queryset):
        """With a mark that has Excel read the accents."""
        yield codecs.BOM_UTF8
        yield from super().stream_csv(queryset)

    def get_preprocess_function(self, field, value, export_format):
        return as_text if isinstance(value, str) else super().get_preprocess_function(field, value, export_format)
