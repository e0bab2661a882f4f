"""Each way of publishing that Wagtail knows: none goes round the two approvals, nor the gate."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction, CopyPagePermissionError
from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasPermissionError
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import LogContext
from wagtail.models import Page, PageLogEntry, WorkflowState
from wagtail_localize.models import Translation, TranslationSource

from newsroom.bin.models import SecondLook
from newsroom.guard import Refusal
from tests.factories import get_home, get_index, get_locale
from tests.newsroom.translations.making import fill
from tests.toysection.models import ToyPage

from .conftest import make_draft, publish_by_two, submit

pytestmark = pytest.mark.django_db
EVERYONE = ["camille", "rene", "sacha", "alix", "racine"]


@pytest.fixture(autouse=True)
def _root(staff):
    staff["racine"] = get_user_model().objects.create_superuser("racine", "racine@example.org", "phrase")


def get_form(client, page) -> dict:
    """What the editor's form would send, unchanged."""
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return read_form(response)


def read_form(response) -> dict:
    soup = BeautifulSoup(response.content, "html.parser")
    form, data = soup.select_one("form[data-edit-form]"), {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "select":
            chosen = [option["value"] for option in field.select("option[selected]")]
            data[field["name"]] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data[field["name"]] = field.get("value", "on")
        elif field.get("type") != "submit":
            data[field["name"]] = field.text.strip("\n") if field.name == "textarea" else field.get("value", "")
    return data


def post_edit(client, page, user, **actions):
    client.force_login(user)
    data = get_form(client, page)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**data, **actions})


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("name", EVERYONE)
def test_the_editor_s_publish_saves_a_draft_only(client, staff, draft, name):
    response = post_edit(client, draft, staff[name], **{"action-publish": "action-publish"})
    assert response.status_code == 302
    assert not is_live(draft) and draft.revisions.count() == 2


@pytest.mark.parametrize("name", ["sacha", "racine"])
def test_a_new_page_is_a_draft(client, staff, name):
    client.force_login(staff[name])
    index = get_index(ToyPage)
    address = reverse("wagtailadmin_pages:add", args=["toysection", "toypage", index.pk])
    data = read_form(client.get(address))
    data |= {"title": "Un yoyo", "slug": "un-yoyo", "action-publish": "action-publish"}
    assert client.post(address, data).status_code == 302
    assert not ToyPage.objects.get(slug="un-yoyo").live


@pytest.mark.parametrize("name", ["sacha", "alix", "racine"])
def test_bulk_publishing_publishes_nothing(client, staff, draft, name):
    client.force_login(staff[name])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for ids in (f"id={draft.pk}", f"id={draft.get_parent().pk}"):
        client.post(f"{address}?{ids}", {"include_descendants": "on"})
    assert not is_live(draft)


@pytest.mark.parametrize("name", ["sacha", "racine"])
def test_no_copy_nor_alias_is_live(client, staff, draft, name):
    page = publish_by_two(draft, staff)
    client.force_login(staff[name])
    for slug, more in (("copie", {"publish_copies": "on"}), ("alias", {"alias": "on"})):
        data = {"new_title": "Copie", "new_slug": slug, "new_parent_page": page.get_parent().pk, **more}
        client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
        assert not Page.objects.filter(slug=slug, live=True).exists()
    with pytest.raises(CopyPagePermissionError):
        CopyPageAction(
            page, to=page.get_parent(), keep_live=True, user=staff[name], update_attrs={"slug": "c"}
        ).execute()
    with pytest.raises(CreatePageAliasPermissionError):
        CreatePageAliasAction(page, parent=page.get_parent(), user=staff[name], update_slug="d").execute()


def test_nobody_makes_an_alias_which_would_go_online_with_its_page(client, staff, draft):
    data = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": draft.get_parent().pk, "alias": "on"}
    for name in EVERYONE:
        client.force_login(staff[name])
        client.post(reverse("wagtailadmin_pages:copy", args=[draft.pk]), data)
        with pytest.raises(CreatePageAliasPermissionError):
            CreatePageAliasAction(draft, parent=draft.get_parent(), user=staff[name], update_slug="d").execute()
    assert not Page.objects.filter(alias_of=draft.pk).exists()


