"""From an empty database to a site that its first people sign in to: one command, at will."""

import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from home.models import AccessibilityPage, HomePage, StandardPage
from sections.models import InnerIndexPage, SectionIndexPage
from sections.registry import get_sections
from tests.accounts.conftest import make_code
from tests.databases import put_in_place

ADDRESS = "https://www.exemple.fr"
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def put_back_at_end():
    """Such tests empty every table when they end: the next file finds what migrations wrote."""
    yield
    put_in_place()


@pytest.fixture
def empty(settings):
    """A database just migrated, on a server with TLS."""
    settings.WAGTAILADMIN_BASE_URL = ADDRESS
    put_in_place("migrated")


def start(*arguments: str) -> str:
    output = StringIO()
    call_command("start_site", *arguments, stdout=output)
    return output.getvalue()


def read_sitemap(client) -> list[str]:
    answer = client.get("/sitemap.xml", secure=True, headers={"host": "www.exemple.fr"})
    return [found.text for found in ElementTree.fromstring(answer.content).iter(LOCATION)]


def test_an_empty_database_becomes_a_site(empty, client):
    root = Page.get_first_root_node()
    lost = root.add_child(instance=Page(title="Hors de tout site", slug="ailleurs"))
    assert [location for location in read_sitemap(client) if not location.startswith("http")] == []
    lost.delete()
    given = start()
    assert f"page  {ADDRESS}/en/works/" in given and f"draft {ADDRESS}/le-conseil/temps-forts/" in given
    site = Site.objects.get()
    assert site.root_url == ADDRESS and site.root_page.specific_class is HomePage
    addresses = read_sitemap(client)
    indexes = [page for section in get_sections() for page in (section.index_class, *section.inner_index_classes)]
    for model in indexes:
        assert {page.locale.language_code for page in model.objects.live()} == {"fr", "en"}, model
    assert {f"{ADDRESS}/", f"{ADDRESS}/en/"} < set(addresses) and len(addresses) == len(set(addresses))
    pages = [address for address in addresses if not address.endswith("/propositions/")]
    assert len(pages) == 2 * (len(indexes) + 2), "home, sections, accessibility, in two languages"
    for address in addresses:
        answer = client.get(address.removeprefix(ADDRESS), secure=True, headers={"host": "www.exemple.fr"})
        html = answer.content.decode()
        assert answer.status_code == 200, address
        canonical = re.search(r'<link rel="canonical" href="([^"]+)"', html)
        assert canonical and canonical[1] == address
    # What only the publisher can say is a draft that says what to write.
    assert StandardPage.objects.count() == 3 and not StandardPage.objects.live().exists()
    assert all("<p>" in str(page.body) for page in StandardPage.objects.all())
    assert AccessibilityPage.objects.live().count() == 2
    assert Page.objects.filter(live=False, title="Le Conseil", slug="le-conseil").exists()


def test_titles_are_in_the_language_of_the_page(empty):
    start()
    for section in get_sections():
        titles = {page.locale.language_code: page.title for page in section.index_class.objects.all()}
        assert titles["fr"] and titles["en"]
    french, english = HomePage.objects.order_by("path")
    assert french.translation_key == english.translation_key and french.locale.language_code == "fr"
    for page in Page.objects.live().exclude(depth=1).specific():
        assert page.live_revision and page.first_published_at and not page.has_unpublished_changes
        if isinstance(page, SectionIndexPage) and not isinstance(page, InnerIndexPage):
            assert page.get_translations().exists()


def test_running_it_again_changes_nothing(empty):
    start("--invite", "administration", "ines", "ines@exemple.fr")
    page = StandardPage.objects.first()
    page.title, page.slug = "Mentions", "mentions"
    page.save()
    ines, before = get_user_model().objects.get(), set(Page.objects.values_list("pk", "title", "latest_revision"))
    ines.set_password("brouette-violette-42")
    ines.save()
    assert "account already" in start("--invite", "administration", "ines", "ines@exemple.fr")
    assert before == set(Page.objects.values_list("pk", "title", "latest_revision"))
    ines.refresh_from_db()
    assert ines.check_password("brouette-violette-42") and Site.objects.count() == 1


def test_the_first_people_are_invited_by_a_link_that_serves_once(empty, client, settings):
    settings.REQUIRE_MFA = True
    given = start(
        "--invite", "administration", "ines", "ines@exemple.fr", "--invite", "redaction", "leo", "leo@exemple.fr"
    )
    links = re.findall(rf" by {ADDRESS}(/\S+)", given)
    assert [message.to for message in mail.outbox] == [["ines@exemple.fr"], ["leo@exemple.fr"]]
    assert links[0] in mail.outbox[0].body
    assert "vous est ouvert" in mail.outbox[0].body and "rend le compte" not in mail.outbox[0].body
    ines = get_user_model().objects.get(username="ines")
    assert not ines.has_usable_password() and not ines.is_superuser
    assert [group.name for group in ines.groups.all()] == ["Administration"]
    form = client.get(links[0], follow=True, secure=True)
    password = {"password1": "brouette-violette-42", "password2": "brouette-violette-42"}
    client.post(form.request["PATH_INFO"], password, secure=True)
    ines.refresh_from_db()
    assert ines.check_password("brouette-violette-42")
    client.post("/compte/connexion/", {"login": "ines", "password": "brouette-violette-42"}, secure=True)
    # Nothing opens before the second factor is set up.
    activation = "/compte/double-authentification/totp/activate/"
    assert client.get("/admin/", secure=True)["location"].startswith(activation)
    client.post("/compte/confirmer/", {"password": "brouette-violette-42"}, secure=True)
    secret = client.get(activation, secure=True).context["form"].secret
    client.post(activation, {"code": make_code(secret)}, secure=True)
    assert client.get("/admin/", secure=True).status_code == 200


@pytest.mark.parametrize("wrong", [("chef", "ines", "ines@exemple.fr"), ("administration", "ines", "pas une adresse")])
def test_a_wrong_invitation_makes_nothing(empty, wrong):
    with pytest.raises(CommandError):
        start("--invite", *wrong)
    assert not HomePage.objects.exists() and not get_user_model().objects.exists()


def test_the_address_follows_the_settings(empty, settings):
    start()
    settings.WAGTAILADMIN_BASE_URL = "http://localhost:8123"
    start()
    assert Site.objects.get().root_url == "http://localhost:8123"
