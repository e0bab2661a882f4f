"""Entries of registers and files are public only through something public: by every channel, in every state."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction

from content.models import Citation, KeyFigure
from content.references.models import Source, SourceCredit
from people.models import Organisation
from search.indexing.queue import process
from sections.naming import public
from tests.factories import (
    add_contribution,
    get_locale,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_private,
)
from works.models import WorkPage

pytestmark = pytest.mark.django_db

#: In every name that the public may not know.
MARK = "zutrapouet"


def make_source(**fields) -> Source:
    return Source.objects.create(locale=get_locale(), **fields)


@pytest.fixture
def entries() -> dict:
    """One entry of each register, with files; nothing names them yet."""
    cache.clear()
    image = get_image_model().objects.create(title=f"{MARK} portrait", file=get_test_image_file(size=(40, 30)))
    organisation = make_organisation(f"{MARK} société", slug=f"{MARK}-societe", website="https://example.org")
    person = make_person(f"Camille {MARK}", slug=f"camille-{MARK}", portrait=image, organisation=organisation)
    author = make_person(f"Dominique {MARK}", slug=f"dominique-{MARK}")
    source = make_source(name=f"{MARK} rapport", slug=f"{MARK}-rapport")
    SourceCredit.objects.create(source=source, person=author)
    english = person.copy_for_translation(get_locale("en"))
    english.save()
    return {
        "person": person,
        "author": author,
        "organisation": organisation,
        "source": source,
        "keyword": make_keyword(f"{MARK} mot", slug=f"{MARK}-mot"),
        "image": image,
    }


def name_all(page, entries) -> None:
    """Have a page name every entry: itself, or through another one (organisation, author)."""
    add_contribution(page, entries["person"])
    Citation.objects.create(page=page, source=entries["source"])
    page.tags.add(entries["keyword"])
    page.save()


ADDRESSES = {
    "person": "/personnes/camille-{mark}/",
    "person in English": "/en/people/camille-{mark}/",
    "organisation": "/organisations/{mark}-societe/",
    "author of a reference": "/personnes/dominique-{mark}/",
    "reference": "/references/{mark}-rapport/",
    "keyword": "/mots-cles/{mark}-mot/",
    "keyword in English": "/en/keywords/{mark}-mot/",
}
#: Where the mark itself must stand when it is public, and nowhere else when it is not.
LISTS = {
    "index of people": "/personnes/",
    "index of organisations": "/organisations/",
    "index of references": "/references/",
    "site map": "/sitemap.xml",
    "search": "/recherche/?q={mark}",
    "search in English": "/en/search/?q={mark}",
    "suggestions": "/recherche/suggestions/?q={start}",
    "suggestions of browsers": "/recherche/suggestions/opensearch/?q={start}",
    "feed": "/recherche/feed/json/?q={mark}",
    "export": "/recherche/export/csv/?q={mark}",
    "API": "/api/v1/search/?q={mark}",
    "API of suggestions": "/api/v1/suggest/?q={start}",
    "chosen keyword": "/travaux/?keyword={mark}-mot",
    "chosen keyword of the search": "/recherche/?keyword={mark}-mot",
    "chosen person of the search": "/recherche/?person=camille-{mark}",
}


WORDS = (f"{MARK} société", f"Camille {MARK}", f"{MARK} rapport", f"{MARK} mot", f"/personnes/camille-{MARK}/")


def read(client, address: str) -> tuple[int, str]:
    """(status, what the answer says besides the address that was asked for)."""
    path = address.format(mark=MARK, start=MARK[:6])
    response = client.get(path)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, body.decode()


def find_shown(client, entries) -> set[str]:
    """The channels by which the public learns of the entries."""
    shown = {name for name, address in ADDRESSES.items() if read(client, address)[0] == 200}
    for name, address in LISTS.items():
        # The words that only the entries have, not what was typed.
        if any(word in read(client, address)[1] for word in WORDS):
            shown.add(name)
    for name in ("person", "organisation", "source", "keyword"):
        if client.get(f"/id/{entries[name].reference}/").status_code == 302:
            shown.add(f"identifier of {name}")
    if client.get(f"/api/v1/documents/{entries['person'].reference}/").status_code == 200:
        shown.add("document of the API")
    if client.get(entries["image"].get_rendition("width-20").url).status_code == 200:
        shown.add("portrait")
    return shown


EVERY = {
    *ADDRESSES,
    *LISTS,
    *(f"identifier of {name}" for name in ("person", "organisation", "source", "keyword")),
    "document of the API",
    "portrait",
}


def hide_by_withdrawal(page):
    page.unpublish()


def hide_by_restriction(page):
    make_private(page)


def hide_above(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def hide_behind_the_back(page):
    Page.objects.filter(pk=page.pk).update(live=False)


def hide_by_deletion(page):
    page.delete()


@pytest.mark.parametrize(
    ("hide", "told"),
    [
        (hide_by_withdrawal, True),
        (hide_by_restriction, False),
        (hide_above, True),
        (hide_behind_the_back, False),
        (hide_by_deletion, False),
    ],
)
def test_entries_are_found_while_a_public_page_names_them(client, entries, hide, told):
    """Whether the index was told of the change or not."""
    page = make_page(WorkPage)
    name_all(page, entries)
    process()
    assert find_shown(client, entries) == EVERY, "each channel shows what is public"
    hide(WorkPage.objects.get(pk=page.pk))
    if told:
        process()
    assert find_shown(client, entries) == set()


def test_entries_of_drafts_are_found_nowhere(client, entries):
    process()
    assert find_shown(client, entries) == set(), "nothing names them"
    draft = make_page(WorkPage, live=False, go_live_at=timezone.now() + datetime.timedelta(days=1))
    name_all(draft, entries)
    process()
    assert find_shown(client, entries) == set()
    WorkPage.objects.get(pk=draft.pk).save_revision().publish()
    draft.delete()
    process()
    assert find_shown(client, entries) == set()


def test_what_an_approved_record_names_is_public():
    """By a whole line of its own, not by a part of one."""
    organisation = make_organisation(f"{MARK} société", reference="une-societe")
    make_organisation(reference="societe")
    figure = KeyFigure.objects.create(
        label="Un chiffre", value=3, live=False, locale=get_locale(), related_references="autre\r\nune-societe\r\nfin"
    )
    assert not public(Organisation.objects.all())
    KeyFigure.objects.filter(pk=figure.pk).update(live=True)
    assert list(public(Organisation.objects.all())) == [organisation]
