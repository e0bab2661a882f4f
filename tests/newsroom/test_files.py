"""Images and documents: what the public reads of them changes by an approval only, and old versions come back."""

import io

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from newsroom.files.changes import get_versions
from registers.models import Batch
from tests.factories import make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db

PDF = b"%%PDF-1.4 %s 1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>> %%%%EOF"


def draw(colour: str) -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", (60, 40), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def document(staff):
    from works.models import WorkPage

    found = get_document_model()(title="Rapport", uploaded_by_user=staff["sacha"])
    found.file.save("rapport.pdf", ContentFile(PDF % b"APPROUVE"))
    body = [{"type": "document", "value": {"document": found.pk, "title": "", "pages": None, "language": "fr"}}]
    make_page(WorkPage, body=body)
    return found


@pytest.fixture
def image(staff):
    cache.clear()
    file = ContentFile(draw("green"), name="image.png")
    found = get_image_model().objects.create(title="Image", uploaded_by_user=staff["sacha"], file=file)
    make_page(ToyPage, cover=found)
    return found


def replace_document(client, document, name="autre.pdf", content=PDF % b"PIRATE", **fields):
    file = SimpleUploadedFile(name, content, "application/pdf")
    values = {"title": "Rapport", "file": file, "collection": document.collection_id, "tags": "", **fields}
    return client.post(f"/admin/documents/edit/{document.pk}/", values, follow=True)


def read(client, url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def get_pixel(content: bytes) -> tuple:
    return Picture.open(io.BytesIO(content)).convert("RGB").getpixel((5, 5))


def decide(batch, user, action: str = "approve", comment: str = "") -> None:
    state = Batch.objects.get(pk=batch.pk).current_workflow_task_state
    state.task.specific.on_action(state, user, action, comment=comment)


def test_a_document_is_replaced_once_someone_else_approved_it(client, staff, document):
    visitor = client.__class__()
    client.force_login(staff["camille"])
    response = replace_document(client, document, title="Rapport corrigé")
    assert "soumis" in response.content.decode()
    address = document.url
    assert b"APPROUVE" in read(visitor, address)
    batch = Batch.objects.get()
    page = client.get(f"/admin/snippets/registers/batch/edit/{batch.pk}/").content.decode()
    assert "Rapport corrigé" in page and f"/admin/files/changes/{batch.pk}/after/" in page
    assert b"PIRATE" in read(client, f"/admin/files/changes/{batch.pk}/after/")
    assert visitor.get(f"/admin/files/changes/{batch.pk}/after/").status_code == 302
    assert visitor.get(f"/media/{batch.data['after']['file']}").status_code == 404
    decide(batch, staff["rene"])
    document = get_document_model().objects.get(pk=document.pk)
    assert (document.url, document.title) == (address, "Rapport corrigé"), "at the same address"
    assert b"PIRATE" in read(visitor, address)


def test_nobody_approves_their_own_file(client, staff, document):
    from sections.approved import Refusal

    client.force_login(staff["rene"])
    replace_document(client, document)
    batch = Batch.objects.get()
    with pytest.raises(Refusal):
        decide(batch, staff["rene"])
    assert b"APPROUVE" in read(client.__class__(), document.url)


def test_an_earlier_version_is_brought_back(client, staff, document):
    visitor = client.__class__()
    client.force_login(staff["camille"])
    replace_document(client, document)
    decide(Batch.objects.get(), staff["rene"])
    (version,) = get_versions(document)
    url = f"/admin/files/document/{document.pk}/versions/"
    assert "Rétablir" in client.get(url).content.decode()
    assert b"APPROUVE" in read(client, f"/admin/files/changes/{version.pk}/before/")
    client.post(url, {"version": version.pk})
    assert b"PIRATE" in read(visitor, document.url)
    decide(Batch.objects.first(), staff["rene"])
    assert b"APPROUVE" in read(visitor, document.url)
    assert len(get_versions(document)) == 2


def test_an_image_is_replaced_once_someone_else_approved_it(client, staff, image):
    visitor = client.__class__()
    url = image.get_rendition("width-20").url
    client.force_login(staff["camille"])
    file = SimpleUploadedFile("autre.png", draw("red"), "image/png")
    values = {"title": "Image", "file": file, "collection": image.collection_id, "tags": "", "description": "Rouge"}
    client.post(f"/admin/images/{image.pk}/", values, follow=True)
    assert get_pixel(read(visitor, url))[1] > 100, "still green"
    decide(Batch.objects.get(), staff["rene"])
    image = get_image_model().objects.get(pk=image.pk)
    assert image.description == "Rouge"
    assert get_pixel(read(visitor, image.get_rendition("width-20").url))[0] > 200


@pytest.mark.parametrize(
    "path",
    [
        "/admin/documents/delete/{document}/",
        "/admin/bulk/wagtaildocs/document/delete/?id={document}",
        "/admin/images/{image}/delete/",
        "/admin/bulk/wagtailimages/image/delete/?id={image}",
    ],
)
@pytest.mark.parametrize("login", ["camille", "alix"])
def test_what_is_shown_is_not_deleted_under_it(client, staff, document, image, path, login):
    client.force_login(staff[login])
    path = path.format(document=document.pk, image=image.pk)
    response = client.post(path, {}, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code < 500
    assert get_document_model().objects.filter(pk=document.pk).exists()
    assert get_image_model().objects.filter(pk=image.pk).exists()


def test_the_uploader_of_many_and_a_collection_do_not_go_around(client, staff, document, image):
    client.force_login(staff["camille"])
    values = {f"doc-{document.pk}-title": "Pirate", f"doc-{document.pk}-collection": document.collection_id}
    headers = {"x-requested-with": "XMLHttpRequest"}
    assert client.post(f"/admin/documents/multiple/{document.pk}/", values, headers=headers).status_code < 500
    other = Collection.get_first_root_node().add_child(name="Réservée")
    for name, file in (("wagtaildocs/document", document), ("wagtailimages/image", image)):
        client.force_login(staff["alix"])
        client.post(f"/admin/bulk/{name}/add_to_collection/?id={file.pk}", {"collection": other.pk})
        file.refresh_from_db()
        assert file.collection_id != other.pk
    document.refresh_from_db()
    assert document.title == "Rapport"


def test_whoever_sent_a_file_changes_it_until_something_shows_it(client, staff):
    document = get_document_model()(title="Note", uploaded_by_user=staff["camille"])
    document.file.save("note.pdf", ContentFile(PDF % b"UN"))
    client.force_login(staff["dominique"])
    replace_document(client, document)
    assert Batch.objects.count() == 1, "it is somebody else's"
    client.force_login(staff["camille"])
    replace_document(client, document, title="Ma note")
    document.refresh_from_db()
    assert document.title == "Ma note" and Batch.objects.count() == 1


def test_a_file_of_another_format_is_another_file(client, staff, document):
    client.force_login(staff["camille"])
    response = replace_document(client, document, "autre.txt", b"Un texte.")
    assert "autre format" in response.content.decode()
    assert not Batch.objects.exists()


def test_a_change_of_what_changed_meanwhile_is_refused(client, staff, document):
    from sections.approved import Refusal

    client.force_login(staff["camille"])
    replace_document(client, document)
    replace_document(client, document, title="Autre titre", content=PDF % b"DEUX")
    second, first = Batch.objects.all()
    decide(first, staff["rene"])
    with pytest.raises(Refusal):
        decide(second, staff["rene"])
    assert b"PIRATE" in read(client.__class__(), document.url)
    assert Page.objects.exists()
