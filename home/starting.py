"""A site that begins: its address, its home page, the index pages, and drafts of what only its publisher can write."""

import uuid
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
    (_("Legal notice"), _("To be written: who publishes the site, who directs it, who hosts it, how to reach them.")),
    (_("Personal data"), _("To be written, for each use: why, on what ground, how long, who reads; rights, officer.")),
    (_("Cookies"), _("To be written: the site lays none on its readers; which ones the staff need to sign in.")),
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
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
    homes = make(HomePage, dict.fromkeys(locales.values(), root), settings.WAGTAIL_SITE_NAME, made)
    stand_on(homes[locales[settings.LANGUAGE_CODE]])
    make_below(HomePage, homes, made, is_new)
    for title, advice in LEGAL if is_new else ():
        body = [{"type": "paragraph", "value": f"<p>{advice}</p>"}]
        make(StandardPage, homes, title, made, body=body)
    return made


def make_below(model: type, parents: dict, made: list, with_drafts: bool) -> None:
    """Make each page of which there is one under its parent, from the top of the tree down."""
    for child in model.allowed_subpage_models():
        if child.max_count_per_parent == 1 and (with_drafts or issubclass(child, SectionIndexPage)):
            title = getattr(child, "usual_title", child._meta.verbose_name)
            if issubclass(child, InnerIndexPage):
                title = child.listed_model._meta.verbose_name_plural
            elif issubclass(child, SectionIndexPage):
                title = child().section.section_title
            make_below(child, make(child, parents, title, made), made, with_drafts)


def make(model: type, parents: dict, title, made: list, **fields) -> dict:
    """locale → a page of `model` under each parent, made with its first revision unless one is there.

    A draft is made in French alone: translating it is a step of its own, once it is written.
    """
    live, pages, key = issubclass(model, SPEAKING), {}, uuid.uuid4()
    for locale, parent in parents.items():
        page = None if fields else model.objects.child_of(parent).filter(locale=locale).first()
        if page is None and (live or locale.language_code == settings.LANGUAGE_CODE):
            with override(locale.language_code):
                name = capfirst(str(title))
            page = model(title=name, locale=locale, translation_key=key, live=live, **fields)
            page.slug = slugify(name if parent.depth > 1 else f"{name} {locale.language_code}")
            page.show_in_menus, page.show_in_footer = issubclass(model, SectionIndexPage), True
            page.first_published_at = page.last_published_at = timezone.now() if live else None
            parent.add_child(instance=page)
            revision = page.save_revision(clean=False, changed=not live)
            page.live_revision = revision if live else None
            page.save(update_fields=["live_revision"])
            made.append(page)
        if page:
            pages[locale], key = page, page.translation_key
    return pages
