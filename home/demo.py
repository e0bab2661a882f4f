"""Demo content of the institution: the site, its home page, its settings. `demo.json` has the standing pages."""

from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from content.models import ContentPage, KeyFigure

from .models import FeaturedPage, HomeFigure, HomePage, SiteSettings
from .starting import stand_on

#: What the texts say of the home page, in the names of its fields.
FIELDS = ("title", "mission", "presentation", "search_description")


def load(demo) -> None:
    """Load the site and its home page, which is filled when the sections are there."""
    texts = demo.texts.load("pages/site.json")
    if "page-accueil" not in demo.known:
        add_home(demo, texts)
    fill_settings(texts)


def add_home(demo, texts: dict) -> None:
    """The home page in both languages, unless it is an editor's, and the site that stands on it."""
    existing, root = HomePage.objects.filter(locale=demo.french).first(), Page.get_first_root_node()
    root.locale = demo.french
    texts_of_home = {name: texts["fr"]["home"][name] for name in FIELDS}
    home = existing or demo.add_page(root, HomePage(slug="accueil", **texts_of_home))
    demo.remember("page-accueil", home)
    stand_on(home)
    if existing is None:
        english = demo.translate(home)
        for name in FIELDS:
            setattr(english, name, texts["en"]["home"][name])
        english.slug = "home-en"
        demo.publish(english)
        demo.at_end(lambda demo: fill_home(demo, texts, home, english))


def fill_settings(texts: dict) -> None:
    """The settings of the site, unless someone wrote them already."""
    site_settings = SiteSettings.load()
    if site_settings.email or site_settings.tagline or site_settings.address:
        return
    french, english = texts["fr"]["settings"], texts["en"]["settings"]
    for name in ("tagline", "footer_text"):
        setattr(site_settings, name, french[name])
        setattr(site_settings, f"{name}_en", english[name])
    site_settings.address, site_settings.email = french["address"], french["email"]
    site_settings.footer_links = [
        {"type": "link", "value": {"label": label, "url": url}} for label, url in texts["footer_links"]
    ]
    site_settings.save()


def fill_home(demo, texts: dict, home: HomePage, english: HomePage) -> None:
    """What the home page shows of the sections, in both languages."""
    featured, figures = (
        [rows[reference] for reference in texts[name] if reference in rows]
        for name, rows in (("featured", demo.get_rows(ContentPage)), ("figures", demo.get_rows(KeyFigure)))
    )
    for page, language in ((home, "fr"), (english, "en")):
        page.refresh_from_db()
        page.featured_pages = [FeaturedPage(page=row, sort_order=place) for place, row in enumerate(featured)]
        page.figures = [HomeFigure(figure=row, sort_order=place) for place, row in enumerate(figures)]
        doors = (get_door(demo, door, language) for door in texts[language]["home"]["doors"])
        page.doors = [{"type": "door", "value": door} for door in doors if door]
        demo.publish(page)


def get_door(demo, door: dict, language: str) -> dict | None:
    """A door of the home page: to a page made by a loader, else to a view."""
    value = {name: door[name] for name in ("title", "text", "label")}
    if "view" in door:
        with override(language):
            return {**value, "path": reverse(door["view"]), "page": None}
    page = demo.find_page(door["page"])
    page = page and page.get_translations(inclusive=True).filter(locale__language_code=language, live=True).first()
    return {**value, "page": page.pk, "path": ""} if page else None