@pytest.mark.parametrize("skip", [True, False])
def test_the_action_itself_refuses_users(staff, draft, skip):
    revision = draft.get_latest_revision()
    for name in EVERYONE:
        with pytest.raises(Refusal):
            revision.publish(user=staff[name], skip_permission_checks=skip)
        with pytest.raises(Refusal):
            PublishPageRevisionAction(revision, user=staff[name]).execute(skip_permission_checks=skip)
    assert not is_live(draft)


def test_what_publishes_without_saying_who_asks_is_refused_in_the_admin(staff, draft):
    with LogContext(user=staff["racine"]), pytest.raises(Refusal):
        draft.get_latest_revision().publish()
    assert not is_live(draft)


@pytest.mark.parametrize("live", [True, False])
def test_no_screen_writes_over_a_page_that_is_online(staff, draft, live):
    """Whatever screen it is, some day; where it stands, and who holds it, are not its text."""
    page = publish_by_two(draft, staff) if live else draft
    page.locked, page.live, page.expire_at = True, True, None if live else timezone.now()
    with LogContext(user=staff["alix"]):
        if live:
            page.save()
        for name in ("title", "expire_at", "show_in_menus"):
            one = ToyPage.objects.get(pk=page.pk)
            one.live, old = True, getattr(one, name)
            setattr(one, name, {"title": "Autre", "expire_at": timezone.now(), "show_in_menus": not old}[name])
            with pytest.raises(Refusal):
                one.save(update_fields=[name, "live"])
        new = get_index(ToyPage).add_child(instance=ToyPage(title="Un yoyo", slug="un-yoyo", live=True))
    assert not new.live and ToyPage.objects.get(pk=page.pk).locked is live


@pytest.mark.parametrize("name", ["sacha", "racine"])
def test_a_translation_is_not_published_by_its_editor(client, staff, draft, name, django_capture_on_commit_callbacks):
    page = publish_by_two(draft, staff)
    english = get_locale("en")
    get_home().copy_for_translation(english).save_revision().publish()
    page.get_parent().specific.copy_for_translation(english).save_revision().publish()
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    client.force_login(staff[name])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
        client.post(reverse("wagtail_localize:update_translations", args=[source.pk]), {"publish_translations": "on"})
    assert not is_live(target)
    assert client.get(reverse("newsroom_submit", args=[target.pk])).status_code == 200
    client.post(reverse("newsroom_submit", args=[target.pk]))
    assert target.workflow_states.filter(status=WorkflowState.STATUS_IN_PROGRESS).exists()


