"""A site that begins: its address, its home page, the index pages, and drafts of what only its publisher can write."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from sections.models import InnerIndexPage, SectionIndexPage

from .models import AccessibilityPage, HomePage, StandardPage

#: What the law asks every public site to say: the title, and what is to be written there.
LEGAL = [
    (
        _("Legal notice"),
        _("To be written: who publishes the site, who directs the publication, who hosts it, how to reach them."),
    ),
    (
        _("Personal data"),
        _(
            "To be written, for each use of personal data: what for, on what legal ground, for how long, who reads "
            "them; the rights of everyone, the data protection officer, the CNIL."
        ),
    ),
    (
        _("Cookies"),
        _("To be written: the site lays none on those who read it; say so, and which ones the staff need to sign in."),
    ),
]
#: Pages that are right before anybody has written in them.
SPEAKING = (HomePage, SectionIndexPage, AccessibilityPage)


def stand_on(home: HomePage) -> None:
    """Have the default site begin at `home`, unless it begins at a page of someone's."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.pk is None or site.root_page.specific_class is Page:
        site.site_name, site.root_page = settings.WAGTAIL_SITE_NAME, home
    set_address(site)
    # The page that Wagtail puts in a new database, if nobody uses it.
    for page in Page.objects.filter(depth=2, slug="home"):
        if page.specific_class is Page and not page.get_children().exists() and not page.sites_rooted_here.exists():
            page.delete()


def set_address(site: Site) -> None:
    """Have `site` say the address of the settings of itself."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()


def start_pages() -> list[Page]:
    """Make what lacks: home pages and index pages in every language; in a new tree, drafts to be written in French."""
    root, made, is_new = Page.get_first_root_node(), [], not HomePage.objects.exists()
    homes = {}
    for language, _name in settings.LANGUAGES:
        locale, _created = Locale.objects.get_or_create(language_code=language)
        homes[language] = root, locale
    homes = make(HomePage, homes, settings.WAGTAIL_SITE_NAME, made)
    stand_on(homes[settings.LANGUAGE_CODE][0])
    make_below(HomePage, homes, made, is_new)
    for title, advice in LEGAL if is_new else ():
        body = [{"type": "paragraph", "value": f"<p>{advice}</p>"}]
        make(StandardPage, homes, title, made, body=body, show_in_footer=True)
    return made


def make_below(model: type, parents: dict, made: list, with_drafts: bool) -> None:
    """Make each page of which there is one under its parent, from the top of the tree down."""
    for child in model.allowed_subpage_models():
        if child.max_count_per_parent == 1 and (with_drafts or issubclass(child, SectionIndexPage)):
            make_below(child, make(child, parents, get_title(child), made), made, with_drafts)


def get_title(model: type):
    if issubclass(model, InnerIndexPage):
        return model.listed_model._meta.verbose_name_plural
    return model().section.section_title if issubclass(model, SectionIndexPage) else model._meta.verbose_name


def make(model: type, parents: dict, title, made: list, **fields) -> dict:
    """language → (page, locale): a page of `model` under each parent, made unless one is there.

    A draft is made in French alone: translating it is a step of its own, once it is written.
    """
    live, pages = issubclass(model, SPEAKING), {}
    for language, (parent, locale) in parents.items():
        with override(language):
            name = capfirst(str(title))
        if fields or not (page := model.objects.child_of(parent).filter(locale=locale).first()):
            if not live and language != settings.LANGUAGE_CODE:
                continue
            french = pages.get(settings.LANGUAGE_CODE)
            page = model(title=name, slug=slugify(f"{name} {language}" if model is HomePage else name), locale=locale)
            page.translation_key = french[0].translation_key if french else page.translation_key
            made.append(put(parent, page, live, fields))
        pages[language] = page, locale
    return pages


def put(parent: Page, page: Page, live: bool, fields: dict) -> Page:
    """Put a page in the tree with its first revision, public or a draft."""
    fields |= {"show_in_footer": True} if isinstance(page, AccessibilityPage) else {}
    fields |= {"live": live, "has_unpublished_changes": not live, "show_in_menus": isinstance(page, SectionIndexPage)}
    for name, value in fields.items():
        setattr(page, name, value)
    page.first_published_at = page.last_published_at = timezone.now() if live else None
    parent.add_child(instance=page)
    revision = page.save_revision(clean=False, changed=not live)
    page.live_revision = revision if live else None
    page.save(update_fields=["live_revision"])
    return page
