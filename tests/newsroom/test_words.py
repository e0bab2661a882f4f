"""The staff's own words on the screens of the admin: none of Wagtail's brackets, no other name for our review."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.safestring import mark_safe

from newsroom.templatetags.newsroom_tags import without_none
from tests.factories import get_index, make_page, make_person
from tests.toysection.models import ToyPage
from works.models import WorkPage

from .conftest import submit

pytestmark = pytest.mark.django_db
#: What Wagtail's French says for want of a gender, or of our words.
FOREIGN = re.compile(r"\w\((?:e|es|ne|tte|ve|s)\)|\b[Mm]odérat|Ancre None")


def read(client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    soup = BeautifulSoup(answer.content, "html.parser")
    for part in soup.select("script, style, template, pre"):
        part.decompose()
    labels = [tag[name] for name in ("aria-label", "title", "placeholder") for tag in soup.select(f"[{name}]")]
    return " ".join([*soup.get_text(" ").split(), *labels])


def start(thing, user, **fields):
    """A change of an entry that is in review."""
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save_revision(user=user, log_action=True)
    thing = type(thing).objects.get(pk=thing.pk)
    return thing.get_workflow().start(thing, user)


def test_screens_say_the_staff_s_words(client, staff, draft):
    """Lists, editors, history, deletion, the desk: of a draft, of a page online, in review, of an entry."""
    work = make_page(WorkPage)
    state = submit(draft, staff["camille"])
    person = make_person("Oriane Cambrelin")
    review = start(make_person("Ilan Verdoux"), staff["dominique"], biography="<p>Une vie.</p>")
    client.force_login(staff["alix"])
    pages = [draft, work]
    names = ["wagtailadmin_pages:edit", "wagtailadmin_pages:history", "wagtailadmin_pages:usage"]
    addresses = [reverse(name, args=[page.pk]) for page in pages for name in names]
    addresses += [reverse("wagtailadmin_explore", args=[page.pk]) for page in pages]
    addresses += [reverse("newsroom_desk", args=[pk]) for pk in (state.pk, review.pk)]
    addresses += [
        reverse("wagtailadmin_home"),
        reverse("newsroom_planning"),
        reverse("newsroom_replace"),
        reverse("travaux_workpage:index"),
        reverse("people_person_modeladmin_index"),
        reverse("people_person_modeladmin_edit", args=[person.pk]),
        reverse("wagtailadmin_pages:add", args=["toysection", "toypage", get_index(ToyPage).pk]),
        "/admin/reports/workflow/",
    ]
    found = {address: FOREIGN.findall(text) for address in addresses if (text := read(client, address))}
    assert not {address: words for address, words in found.items() if words}


def test_an_entry_is_reviewed_at_the_same_desk(client, staff):
    """What changed beside who wrote; one approval by somebody else, and it is public. Nothing speaks of a page."""
    state = start(make_person("Ilan Verdoux"), staff["camille"], biography="<p>Une vie de recherche.</p>")
    client.force_login(staff["rene"])
    home = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    url = home.find("a", string="Ilan Verdoux")["href"]
    assert url == reverse("newsroom_desk", args=[state.pk])
    soup = BeautifulSoup(client.get(url).content, "html.parser").select_one(".desk")
    text = " ".join(soup.get_text(" ").split())
    assert "Une vie de recherche." in text and "Camille" in text
    assert not re.search(r"\bpage\b", text), text
    client.post(url, {"text": soup.select_one("[name=text]")["value"], "approve": "1"})
    person = type(state.content_object).objects.get(pk=state.object_id)
    assert "Une vie de recherche." in person.biography


def test_what_a_block_leaves_empty_is_not_said_to_be_none():
    diff = mark_safe("<dl>\n    <dt>Texte</dt>\n    <dd>Un titre</dd>\n    <dt>Ancre</dt>\n    <dd>None</dd>\n</dl>")
    assert "Un titre" in without_none(diff) and "Ancre" not in without_none(diff)
    assert without_none("<dt>Ancre</dt><dd>None</dd>") == "<dt>Ancre</dt><dd>None</dd>", "what is no markup stays text"