def test_a_translation_brought_up_to_date_leaves_what_is_public(
    client, staff, draft, django_capture_on_commit_callbacks
):
    page = publish_by_two(draft, staff)
    english = get_locale("en")
    get_home().copy_for_translation(english).save_revision().publish()
    page.get_parent().specific.copy_for_translation(english).save_revision().publish()
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=english)
    fill(page)
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()
    shown = translation.get_target_instance().title
    page.title = "Une toupie nouvelle"
    page.save_revision().publish()
    client.force_login(staff["sacha"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtail_localize:update_translations", args=[source.pk]), {"publish_translations": "on"})
    target = translation.get_target_instance()
    assert target.live and target.title == shown
    assert "Une toupie nouvelle" not in client.get(target.url).content.decode()


def test_a_date_set_by_an_author_publishes_nothing(client, staff, draft):
    soon = timezone.localtime(timezone.now() + timezone.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    response = post_edit(client, draft, staff["sacha"], **{"go_live_at": soon, "action-publish": "action-publish"})
    assert response.status_code == 302
    assert not Page.objects.get(pk=draft.pk).approved_schedule


def test_workflow_addresses_refuse_authors(client, staff):
    page = make_draft(staff["rene"])
    submit(page, staff["camille"])
    state = page.current_workflow_task_state
    for name in ("rene", "camille", "sacha"):
        client.force_login(staff[name])
        client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
        post_edit(client, page, staff[name], **{"action-workflow-action": "true", "workflow-action-name": "approve"})
    assert page.current_workflow_task.name == "Relecture"
    client.force_login(staff["lou"])
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    assert ToyPage.objects.get(pk=page.pk).current_workflow_task.name == "Publication"


def test_correcting_and_approving_at_once_keeps_the_correction_and_approves_nothing(client, staff, draft):
    submit(draft, staff["camille"])
    client.force_login(staff["rene"])
    data = get_form(client, draft) | {"title": "Une toupie corrigée"}
    data |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data, follow=True)
    page = ToyPage.objects.get(pk=draft.pk)
    assert page.current_workflow_task.name == "Relecture"
    assert page.get_latest_revision_as_object().title == "Une toupie corrigée"
    assert "quelqu’un d’autre" in response.content.decode()


def test_sending_back_without_a_reason_is_refused_by_every_address(client, staff, draft):
    submit(draft, staff["camille"])
    state = draft.current_workflow_task_state
    client.force_login(staff["rene"])
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", state.pk]), {"comment": " "})
    more = {"action-workflow-action": "true", "workflow-action-name": "reject"}
    post_edit(client, draft, staff["rene"], **more, **{"workflow-action-extra-data": json.dumps({"comment": ""})})
    assert draft.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


def test_submitting_what_the_gate_stops_keeps_the_text_and_says_why(client, staff, draft):
    client.force_login(staff["camille"])
    data = get_form(client, draft) | {"summary": "", "title": "Une toupie sans résumé"}
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    response = client.post(address, {**data, "action-submit": "action-submit"}, follow=True)
    assert response.redirect_chain[-1][0] == address
    assert "Il n’y a pas de résumé" in response.content.decode()
    assert ToyPage.objects.get(pk=draft.pk).get_latest_revision().content["title"] == "Une toupie sans résumé"
    assert not draft.workflow_states.exists()
    assert client.post(reverse("newsroom_submit", args=[draft.pk])).status_code == 302
    assert not draft.workflow_states.exists()


def test_the_gate_is_asked_again_when_approving(client, staff, draft):
    submit(draft, staff["camille"])
    page = ToyPage.objects.get(pk=draft.pk)
    page.summary = ""
    page.save_revision(user=staff["camille"])
    state = page.current_workflow_task_state
    client.force_login(staff["rene"])
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    assert ToyPage.objects.get(pk=page.pk).current_workflow_task.name == "Relecture"


def test_an_emergency_is_for_the_administration_with_a_reason_and_is_kept(client, staff, draft):
    address = reverse("newsroom_emergency", args=[draft.pk])
    for name in ("camille", "rene", "sacha"):
        client.force_login(staff[name])
        client.post(address, {"reason": "Une bonne raison de publier."})
        assert not is_live(draft)
    client.force_login(staff["alix"])
    assert client.get(address).status_code == 200
    client.post(address, {"reason": "court"})
    assert not is_live(draft)
    client.post(address, {"reason": "Une erreur grave est en ligne."})
    assert is_live(draft)
    entry = PageLogEntry.objects.get(action="newsroom.emergency")
    assert entry.user == staff["alix"] and entry.comment == "Une erreur grave est en ligne."


def test_even_an_emergency_passes_the_gate(client, staff):
    page = make_draft(staff["camille"], summary="")
    client.force_login(staff["alix"])
    response = client.post(
        reverse("newsroom_emergency", args=[page.pk]), {"reason": "Une erreur grave est en ligne."}, follow=True
    )
    assert not is_live(page)
    assert "Il n’y a pas de résumé" in response.content.decode()


def test_withdrawing_is_asked_by_those_who_publish(client, staff, draft):
    page = publish_by_two(draft, staff)
    client.force_login(staff["camille"])
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert is_live(page)
    client.force_login(staff["sacha"])
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert is_live(page) and SecondLook.objects.get().asked_by == staff["sacha"]


@pytest.mark.parametrize("from_editor", [True, False])
def test_resuming_a_page_that_the_gate_stops_leaves_it_sent_back(client, staff, draft, from_editor):
    submit(draft, staff["camille"])
    state = draft.current_workflow_task_state
    client.force_login(staff["rene"])
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", state.pk]), {"comment": "Non."})
    page = ToyPage.objects.get(pk=draft.pk)
    page.summary = ""
    page.save_revision(user=staff["camille"], log_action=True)
    client.force_login(staff["camille"])
    for summary, status in (("", "needs_changes"), ("Un jouet.", "in_progress")):
        data = get_form(client, draft) | {"summary": summary}
        if from_editor:
            address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
            assert client.post(address, {**data, "action-submit": "action-submit"}).status_code == 302
        else:
            client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data)
            client.post(reverse("newsroom_submit", args=[draft.pk]))
        assert ToyPage.objects.get(pk=draft.pk).current_workflow_state.status == status
