"""The admin's own search: accents, plurals and apostrophes do not matter, on any screen."""

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model

from content.models import ContentPage, KeyFigure
from news.models import NewsPage
from tests.factories import get_locale, make_keyword, make_organisation, make_page, make_person, make_theme

from .pdfs import make_document, make_pdf

pytestmark = pytest.mark.django_db

TITLE = "L’école des données"
#: Typed by editors; each must find the title.
QUERIES = ("ecoles", "École", "l'ecole donnee", "eco", "DONNÉES", "données école")


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("chef", "chef@example.org", "x"))
    return client


def make_image():
    import io

    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    out.seek(0)
    return get_image_model().objects.create(title=TITLE, file=ImageFile(out, "image.png"))


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: make_page(NewsPage, title=TITLE), "/admin/pages/search/"),
        (lambda: make_page(NewsPage, title=TITLE), "/admin/choose-page/search/"),
        (make_image, "/admin/images/"),
        (make_image, "/admin/images/chooser/results/"),
        (lambda: make_document(make_pdf(["a"]), title=TITLE), "/admin/documents/"),
        (lambda: make_document(make_pdf(["a"]), title=TITLE), "/admin/documents/chooser/results/"),
        (lambda: make_person(TITLE), "/admin/people/person/"),
        (lambda: make_organisation(TITLE), "/admin/people/organisation/"),
        (lambda: make_theme(TITLE), "/admin/themes/theme/"),
        (lambda: make_keyword(TITLE), "/admin/themes/keyword/"),
        (
            lambda: KeyFigure.objects.create(label=TITLE, value=3, locale=get_locale()),
            "/admin/snippets/content/keyfigure/results/",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_screen_finds_what_is_written_otherwise(staff, make, path):
    make()
    for query in QUERIES:
        response = staff.get(path, {"q": query})
        assert response.status_code == 200, query
        found = response.content.decode().count("école des données")
        assert found, query
    # The name of a theme is also among the filters beside the list.
    assert staff.get(path, {"q": "xylophone"}).content.decode().count("école des données") < found


@pytest.mark.parametrize("query", ['"', "'", "le", "a:b", "*", "(", "\\", "NOT", "AND OR", "-", "é" * 500, "%", "\x00"])
def test_nothing_that_is_typed_fails(staff, query):
    make_page(NewsPage, title=TITLE)
    for path in ("/admin/pages/search/", "/admin/people/person/", "/admin/images/"):
        assert staff.get(path, {"q": query}).status_code == 200


def test_lists_of_filtered_pages_can_be_searched():
    make_page(NewsPage, title=TITLE)
    make_page(NewsPage, title="Autre chose")
    found = ContentPage.objects.live().search("ecoles")
    assert [page.title for page in found] == [TITLE]
    assert [page.title for page in ContentPage.objects.autocomplete("ecol")] == [TITLE]
