"""What a work must have to be published, besides what every content must."""

from django.utils.translation import gettext_lazy as _

from content.gate import Rule
from content.gate.documents import get_pdfs, has_text


class FollowedProposals(Rule):
    """What came of a proposal is told of one that is listed, and a word about it rests on something."""

    code = "follow-up"
    message = _("A follow-up names no proposal of the list, or a proposal says what became of it without a follow-up.")
    field = "follow_ups"

    def find(self, page):
        if hasattr(page, "follow_ups"):
            told = {row.number: row.title for row in page.follow_ups.all()}
            rows = {row.number: row for row in page.proposals.all()}
            for number in told.keys() - rows.keys():
                yield self.make(extract=told[number])
            for number, row in rows.items():
                if row.status and number not in told:
                    yield self.make(extract=row.title)


class ProposalNumbers(Rule):
    """Two proposals of one number would have one address."""

    code = "proposal-numbers"
    message = _("Two proposals have the same number.")
    field = "proposals"

    def find(self, page):
        numbers = [row.number for row in page.proposals.all()] if hasattr(page, "proposals") else []
        if len(set(numbers)) != len(numbers):
            yield self.make()


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
