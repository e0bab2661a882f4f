"""Files of pages that are not public are not public either."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from newsroom.storage import BucketStorage
from tests.factories import make_page, make_person, make_private, name_publicly
from tests.toysection.models import ToyPage

from .conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    # Renditions are cached by the numbers of images, which begin again in each test.
    cache.clear()
    return get_image_model().objects.create(title="Une image", file=get_test_image_file(size=(40, 30)))


@pytest.fixture
def document():
    file = ContentFile(b"Un texte sous embargo.", name="note.txt")
    return get_document_model().objects.create(title="Une note", file=file)


def show(document, **fields):
    """A work whose text shows a document."""
    from works.models import WorkPage

    body = [{"type": "document", "value": {"document": document.pk, "title": "", "pages": None, "language": "fr"}}]
    return make_page(WorkPage, body=body, **fields)


def get_status(client, document) -> int:
    return client.get(document.url).status_code


def test_a_document_of_a_draft_is_refused_until_its_page_is_live(client, staff, document):
    assert get_status(client, document) == 404, "nothing shows it yet"
    page = show(document, live=False)
    assert get_status(client, document) == 404
    page.get_latest_revision().publish()
    assert get_status(client, document) == 200
    Page.objects.get(pk=page.pk).unpublish()
    assert get_status(client, document) == 404


def test_a_document_of_a_private_page_is_refused(client, document):
    page = show(document)
    assert get_status(client, document) == 200
    make_private(page.get_parent())
    assert get_status(client, document) == 404


def test_one_public_page_is_enough(client, document):
    show(document, live=False)
    show(document)
    assert get_status(client, document) == 200


def test_a_draft_of_a_live_page_does_not_show_its_new_files(client, document):
    from works.models import WorkPage

    page = make_page(WorkPage)
    page.body = [{"type": "document", "value": {"document": document.pk, "title": "", "pages": None, "language": "fr"}}]
    revision = page.save_revision()
    assert get_status(client, document) == 404
    revision.publish()
    assert get_status(client, document) == 200


def test_the_staff_reads_everything(client, staff, document, image):
    show(document, live=False)
    rendition = image.get_rendition("width-20")
    client.force_login(staff["camille"])
    assert get_status(client, document) == 200
    for url in (rendition.url, image.file.url):
        response = client.get(url)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    client.force_login(make_user("visiteuse"))
    assert get_status(client, document) == 404
    assert client.get(rendition.url).status_code == 404


def test_an_image_in_its_sizes(client, image):
    rendition = image.get_rendition("width-20")
    page = make_page(ToyPage, live=False, cover=image)
    assert client.get(rendition.url).status_code == 404
    page.get_latest_revision().publish()
    response = client.get(rendition.url)
    assert response.status_code == 200 and response["Content-Type"] == "image/png"
    assert "public" in response["Cache-Control"]
    assert client.get(rendition.url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(image.file.url).status_code == 404, "originals are for the staff"


def test_the_photograph_of_a_person_is_public_when_a_page_names_them(client, image):
    person, url = make_person(portrait=image), image.get_rendition("width-20").url
    assert client.get(url).status_code == 404
    name_publicly(person)
    assert client.get(url).status_code == 200


def test_documents_have_no_other_address(client, staff, document):
    show(document)
    assert client.get(document.file.url).status_code == 404
    client.force_login(staff["alix"])
    assert client.get(document.file.url).status_code == 404


@pytest.mark.parametrize(
    "name", ["../settings.py", "%2e%2e/%2e%2e/etc/passwd", "images/%00", "images/" + "a" * 5000, "db.sqlite3"]
)
def test_hostile_names(client, staff, name):
    assert client.get(f"/media/{name}").status_code in (400, 404)
    client.force_login(staff["alix"])
    assert client.get(f"/media/{name}").status_code in (400, 404)


def test_two_queries_for_an_image(client, image, django_assert_max_num_queries):
    rendition = image.get_rendition("width-20")
    for _number in range(5):
        make_page(ToyPage, cover=image)
    client.get(rendition.url)
    with django_assert_max_num_queries(4):
        client.get(rendition.url)


def test_a_bucket_gives_the_site_s_own_addresses(settings):
    storage = BucketStorage(bucket_name="seau", access_key="a", secret_key="b", endpoint_url="http://127.0.0.1:1")
    assert storage.url("images/été 1.jpg") == "/media/images/%C3%A9t%C3%A9%201.jpg"
