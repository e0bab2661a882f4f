"""The section contract: the toy section, which nothing names, appears everywhere."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.urls import reverse

from content.models.searchable import SearchableMixin
from home.models import StandardPage
from search.indexing.queue import process
from sections.checks import check_sections
from sections.config import SectionConfig
from sections.registry import get_section_for, get_sections
from tests.factories import get_home, make_page
from tests.toysection.models import ToyPage

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.django_db


@pytest.fixture
def toy():
    return make_page(ToyPage, title="Toupie ancienne", date="2024-05-12")


def test_sections_come_in_the_order_they_ask_for():
    orders = [section.section_order for section in get_sections()]
    assert orders == sorted(orders)
    assert "jouets" in [section.section_slug for section in get_sections()]


def test_a_section_appears_in_the_navigation_and_on_the_home_page(client, toy):
    html = client.get(get_home().url).content.decode()
    navigation = html[html.index("<nav") : html.rindex("</nav>")]
    assert "Jouets" in navigation
    assert "Toupie ancienne" in html


def test_a_section_may_stay_out_of_the_navigation_and_on_the_home_page(client, toy, monkeypatch):
    monkeypatch.setattr(apps.get_app_config("toysection"), "in_navigation", False)
    html = client.get(get_home().url).content.decode()
    assert "Jouets" not in html[html.index('id="navigation"') : html.index("<main")]
    assert "Toupie ancienne" in html[html.index("<main") :]
    assert toy.get_parent().url in client.get(reverse("site_map")).content.decode()


def load_home_block(section, request):
    return {"pages": [], "words": "Trois toupies tournent"} if request.GET.get("toupies") else {}


def test_a_section_composes_its_own_home_block(client, toy, monkeypatch, tmp_path, settings):
    (tmp_path / "toy_block.html").write_text("<p>{{ block.words }}, {{ block.label }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    config = apps.get_app_config("toysection")
    monkeypatch.setattr(config, "home_template", "toy_block.html")
    monkeypatch.setattr(config, "home_loader", f"{__name__}.load_home_block")
    assert check_sections() == []
    assert "Trois toupies tournent, Jouets" in client.get(get_home().url + "?toupies=1").content.decode()
    assert "Toupie ancienne" not in client.get(get_home().url).content.decode()


def test_editors_put_pages_in_the_menu(client, toy):
    home = get_home()
    page = home.add_child(instance=StandardPage(title="Qui sommes-nous", slug="qui", show_in_menus=True))
    html = client.get(home.url).content.decode()
    navigation = html[html.index('id="navigation"') : html.index("<main")]
    assert navigation.index("Jouets") < navigation.index("Qui sommes-nous")
    page.unpublish()
    assert "Qui sommes-nous" not in client.get(home.url).content.decode()


def test_a_section_has_a_listing_and_a_feed(client, toy):
    index = toy.get_parent()
    assert "Toupie ancienne" in client.get(index.url).content.decode()
    feed = client.get(index.url + "feed/")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "Toupie ancienne" in feed.content.decode()


def test_a_section_is_in_both_site_maps(client, toy):
    assert toy.url in client.get(reverse("sitemap")).content.decode()
    assert toy.get_parent().url in client.get(reverse("site_map")).content.decode()


def test_a_section_has_a_group_in_the_admin(admin_client, toy):
    assert "section-jouets" in admin_client.get(reverse("wagtailadmin_home")).content.decode()
    listing = admin_client.get("/admin/sections/jouets/toypage/")
    assert listing.status_code == 200
    assert "Toupie ancienne" in listing.content.decode()


def test_a_section_appears_on_theme_pages_and_in_the_search(client):
    from tests.factories import make_theme

    theme = make_theme("Jeu")
    make_page(ToyPage, title="Bilboquet", themes=[theme])
    process()
    assert "Bilboquet" in client.get(theme.get_absolute_url()).content.decode()
    assert "Bilboquet" in client.get(reverse("search"), {"q": "bilboquet"}).content.decode()


def test_the_installed_sections_are_declared_well():
    assert check_sections() == []
    assert [message for message in run_checks() if not message.is_silenced()] == []


@pytest.mark.parametrize(
    ("attribute", "value", "code"),
    [
        ("section_slug", "not a slug", "sections.E001"),
        ("section_slug", "travaux", "sections.E002"),
        ("section_title", "", "sections.E003"),
        ("index_model", "toysection.ToyPage", "sections.E004"),
        ("index_model", "nowhere.Nothing", "sections.E004"),
        ("page_models", (), "sections.E005"),
        ("page_models", ("toysection.ToyIndexPage",), "sections.E006"),
        ("listing_class", "tests.nowhere.Listing", "sections.E007"),
        ("card_template", "nowhere.html", "sections.E008"),
        ("demo_loader", "tests.nowhere.load", "sections.E009"),
        ("home_template", "nowhere.html", "sections.E010"),
        ("home_loader", "tests.nowhere.load", "sections.E011"),
        ("importers", ("tests.nowhere.Importer",), "sections.E013"),
    ],
)
def test_a_wrong_declaration_is_named_with_a_hint(monkeypatch, attribute, value, code):
    monkeypatch.setattr(apps.get_app_config("toysection"), attribute, value)
    found = [error for error in check_sections() if error.id == code]
    assert found
    assert all(error.hint and "ToySectionConfig" in error.msg or code == "sections.E002" for error in found)


def test_every_hook_of_the_search_is_documented():
    text = (ROOT / "docs" / "section-contract.md").read_text(encoding="utf-8")
    hooks = [name for name in vars(SearchableMixin) if not name.startswith("_")]
    assert len(hooks) >= 9
    assert not [name for name in hooks if f"`{name}" not in text]


def test_every_attribute_of_the_contract_is_documented():
    text = (ROOT / "docs" / "section-contract.md").read_text(encoding="utf-8")
    attributes = [*SectionConfig.__annotations__, "section_title", "section_summary"]
    methods = [name for name in vars(SectionConfig) if name.startswith("get_")]
    missing = [name for name in {*attributes, *methods} if not re.search(rf"`{name}\b", text)]
    assert not missing, f"docs/section-contract.md does not tell of {missing}"


def test_the_section_of_a_page_is_found_from_its_class():
    assert get_section_for(ToyPage).name == "tests.toysection"
    assert get_section_for(object()) is None
