"""The reviewer's desk: all that a decision needs on one screen, and the two decisions."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import COMMENTS_RELATION_NAME, Comment

from newsroom.authorship import digest_text
from tests.factories import add_contribution, make_person
from tests.toysection.models import ToyPage

from .conftest import publish_by_two, submit
from .test_entries import MAKERS, WORD
from .test_entries import draft as write_draft_of

pytestmark = pytest.mark.django_db


def find_desk(client, user, title="Une toupie") -> str:
    """From the home page of the admin: one click."""
    client.force_login(user)
    soup = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return soup.find("a", string=title)["href"]


def read(client, url: str) -> str:
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    return " ".join(soup.select_one(".desk").get_text(" ").split())


def read_text(page) -> str:
    return digest_text(ToyPage.objects.get(pk=page.pk).latest_revision.content)


def decide(client, page, url: str, **data):
    """The second click."""
    return client.post(url, {"text": read_text(page), **data})


def test_two_clicks_from_the_home_page(client, staff, draft):
    submit(draft, staff["camille"])
    url = find_desk(client, staff["rene"])
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    assert [b.get_text() for b in soup.select(".desk__buttons button")] == ["Approuver", "Renvoyer"]
    decide(client, draft, url, approve="1")
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Publication"


def test_the_desk_says_what_changed_for_readers(client, staff, draft):
    page = publish_by_two(draft, staff)
    page.summary, page.date = "Un jouet rouge et rond, en une phrase.", "2025-03-04"
    page.contributions.add(add_contribution(page, make_person("Oriane Cambrelin")))
    page.save_revision(user=staff["camille"], log_action=True)
    submit(page, staff["camille"])
    text = read(client, find_desk(client, staff["rene"]))
    for words in ("et rond", "Oriane Cambrelin", "2025", "Écrit par : Camille", "Rien ne bloque"):
        assert words in text.replace("\u00a0", " "), words
    assert "Nature" not in text, "what did not change is not said"


def test_a_first_version_is_new_and_seen_as_readers_will(client, staff, draft):
    submit(draft, staff["camille"])
    url = find_desk(client, staff["rene"])
    assert "tout est nouveau" in read(client, url)
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    preview = client.get(soup.iframe["src"])
    assert preview.status_code == 200 and "Un jouet rouge, en une phrase." in preview.content.decode()
    assert preview["X-Frame-Options"] == "SAMEORIGIN"


def test_comments_and_what_blocks_are_there(client, staff, draft):
    comments = getattr(draft, COMMENTS_RELATION_NAME)
    comments.add(Comment(page=draft, user=staff["rene"], text="D’où vient ce chiffre ?", contentpath="summary"))
    draft.save()
    submit(draft, staff["camille"])
    page = ToyPage.objects.get(pk=draft.pk)
    page.summary = ""
    page.save_revision(user=staff["camille"])
    text = read(client, find_desk(client, staff["rene"]))
    assert "D’où vient ce chiffre ?" in text and "Il n’y a pas de résumé" in text
    url = find_desk(client, staff["rene"])
    assert (
        "Il n’y a pas de résumé"
        in client.post(url, {"text": read_text(page), "approve": "1"}, follow=True).content.decode()
    )
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Relecture"


def test_who_may_not_approve_is_told_why_and_cannot(client, staff, draft):
    submit(draft, staff["camille"])
    url = find_desk(client, staff["rene"])
    for name, words in (("camille", "Vous avez écrit ou soumis"), ("sacha", "Vous n’êtes pas de ceux")):
        client.force_login(staff[name])
        assert words in read(client, url)
        decide(client, draft, url, approve="1")
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Relecture"


def test_what_is_approved_is_what_was_read(client, staff, draft):
    submit(draft, staff["camille"])
    url = find_desk(client, staff["rene"])
    seen = read_text(draft)
    make = ToyPage.objects.get(pk=draft.pk)
    make.summary = "Tout autre chose."
    make.save_revision(user=staff["dominique"])
    for sent in ({"text": seen}, {"revision": make.latest_revision_id}, {}):
        answer = client.post(url, {**sent, "approve": "1"}, follow=True)
        assert "Le texte a changé" in answer.content.decode()
    # Whoever goes on typing writes over their version, under the number that was read.
    form = BeautifulSoup(client.get(url).content, "html.parser").select_one("form.desk__decision")
    seen = {field["name"]: field["value"] for field in form.select("input[name]")}
    make.summary = "Encore autre chose."
    make.save_revision(user=staff["dominique"], overwrite_revision=make.latest_revision)
    answer = client.post(url, {**seen, "approve": "1"}, follow=True)
    assert "Le texte a changé" in answer.content.decode()
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Relecture"


def test_a_reason_is_asked_of_who_sends_back(client, staff, draft):
    submit(draft, staff["camille"])
    url = find_desk(client, staff["rene"])
    assert decide(client, draft, url, comment=" ").status_code == 200
    decide(client, draft, url, comment="Le titre est trop court.")
    state = ToyPage.objects.get(pk=draft.pk).current_workflow_state
    assert (state.status, state.current_task_state.comment) == ("needs_changes", "Le titre est trop court.")


def test_an_old_address_and_a_step_that_is_over(client, staff, draft):
    submit(draft, staff["camille"])
    url = find_desk(client, staff["rene"])
    decide(client, draft, url, approve="1")
    for _time in range(2):
        decide(client, draft, url, approve="1")
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Publication"
    assert client.get("/admin/newsroom/desk/99999999/").status_code == 404


@pytest.mark.parametrize(
    "label", ["people.Person", "people.Organisation", "themes.Theme", "themes.Keyword", "references.Source"]
)
def test_an_entry_is_seen_as_readers_will(client, staff, label):
    """Its public page with the draft, at the desk; the public goes on reading what it read."""
    entry = write_draft_of(MAKERS[label][0](), staff["camille"])
    entry.get_workflow().start(entry, staff["camille"])
    client.force_login(staff["rene"])
    soup = BeautifulSoup(
        client.get(reverse("newsroom_desk", args=[entry.current_workflow_state.pk])).content, "html.parser"
    )
    preview = client.get(soup.iframe["src"])
    assert preview.status_code == 200 and WORD in BeautifulSoup(preview.content, "html.parser").main.get_text()
    answer = client.__class__().get(entry.get_absolute_url())
    assert WORD not in answer.content.decode()


def test_what_has_no_page_is_compared_only(client, staff):
    entry = write_draft_of(MAKERS["council.Milestone"][0](), staff["camille"])
    entry.get_workflow().start(entry, staff["camille"])
    client.force_login(staff["rene"])
    url = reverse("newsroom_desk", args=[entry.current_workflow_state.pk])
    assert WORD in read(client, url) and not BeautifulSoup(client.get(url).content, "html.parser").iframe
