"""What a work must have to be published, besides what every content must."""

from django.utils.translation import gettext_lazy as _

from content.gate import Rule
from content.gate.documents import get_pdfs, has_text


class WorkPdf(Rule):
    """A work published as a PDF is readable on the site too, in chapters, or says why it is not."""

    code = "work-pdf"
    message = _("A PDF of the work has neither its text on the page nor a reason for not having it.")
    field = "documents"

    def find(self, page):
        files = page.documents.all() if hasattr(page, "documents") else []
        files = [file for file in files if not file.exemption.strip()]
        pdfs = get_pdfs(file.document_id for file in files)
        if pdfs and not has_text(page):
            for file in files:
                if file.document_id in pdfs:
                    yield self.make(extract=file.title)
