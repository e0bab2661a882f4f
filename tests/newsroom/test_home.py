"""The admin's home page: what must I do now?"""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.models import PageCheck, ScheduledFailure
from tests.toysection.models import ToyPage

from .conftest import approve, make_draft, submit

pytestmark = pytest.mark.django_db
HOME = reverse("wagtailadmin_home")


def read(client, user, panel: str) -> str:
    client.force_login(user)
    soup = BeautifulSoup(client.get(HOME).content, "html.parser")
    section = soup.find(id=f"panel-{panel}-section") or soup.find(id=panel) or soup.select_one(f"[id*={panel}]")
    return " ".join(section.get_text(" ").split())


def test_the_home_page_has_three_panels_and_nothing_else(client, staff):
    client.force_login(staff["camille"])
    soup = BeautifulSoup(client.get(HOME).content, "html.parser")
    assert [h.get_text(strip=True) for h in soup.select("h2.w-panel__heading")] == [
        "Mes tâches",
        "Ma journée",
        "Ce qui bloque la publication",
    ]
    text = soup.get_text(" ")
    assert "Rien ne vous attend" in text


def test_who_may_approve_sees_the_page_and_its_authors_do_not(client, staff, draft):
    submit(draft, staff["camille"])
    assert "Une toupie" in read(client, staff["rene"], "my-tasks")
    assert "Une toupie" not in read(client, staff["camille"], "my-tasks")
    assert "Une toupie" not in read(client, staff["sacha"], "my-tasks")
    approve(draft, staff["lou"])
    assert "Une toupie" in read(client, staff["sacha"], "my-tasks")
    assert "Une toupie" not in read(client, staff["lou"], "my-tasks"), "approved once already"
    assert "Une toupie" not in read(client, staff["rene"], "my-tasks")


def test_a_page_sent_back_comes_with_its_reason(client, staff, draft):
    submit(draft, staff["camille"])
    state = draft.current_workflow_task_state
    state.task.specific.on_action(state, staff["rene"], "reject", comment="Le résumé est trop long.")
    assert "Le résumé est trop long." in read(client, staff["camille"], "my-tasks")
    assert "Le résumé est trop long." not in read(client, staff["dominique"], "my-tasks")


def test_drafts_say_what_they_lack(client, staff):
    page = make_draft(staff["camille"], summary="")
    assert PageCheck.objects.get(page=page).codes == ["summary"]
    assert "Il n’y a pas de résumé" in read(client, staff["camille"], "blocking")
    page.summary = "Une phrase."
    page.save_revision(user=staff["camille"])
    assert "Il n’y a pas de résumé" not in read(client, staff["camille"], "blocking")


def test_a_scheduled_page_that_failed_is_shown(client, staff, draft):
    ScheduledFailure.objects.create(page=draft, kind="publish", due_at=timezone.now(), error="ValueError")
    text = read(client, staff["sacha"], "blocking")
    assert "Une toupie" in text and "Publication" in text


def test_as_many_queries_for_12_pages_as_for_3(client, staff):
    def count(user) -> int:
        client.force_login(user)
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME).status_code == 200
        return len(queries)

    def make(number: int) -> None:
        for _number in range(number):
            page = make_draft(staff["camille"])
            submit(page, staff["camille"])
            bad = make_draft(staff["camille"], summary="")
            ScheduledFailure.objects.create(page=bad, kind="publish", due_at=timezone.now(), error="ValueError")
            back = make_draft(staff["camille"])
            submit(back, staff["camille"])
            state = back.current_workflow_task_state
            state.task.specific.on_action(state, staff["rene"], "reject", comment="À revoir.")

    make(3)
    few = {name: count(staff[name]) for name in ("camille", "rene")}
    # More than a panel shows.
    make(9)
    assert ToyPage.objects.count() == 36
    assert {name: count(staff[name]) for name in ("camille", "rene")} == few
    assert "et 2 autres" in read(client, staff["rene"], "my-tasks")
