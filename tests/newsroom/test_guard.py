"""Each line of the guard, tried through the screens that a browser would use: without it, one of these fails."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import GroupApprovalTask, Page, PageViewRestriction, Revision, WorkflowTask

from home.models import HomePage
from sections.approved import Refusal
from tests.factories import make_page, make_theme
from tests.toysection.models import ToyPage

from .conftest import make_draft, publish_by_two, submit
from .test_channels import get_form, is_live, read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(staff):
    staff["racine"] = get_user_model().objects.create_superuser("racine", "racine@example.org", "phrase")
    return staff["racine"]


def approve(client, page, user):
    """Approve the step of the moment, as the explorer's button does."""
    client.force_login(user)
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return client.post(address, {"comment": ""}, follow=True)


def add_step(page, name: str, place: int, *groups: str) -> None:
    """A step of another kind in the workflow: Wagtail's own, which asks nothing."""
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set(Group.objects.filter(name__in=groups))
    WorkflowTask.objects.create(workflow=page.get_workflow(), task=task, sort_order=place)


def get_step(page) -> str:
    return ToyPage.objects.get(pk=page.pk).current_workflow_task.name


def test_two_others_approve(client, staff, draft):
    submit(draft, staff["camille"])
    approve(client, draft, staff["rene"])
    assert get_step(draft) == "Publication" and not is_live(draft)
    approve(client, draft, staff["sacha"])
    assert is_live(draft)


def test_an_author_is_not_offered_to_approve(client, staff):
    page = make_draft(staff["rene"])
    submit(page, staff["camille"])
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def get_actions(user) -> set:
        client.force_login(user)
        html = BeautifulSoup(client.get(address).content, "html.parser")
        return {button["data-workflow-action-name"] for button in html.select("[data-workflow-action-name]")}

    assert "approve" in get_actions(staff["lou"])
    assert "approve" not in get_actions(staff["rene"]) and "reject" in get_actions(staff["rene"])


def test_what_an_author_approved_in_another_kind_of_step_does_not_count(client, staff):
    page = make_draft(staff["rene"])
    workflow = page.get_workflow()
    workflow.workflow_tasks.filter(task__name="Relecture").delete()
    add_step(page, "Coup d’œil", -1, "Relecture")
    submit(page, staff["camille"])
    approve(client, page, staff["rene"])
    assert get_step(page) == "Publication"
    response = approve(client, page, staff["sacha"])
    assert not is_live(page) and get_step(page) == "Publication"
    assert "Deux personnes" in response.content.decode()


def test_the_gate_is_asked_at_the_first_approval(client, staff, draft):
    submit(draft, staff["camille"])
    page = ToyPage.objects.get(pk=draft.pk)
    page.summary = ""
    page.save_revision(user=staff["camille"], log_action=True)
    response = approve(client, draft, staff["rene"])
    assert get_step(draft) == "Relecture"
    assert "Il n’y a pas de résumé" in response.content.decode()


def test_the_gate_is_asked_at_the_last_approval(client, staff, draft):
    submit(draft, staff["camille"])
    approve(client, draft, staff["rene"])
    # Nobody wrote anything: the theme was deleted meanwhile.
    make_theme("Un autre, que l’on pourrait choisir")
    draft.themes.first().delete()
    response = approve(client, draft, staff["sacha"])
    assert not is_live(draft) and get_step(draft) == "Publication"
    assert "Aucun thème" in response.content.decode()


def test_the_gate_is_asked_at_the_publication_whatever_step_comes_last(client, staff, draft):
    add_step(draft, "Bon à tirer", 5, "Administration")
    submit(draft, staff["camille"])
    approve(client, draft, staff["rene"])
    approve(client, draft, staff["sacha"])
    assert get_step(draft) == "Bon à tirer"
    make_theme("Un autre, que l’on pourrait choisir")
    draft.themes.first().delete()
    response = approve(client, draft, staff["alix"])
    assert not is_live(draft) and "Aucun thème" in response.content.decode()


def test_nothing_is_created_live_under_the_root_either(client, root):
    """There, no model of ours says what a user may do."""
    client.force_login(root)
    tree = Page.get_first_root_node()
    address = reverse("wagtailadmin_pages:add", args=["home", "homepage", tree.pk])
    form = read_form(client.get(address)) | {"title": "Autre accueil", "slug": "autre", "doors-count": "0"}
    client.post(address, form | {"action-publish": "action-publish"})
    assert not HomePage.objects.get(slug="autre").live


def test_privacy_is_set_by_those_who_publish_and_by_nobody_else(client, staff, draft):
    address = reverse("wagtailadmin_pages:set_privacy", args=[draft.pk])
    for name, count in (("camille", 0), ("rene", 0), ("sacha", 1)):
        client.force_login(staff[name])
        client.post(address, {"restriction_type": "login"})
        assert PageViewRestriction.objects.filter(page=draft).count() == count


def test_a_date_is_taken_back_by_those_who_publish_and_by_nobody_else(client, staff):
    page = make_draft(staff["camille"], go_live_at=timezone.now() + timezone.timedelta(days=1))
    publish_by_two(page, staff)
    revision = Revision.objects.get(object_id=str(page.pk), approved_go_live_at__isnull=False)
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])
    for name, is_scheduled in (("camille", True), ("rene", True), ("sacha", False)):
        client.force_login(staff[name])
        client.post(address)
        assert ToyPage.objects.get(pk=page.pk).approved_schedule is is_scheduled


def test_a_text_that_was_written_over_is_approved_by_nobody(client, staff):
    """The editor saves by itself, over the revision that was approved."""
    page = make_draft(staff["alix"])
    submit(page, staff["camille"])
    approve(client, page, staff["rene"])
    client.force_login(staff["alix"])
    revision = ToyPage.objects.get(pk=page.pk).latest_revision
    more = {"title": "Une toupie autre", "overwrite_revision_id": revision.pk}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), get_form(client, page) | more)
    revision.refresh_from_db()
    assert revision.content["title"] == "Une toupie autre"
    approve(client, page, staff["sacha"])
    assert not is_live(page) and get_step(page) == "Relecture"


@pytest.mark.parametrize("name", ["sacha", "alix"])
def test_what_some_may_read_is_not_opened_to_everyone_by_one_person(client, staff, name):
    """By its own screen, by another kind of restriction, by moving it out."""
    private = make_page(ToyPage, title="Réservée")
    restriction = private.view_restrictions.create(restriction_type="login")
    inside = make_page(ToyPage, title="Dedans", parent=private)
    client.force_login(staff[name])
    address = reverse("wagtailadmin_pages:set_privacy", args=[private.pk])
    client.post(address, {"restriction_type": "password", "password": "a"})
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[inside.pk, private.get_parent().pk]))
    for take_off in (restriction.delete, PageViewRestriction.objects.filter(page=private).delete):
        with LogContext(user=staff[name]), pytest.raises(Refusal), transaction.atomic():
            take_off()
    assert PageViewRestriction.objects.get().restriction_type == "login"
    assert Page.objects.get(pk=inside.pk).get_parent().pk == private.pk
    Page.objects.filter(pk__in=[private.pk, inside.pk]).update(live=False)
    client.post(address, {"restriction_type": "none"})
    assert not PageViewRestriction.objects.exists()
