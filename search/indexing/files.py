"""Attached documents: which of them the public may open, and their texts, read once for each file."""

from collections.abc import Iterable, Iterator

from wagtail.documents import get_document_model

from content.searching import SearchFile
from registers.pdf.reading import BROKEN, READ, PdfText, read_pdf

from ..hidden import is_private
from ..models import FileReport
from .built import clean


class Files:
    """The documents of some pages, in two queries."""

    def __init__(self, ids: set[int]):
        documents = get_document_model().objects.filter(~is_private(), pk__in=ids)
        self.documents = {row.pk: row for row in documents if row.file_extension.lower() == "pdf"}
        reports = {report.document_id: report for report in FileReport.objects.filter(document__in=self.documents)}
        #: Those of the very files that are there now.
        self.reports = {
            pk: report for pk, report in reports.items() if "" != report.file_hash == self.documents[pk].file_hash
        }
        self.unread = self.documents.keys() - self.reports.keys()

    def get_pages(self, files: Iterable[SearchFile]) -> Iterator[tuple[int, str, str, int, str]]:
        """(document, title, address, page number, text) of each page that has words."""
        for pk, title in dict.fromkeys((file.document_id, file.title) for file in files):
            if pk in self.reports:
                document = self.documents[pk]
                for number, text in enumerate(self.reports[pk].texts, 1):
                    if text:
                        yield pk, title or document.title, document.url, number, text


def read_files(pages) -> None:
    """Read the PDFs of `pages` that were never read, unless their very file was, and write the reports that editors see.

    That takes seconds, to be spent outside of any transaction.
    """
    files = Files({file.document_id for page in pages for file in page.get_search_files()})
    for pk in files.unread:
        FileReport.objects.update_or_create(document_id=pk, defaults=_read(files.documents[pk]))


def _read(document) -> dict:
    try:
        if not document.file_hash:
            # Kept on the document; no signal is sent for it.
            document._set_file_hash()
            type(document).objects.filter(pk=document.pk).update(file_hash=document.file_hash)
        same = FileReport.objects.filter(file_hash=document.file_hash).first()
        if same is not None:
            names = ("file_hash", "state", "pages", "texts", "scans")
            return {name: getattr(same, name) for name in names}
        with document.open_file() as file:
            found = read_pdf(file)
    except OSError:
        # The file is not where the database says.
        found = PdfText(BROKEN)
    return {
        "file_hash": document.file_hash,
        "state": FileReport.State.SCANS if found.scans and found.state == READ else found.state,
        "pages": found.pages,
        "texts": [clean(text) for text in found.texts],
        "scans": found.scans,
    }
