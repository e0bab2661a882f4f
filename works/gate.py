"""What a work must have to be published, besides what every content must."""

from django.utils.translation import gettext_lazy as _

from content.gate import Rule
from content.gate.documents import get_pdfs, has_text


class ProposalList(Rule):
    """An address is one proposal's; what came of it is told of one that is listed, and a word about it rests on that."""

    code = "proposals"
    message = _("A number is given twice, a follow-up names no proposal, or a status has no follow-up.")
    field = "proposals"

    def find(self, page):
        if hasattr(page, "proposals"):
            numbers = [row.number for row in page.proposals.all()]
            told = {row.number for row in page.follow_ups.all()}
            said = {row.number for row in page.proposals.all() if row.status}
            doubles = {number for number in numbers if numbers.count(number) > 1}
            yield from (self.make(extract=str(n)) for n in sorted(doubles | told - set(numbers) | said - told))


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
