"""Demo content of the institution: the site, its home page, its settings, its standing pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page, Site

from content.models import ContentPage, KeyFigure, PermanentIdentifier

from .models import AccessibilityPage, ContactPage, FeaturedPage, HomeFigure, HomePage, SiteSettings, StandardPage

PAGE_MODELS = {"standard": StandardPage, "contact": ContactPage, "accessibility": AccessibilityPage}


def load(demo) -> None:
    """Load the site and its standing pages; the home page is filled when the sections are there."""
    texts = demo.texts.load("pages/site.json")
    home = add_home(demo, texts)
    if home is None:
        return
    english_home = home.get_translation_or_none(demo.english)
    new = list(demo.count("pages", [{**item, "id": f"page-{item['slug']}"} for item in texts["standard_pages"]]))
    for item in new:
        add_standing_page(demo, home, english_home, item)
    fill_settings(texts)


def add_home(demo, texts: dict) -> HomePage | None:
    """The home page in both languages, and the site that stands on it; None when it is an editor's."""
    if demo.is_known("page-accueil"):
        return HomePage.objects.filter(locale=demo.french).first()
    root = Page.get_first_root_node()
    existing = HomePage.objects.filter(locale=demo.french).first()
    home = existing or add_french_home(demo, root, texts["fr"]["home"])
    demo.remember("page-accueil", home)
    add_site(home)
    remove_welcome_page()
    if existing is None:
        english = demo.translate(home)
        for name, value in get_home_fields(texts["en"]["home"]).items():
            setattr(english, name, value)
        english.slug = "home-en"
        demo.publish(english)
        demo.at_end(lambda demo: fill_home(demo, texts, home, english))
    return home


def get_home_fields(text: dict) -> dict:
    return {
        "title": text["title"],
        "mission": text["mission"],
        "presentation": text["presentation"],
        "search_description": text["search_description"],
    }


def add_french_home(demo, root: Page, text: dict) -> HomePage:
    root.locale = demo.french
    return demo.add_page(root, HomePage(slug="accueil", **get_home_fields(text)))


def add_site(home: HomePage) -> None:
    """The default site, at the address that the settings give."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    fields = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "root_page": home,
    }
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(is_default_site=True, **fields)
    elif site.root_page.specific_class is Page:
        for name, value in fields.items():
            setattr(site, name, value)
        site.save()


def remove_welcome_page() -> None:
    """Remove the page that Wagtail puts in a new database, if nobody uses it."""
    for page in Page.objects.filter(depth=2, slug="home"):
        if page.specific_class is Page and not page.get_children().exists() and not page.sites_rooted_here.exists():
            page.delete()


def add_standing_page(demo, home: HomePage, english_home, item: dict) -> None:
    model = PAGE_MODELS[item["kind"]]
    page = model(slug=item["slug"], show_in_footer=bool(item.get("footer")), show_in_menus=bool(item.get("menu")))
    fill_standing_page(page, demo.read_document(f"pages/{item['slug']}.fr.md"))
    demo.add_page(home, page)
    demo.remember(item["id"], page)
    text = demo.read_document(f"pages/{item['slug']}.en.md")
    if text and english_home:
        english = demo.translate(page)
        fill_standing_page(english, text)
        english.slug = item["en_slug"]
        demo.publish(english)


def fill_standing_page(page, text) -> None:
    page.title, page.summary, page.body = text.title, text.summary, text.blocks
    page.search_description = text.summary


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
    featured = {
        page.reference: page
        for page in ContentPage.objects.filter(reference__in=texts["featured"], locale=demo.french, live=True)
    }
    figures = {
        figure.reference: figure
        for figure in KeyFigure.objects.filter(reference__in=texts["figures"], locale=demo.french)
    }
    for page, language in ((home, "fr"), (english, "en")):
        page.refresh_from_db()
        page.featured_pages = [
            FeaturedPage(page=featured[reference], sort_order=position)
            for position, reference in enumerate(texts["featured"])
            if reference in featured
        ]
        page.figures = [
            HomeFigure(figure=figures[reference], sort_order=position)
            for position, reference in enumerate(texts["figures"])
            if reference in figures
        ]
        page.doors = [
            {"type": "door", "value": door}
            for door in (get_door(door, language) for door in texts[language]["home"]["doors"])
            if door
        ]
        demo.publish(page)


def get_door(door: dict, language: str) -> dict | None:
    """A door of the home page: to a page made by a loader, else to a view."""
    value = {name: door[name] for name in ("title", "text", "label")}
    if "view" in door:
        with override(language):
            return {**value, "path": reverse(door["view"]), "page": None}
    identifier = PermanentIdentifier.objects.filter(value=door["page"]).first()
    page = (
        identifier
        and Page.objects.filter(translation_key=identifier.key, locale__language_code=language, live=True).first()
    )
    return {**value, "page": page.pk, "path": ""} if page else None
