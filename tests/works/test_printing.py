"""The text of a work as a PDF: read back by the reader of Chromium, and made by its editors."""

import pypdfium2
import pytest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_jpeg
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content.printing import make_pdf
from tests.newsroom.test_channels import post_edit
from works.models import WorkPage
from works.printing import print_work

from .making import make_chapter, make_work

pytestmark = pytest.mark.django_db


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(content)


def read(pdf) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


@pytest.fixture
def work(db):
    return make_work(
        make_chapter(
            "D’où l’on part", "Une toupie tourne.", "Elle cite [1].", notes=["La source."], heading="Un constat"
        ),
        make_chapter("Où aller", "Elle s’arrête."),
        proposals=[(1, "Jouer", "Lancer la toupie")],
        title="Un dossier de jouets",
        reference="un-dossier-de-jouets",
        is_demonstration=True,
    )


def test_all_the_text_is_in_the_pdf_with_bookmarks_tags_and_what_it_is(work):
    row = print_work(work)
    with row.document.open_file() as file:
        content = file.read()
    pdf = open_pdf(content)
    text = " ".join(read(pdf).split())
    for words in (
        "Une toupie tourne.",
        "La source.",
        "Elle s’arrête.",
        "Lancer la toupie",
        "/id/un-dossier-de-jouets/",
    ):
        assert words in text
    assert row.pages == len(pdf) and row.document.file_size == len(content)
    assert all("Écrit pour la démonstration" in page.get_textpage().get_text_bounded() for page in pdf)
    titles = [mark.get_title() for mark in pdf.get_toc()]
    assert {"Un dossier de jouets", "1. D’où l’on part", "Un constat", "2. Où aller"} <= set(titles)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf)
    assert pdf.get_metadata_value("Title") == "Un dossier de jouets"


def test_pictures_come_from_the_storage_and_nothing_from_elsewhere(monkeypatch):
    def refuse(*arguments, **kwargs):
        raise AssertionError("Something was asked of another host, or of the machine.")

    monkeypatch.setattr("socket.socket.connect", refuse)
    image = get_image_model().objects.create(title="Un jouet", file=get_test_image_file_jpeg())
    own = image.get_rendition("width-100").url
    elsewhere = ("https://example.org/images.png", "file:///etc/hostname", "http://169.254.169.254/latest")
    pictures = "".join(f'<img src="{address}" alt="Au loin">' for address in elsewhere)
    html = f'<html lang="fr"><title>Essai</title><img src="{own}" alt="Un jouet">{pictures}</html>'
    content, _pages = make_pdf(html)
    drawn = [thing for thing in open_pdf(content)[0].get_objects() if isinstance(thing, pypdfium2.PdfImage)]
    assert len(drawn) == 1


def test_an_editor_makes_it_and_it_is_public_once_approved(client, work, admin_user):
    text = streamfield([("paragraph", rich_text("<p>Une toupie tourne.</p>"))])
    chapter = {"title": "D’où l’on part", "slug": "", "summary": "", "body": text}
    fields = nested_form_data({"chapters": streamfield([("chapter", chapter)]), "body": streamfield([])})
    for _time in range(2):
        response = post_edit(client, work, admin_user, **fields, **{"action-print": "action-print"})
        assert response.status_code == 302
        draft = WorkPage.objects.get(pk=work.pk).get_latest_revision_as_object()
        row = draft.documents.get()
        assert row.pages and row.document.uploaded_by_user == admin_user
        assert not WorkPage.objects.get(pk=work.pk).documents.exists()
    assert get_document_model().objects.count() == 2
    client.logout()
    assert client.get(row.document.url).status_code == 404
    draft.get_latest_revision().publish()
    assert row.document.url in client.get(work.url).content.decode()
    assert client.get(row.document.url).status_code == 200
