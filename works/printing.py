"""The text of a work as a PDF, among its files: made from the page, to be approved with it."""

from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from wagtail.documents import get_document_model
from wagtail.models import Collection

from content.citing.model import make_reference
from content.citing.styles import cite
from content.printing import make_pdf

from .models import WorkDocument, WorkPage


def print_work(work: WorkPage, user=None) -> WorkDocument:
    """Put a PDF of all its chapters among the files of `work`, which is not saved; one made before gives way.

    Raises `content.printing.CannotPrint`.
    """
    with override(work.locale.language_code):
        site = work.get_site()
        reference = make_reference(work, site.root_url if site else "")
        citation = cite(reference, work.locale.language_code)["ISO 690"]
        authors = ", ".join(name.display for name in reference.authors)
        context = {"page": work, "reference": reference, "authors": authors, "citation": citation}
        content, pages = make_pdf(render_to_string("works/paper.html", context | work.read_chapters()))
        title = gettext("The text as a PDF")
    document = get_document_model()(title=f"{work.title} (PDF)"[:255], uploaded_by_user=user)
    document.collection = Collection.get_first_root_node()
    document.file_size = len(content)
    document.file.save(f"{work.slug}.pdf", ContentFile(content), save=False)
    document.save()
    rows = list(work.documents.all())
    row = next((row for row in rows if row.title == title), None) or WorkDocument(title=title, locale=work.locale)
    row.document, row.pages = document, pages
    if row not in rows:
        row.sort_order = len(rows)
        work.documents.add(row)
    return row
