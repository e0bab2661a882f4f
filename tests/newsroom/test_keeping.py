"""No typed character is lost: what the server does for the browser that keeps it. Played in a browser by `tests.browser.losing`."""

import datetime
import gzip
import json
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from people.models import Person
from registers.resuming import RESUME
from tests.factories import get_index, make_person
from works.models import WorkPage

from .conftest import make_draft, make_user
from .test_entries import read_form as read_entry

pytestmark = pytest.mark.django_db
PRESENCE = "/admin/newsroom/presence/"
AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def work(staff, client):
    """A work of Camille's, who is signed in."""
    client.force_login(staff["camille"])
    page = WorkPage(title="Les girouettes", slug="les-girouettes", live=False, owner=staff["camille"])
    get_index(WorkPage).add_child(instance=page)
    page.save_revision(user=staff["camille"], log_action=True)
    return WorkPage.objects.get(pk=page.pk)


def read_form(client, page) -> dict:
    """What a browser that changed nothing would send."""
    soup = BeautifulSoup(client.get(get_address(page)).content, "html.parser")
    form, data = soup.select_one("#page-edit-form"), {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if (
            field.find_parent("template")
            or field.get("type") in ("checkbox", "radio")
            and not field.has_attr("checked")
        ):
            continue
        if field.name == "select":
            chosen = [option["value"] for option in field.select("option[selected]")]
            data[field["name"]] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        else:
            data[field["name"]] = field.get("value", "") if field.name == "input" else field.get_text()
    return data | {"body-count": "0", "chapters-count": "0"}


def get_address(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def autosave(client, page, **changes):
    data = read_form(client, page) | changes
    return client.post(get_address(page), data, HTTP_ACCEPT="application/json")


def read_title(soup) -> str:
    field = soup.select_one("#page-edit-form [name=title]")
    return field.get("value") or field.get_text()


def get_draft(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_presence_says_who_is_there_with_a_token(client, staff):
    assert client.get(PRESENCE, **AJAX).status_code == 403
    client.force_login(staff["camille"])
    answer = client.get(PRESENCE, **AJAX)
    assert answer.json()["user"] == staff["camille"].pk
    assert answer.json()["token"] and "csrftoken" in client.cookies
    assert "no-store" in answer["Cache-Control"]


def test_asking_does_not_prolong_a_session(client, staff):
    client.force_login(staff["camille"])
    client.get("/admin/")
    before = dict(client.session.items())
    client.get(PRESENCE, **AJAX)
    assert dict(client.session.items()) == before


def test_presence_tells_what_was_saved_when_its_answer_was_lost(client, staff):
    page = make_draft(staff["camille"])
    client.force_login(staff["camille"])
    asked = {"address": get_address(page), "age": "30"}
    saved = client.get(PRESENCE, asked, **AJAX).json()["saved"]
    assert saved["revision"] == page.latest_revision_id and saved["url"] == get_address(page)
    added = reverse("wagtailadmin_pages:add", args=["toysection", "toypage", page.get_parent().pk])
    assert client.get(PRESENCE, asked | {"address": added}, **AJAX).json()["saved"]["url"] == get_address(page)
    page.latest_revision.created_at = timezone.now() - datetime.timedelta(minutes=5)
    page.latest_revision.save()
    assert client.get(PRESENCE, asked, **AJAX).json()["saved"] is None, "it is older than the request"
    client.force_login(staff["dominique"])
    assert client.get(PRESENCE, asked | {"age": "900"}, **AJAX).json()["saved"] is None, "it is somebody else’s"
    for hostile in ("/nulle/part/", "\x00", "//exemple.fr", "/admin/pages/99999999/edit/", ""):
        assert client.get(PRESENCE, {"address": hostile, "age": "1"}, **AJAX).json()["saved"] is None
    for hostile in ("²", "-1", "1e9", "9" * 400):
        assert client.get(PRESENCE, asked | {"age": hostile}, **AJAX).status_code == 200


def test_a_kept_text_is_shown_and_not_saved(client, work):
    data = read_form(client, work) | {"title": "Un titre que le navigateur a gardé", RESUME: "1"}
    page = client.post(get_address(work), data)
    soup = BeautifulSoup(page.content, "html.parser")
    assert read_title(soup) == data["title"]
    assert soup.select_one("#page-edit-form")["data-w-unsaved-force-value"] == "true", "it is saved by itself then"
    assert "w-autosave" in soup.select_one("#page-edit-form")["data-controller"]
    assert get_draft(work).title == "Les girouettes"


def test_a_kept_text_is_not_put_over_a_newer_version(client, work, staff):
    data = read_form(client, work) | {"title": "Un titre que le navigateur a gardé", RESUME: "1"}
    work.title = "Le titre de Dominique"
    work.save_revision(user=staff["dominique"])
    soup = BeautifulSoup(client.post(get_address(work), data).content, "html.parser")
    assert read_title(soup) == data["title"]
    assert "w-autosave" not in soup.select_one("#page-edit-form")["data-controller"], "nothing is saved by itself"
    assert "Une version plus récente a été enregistrée" in soup.get_text()
    assert get_draft(work).title == "Le titre de Dominique"


def test_a_kept_entry_is_shown_and_not_saved(client, staff):
    person = make_person("Camille Exemple")
    client.force_login(staff["camille"])
    address = reverse(Person.snippet_viewset.get_url_name("edit"), args=[person.pk])
    data = read_entry(client.get(address).content) | {"name": "Un nom que le navigateur a gardé", RESUME: "1"}
    soup = BeautifulSoup(client.post(address, data).content, "html.parser")
    assert soup.select_one("main [name=name], #main [name=name]")["value"] == data["name"]
    assert not person.revisions.exists()


def test_a_screen_that_cannot_show_a_kept_text_does_not_save_it(client, staff):
    client.force_login(staff["camille"])
    answer = client.post("/admin/account/", {"name_email-first_name": "Gardé", RESUME: "1"})
    assert answer.status_code == 302
    staff["camille"].refresh_from_db()
    assert staff["camille"].first_name != "Gardé"
    assert "reste conservé dans ce navigateur" in client.get("/admin/").content.decode()


def test_what_is_valid_is_saved_when_a_proposal_is_empty(client, work):
    rows = inline_formset(
        [
            {"number": "1", "group": "", "title": "La première", "text": rich_text("<p>Un.</p>")},
            {"number": "", "group": "", "title": "", "text": rich_text("")},
            {"number": "3", "group": "", "title": "La troisième", "text": rich_text("<p>Trois.</p>")},
        ]
    )
    answer = autosave(client, work, summary="Un résumé.", **nested_form_data({"proposals": rows}))
    assert answer.json()["success"], answer.json()
    assert answer.json()["trouble"] == "onglet «\u00a0Propositions\u00a0»\u00a0: Numéro"
    draft = get_draft(work)
    assert draft.summary == "Un résumé."
    assert [(row.number, row.title) for row in draft.proposals.all()] == [(1, "La première"), (3, "La troisième")]
    # Sent again with the rows that have a key now, nothing is there twice.
    data = read_form(client, work) | {"summary": "Un autre résumé."}
    assert client.post(get_address(work), data, HTTP_ACCEPT="application/json").json()["success"]
    assert get_draft(work).proposals.count() == 2


def test_the_other_blocks_are_saved_when_one_is_not_valid(client, work):
    blocks = [
        ("paragraph", rich_text("<p>Le vent.</p>")),
        (
            "quote",
            {"text": "Elle tourne.", "person": "", "capacity": "", "source": "", "source_url": "pas une adresse"},
        ),
    ]
    answer = autosave(client, work, **nested_form_data({"body": streamfield(blocks)}))
    assert answer.json()["success"], answer.json()
    assert answer.json()["trouble"] == "onglet «\u00a0Présentation\u00a0»\u00a0: Présentation"
    body = get_draft(work).body
    assert [block.block_type for block in body] == ["paragraph", "quote"]
    assert body[1].value["text"] == "Elle tourne." and not body[1].value["source_url"]
    assert "pas une adresse" not in json.dumps(get_draft(work).body.get_prep_value())


def test_a_form_is_sent_packed_and_nothing_else_passes_for_one(client, work):
    data = read_form(client, work) | {"title": "Les girouettes à 300 blocs + 1 & demi"}
    address, kind = get_address(work), {"content_type": "application/gzip", "headers": {"accept": "application/json"}}
    fields = urlencode(data, doseq=True).encode()
    assert client.post(address, gzip.compress(fields), **kind).json()["success"]
    assert get_draft(work).title == data["title"]
    packed = gzip.compress(fields + b"&title=Autre")
    for hostile in (fields, packed[:-12], gzip.compress(b"a" * 10_000_000)):
        assert client.post(address, hostile, **kind).status_code in (400, 413)
    assert get_draft(work).title == data["title"]


def test_a_new_page_without_a_title_says_so(client, work):
    address = reverse("wagtailadmin_pages:add", args=["works", "workpage", work.get_parent().pk])
    data = read_form(client, work) | {"title": "", "slug": ""}
    answer = client.post(address, data, HTTP_ACCEPT="application/json")
    assert answer.status_code == 400
    assert "Présentation" in answer.json()["error_message"]


def test_block_definitions_stand_beside_the_form_for_the_staff_only(client, work):
    soup = BeautifulSoup(client.get(get_address(work)).content, "html.parser")
    scripts = [script["src"] for script in soup.select("script[src*='/admin/blocks/']")]
    assert len(scripts) == 2 and not soup.select("[data-w-block-data-value]")
    for address in scripts:
        answer = client.get(address)
        digest = address.rpartition("/")[2].removesuffix(".js")
        assert soup.select_one(f'[data-blocks="{digest}"]') and digest in answer.content.decode()
        assert "immutable" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert "no-store" in client.get(scripts[-1].replace(digest, "0" * 16))["Cache-Control"], "it is another’s"
    for hostile in ("works.workpage/title", "rien.rien/body", "x/y"):
        assert client.get(f"/admin/blocks/{hostile}/abc.js").status_code == 404
    client.force_login(make_user("visiteuse"))
    assert client.get(scripts[0]).status_code == 404
