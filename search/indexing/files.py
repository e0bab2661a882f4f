"""Attached documents: which of them the public may open, and their texts, read once for each file."""

from collections.abc import Iterable, Iterator

from wagtail.documents import get_document_model

from content.searching import SearchFile
from registers.pdf.reading import BROKEN, READ, PdfText, read_pdf

from ..hidden import is_private
from ..models import FileReport
from .built import clean


class Files:
    """The documents of some pages, in two queries; with `read`, those never read before are read."""

    def __init__(self, ids: Iterable[int], read: bool = True):
        self.documents, self.reports, self.unread = {}, {}, set()
        ids = set(ids)
        if not ids:
            return
        documents = get_document_model().objects.filter(~is_private(), pk__in=ids)
        self.documents = {row.pk: row for row in documents if row.file_extension.lower() == "pdf"}
        reports = FileReport.objects.filter(document__in=self.documents)
        self.reports = {report.document_id: report for report in reports}
        for pk, document in self.documents.items():
            report = self.reports.get(pk)
            if report is None or report.file_hash != document.file_hash or not document.file_hash:
                self.reports.pop(pk, None)
                if read:
                    self.reports[pk] = read_document(document)
                else:
                    self.unread.add(pk)

    def get_pages(self, files: Iterable[SearchFile]) -> Iterator[tuple[int, str, str, int, str]]:
        """(document, title, address, page number, text) of each page that has words."""
        for pk, title in dict.fromkeys((file.document_id, file.title) for file in files):
            report = self.reports.get(pk)
            if report is not None:
                document = self.documents[pk]
                for number, text in enumerate(report.texts, 1):
                    if text:
                        yield pk, title or document.title, document.url, number, text


def read_files(pages) -> None:
    """Read the files of `pages` that were never read: seconds, to be spent outside of any transaction."""
    Files(file.document_id for page in pages for file in page.get_search_files())


def read_document(document) -> FileReport:
    """Read a PDF unless its very file was read before, and write the report that editors see."""
    values = _read(document)
    return FileReport.objects.update_or_create(document=document, defaults=values)[0]


def _read(document) -> dict:
    try:
        file_hash = _get_hash(document)
        same = FileReport.objects.filter(file_hash=file_hash).first()
        if same is not None:
            names = ("file_hash", "state", "pages", "texts", "scans")
            return {name: getattr(same, name) for name in names}
        with document.open_file() as file:
            found = read_pdf(file)
    except OSError:
        # The file is not where the database says.
        file_hash, found = document.file_hash, PdfText(BROKEN)
    texts = [clean(text) for text in found.texts]
    state = FileReport.State.SCANS if found.scans and found.state == READ else found.state
    return {"file_hash": file_hash, "state": state, "pages": found.pages, "texts": texts, "scans": found.scans}


def _get_hash(document) -> str:
    """The hash of the file, kept on the document; no signal is sent for it."""
    if not document.file_hash:
        document._set_file_hash()
        type(document).objects.filter(pk=document.pk).update(file_hash=document.file_hash)
    return document.file_hash
