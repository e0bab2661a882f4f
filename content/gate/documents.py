"""The rule on PDFs: what a PDF says is also readable as a page, or the site says why it is not."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model

from registers.streams import walk_fields

from ..blocks.media import DocumentAlternative, DocumentBlock
from ..searching import read_raw_text
from .rules import AnyPageRule


def get_pdfs(pks) -> set[int]:
    """Which of these documents are PDFs: one query, none without documents."""
    pks = [pk for pk in pks if pk]
    if not pks:
        return set()
    return set(get_document_model().objects.filter(pk__in=pks, file__iendswith=".pdf").values_list("pk", flat=True))


def has_text(page) -> bool:
    """Whether the page has a text of its own, which may be what its PDF says."""
    return any(
        isinstance(place.block, blocks.RichTextBlock) and read_raw_text(place.block, place.value).strip()
        for place in walk_fields(page)
    )


class PdfAlternative(AnyPageRule):
    code = "pdf-alternative"
    message = _("A PDF has neither an accessible version in a page nor a reason for having none.")

    def find(self, page):
        places = [place for place in walk_fields(page) if isinstance(place.block, DocumentBlock)]
        pdfs = get_pdfs(place.value.get("document") for place in places)
        for place in places:
            if place.value.get("document") in pdfs and not self.has_alternative(page, place.value):
                yield self.make(f"{place.path}.alternative", place.value.get("title") or "")

    def has_alternative(self, page, value: dict) -> bool:
        """Whether what the editor declared is there."""
        kind = value.get("alternative")
        if kind == DocumentAlternative.HERE:
            return has_text(page)
        if kind == DocumentAlternative.ELSEWHERE:
            return bool(value.get("alternative_page"))
        return kind == DocumentAlternative.EXEMPT and bool((value.get("exemption") or "").strip())
