"""Small factories: each makes one real, saved thing, with a name that says so.

Pages are made under their section's index, which is made when missing. People are invented.
"""

import itertools

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Revision, Site

from content.models import Citation, Contribution, ContributionRole
from content.references.models import Source
from home.models import HomePage
from people.models import Organisation, Person
from sections.registry import get_section_for, get_sections
from themes.models import Keyword, Theme

_numbers = itertools.count(1)


def get_locale(language: str = settings.LANGUAGE_CODE) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def get_home() -> HomePage:
    """The French home page, root of the default site."""
    home = HomePage.objects.filter(locale=get_locale()).first()
    if home is None:
        root = Page.get_first_root_node()
        for page in root.get_children().filter(slug="home"):
            page.delete()
        home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", locale=get_locale()))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Conseil")
    return home


def get_index(page_class):
    """The index page of the section of `page_class`."""
    section = get_section_for(page_class)
    index = section.index_class.objects.filter(locale=get_locale()).first()
    if index is None:
        index = get_home().add_child(
            instance=section.index_class(title=str(section.section_title), slug=section.section_slug)
        )
    return index


def furnish() -> None:
    """What every test starts with: the home page, and the index page of each section."""
    for section in get_sections():
        get_index(section.page_classes[0])


def make_page(page_class, *, parent=None, live: bool = True, themes=(), tags=(), language: str = "", **fields):
    """A page of any content type, saved with a revision; `live=False` makes a draft."""
    number = next(_numbers)
    fields.setdefault("title", f"{page_class._meta.verbose_name} {number}")
    fields.setdefault("slug", f"{page_class._meta.model_name}-{number}")
    page = page_class(live=live, **fields)
    if language:
        page.locale = get_locale(language)
    page.themes.set(themes)
    page.tags.set(tags)
    (parent or get_index(page_class)).add_child(instance=page)
    # As it is read: what was given as a text is a date now.
    page = page_class.objects.get(pk=page.pk)
    # What saving a revision and publishing it leave in the database, without the four saves that they cost.
    revision = Revision(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
        created_at=timezone.now(),
    )
    if live:
        # Nobody is told what blocks the publication of a page that is online.
        Revision.objects.bulk_create([revision])
    else:
        revision.save()
    left = {"latest_revision": revision, "latest_revision_created_at": revision.created_at, "draft_title": page.title}
    if live:
        now = timezone.now()
        left |= {"live_revision": revision, "first_published_at": now, "last_published_at": now}
    Page.objects.filter(pk=page.pk).update(has_unpublished_changes=not live, **left)
    return page_class.objects.get(pk=page.pk)


def make_private(page: Page) -> None:
    """Put `page` and what is under it behind a password."""
    PageViewRestriction.objects.create(
        page=page,
        restriction_type=PageViewRestriction.PASSWORD,
        password="secret",  # noqa: S106
    )


def make_theme(name: str = "", parent: Theme | None = None, **fields) -> Theme:
    number = next(_numbers)
    fields.setdefault("slug", f"theme-{number}")
    return Theme.objects.create(name=name or f"Thème {number}", parent=parent, locale=get_locale(), **fields)


def make_keyword(name: str = "", **fields) -> Keyword:
    return Keyword.objects.create(name=name or f"mot-clé {next(_numbers)}", **fields)


def make_person(name: str = "", **fields) -> Person:
    number = next(_numbers)
    fields.setdefault("slug", f"camille-exemple-{number}")
    return Person.objects.create(name=name or f"Camille Exemple {number}", locale=get_locale(), **fields)


def make_organisation(name: str = "", **fields) -> Organisation:
    number = next(_numbers)
    fields.setdefault("slug", f"organisation-{number}")
    return Organisation.objects.create(name=name or f"Organisation {number}", locale=get_locale(), **fields)


def add_contribution(page, contributor, role: str = ContributionRole.AUTHOR, role_label: str = "") -> Contribution:
    """Have a person or an organisation take part in `page`."""
    relation = "person" if isinstance(contributor, Person) else "organisation"
    return Contribution.objects.create(
        page=page, role=role, role_label=role_label, locale=page.locale, **{relation: contributor}
    )


def name_publicly(*entries) -> Page:
    """A public page that names entries of registers: nobody finds an entry that none does."""
    page = make_page(get_sections()[0].page_classes[0], tags=[one for one in entries if isinstance(one, Keyword)])
    for entry in entries:
        if isinstance(entry, Source):
            Citation.objects.create(page=page, source=entry)
        elif not isinstance(entry, Keyword):
            add_contribution(page, entry)
    return page
