"""Many changes approved as a whole: an import, a merge, a release; all of it, or nothing."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.log_actions import LogContext
from wagtail.models import WorkflowState

from newsroom.panels import find_approvals
from people.models import Person
from registers.models import Batch
from sections.approved import Refusal
from tests.factories import add_contribution, make_person, make_theme
from tests.registers.making import PEOPLE, export, preview, read, write
from tests.toysection.models import ToyPage

from .conftest import approve, make_draft, submit
from .test_files import PDF, replace_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(staff) -> list[Person]:
    return [make_person(name) for name in ("Ana Exemple", "Zoé Exemple", "Léo Exemple")]


def propose_import(client, user) -> Batch:
    """Every person becomes a judge."""
    client.force_login(user)
    path, _response = preview(client, write([row | {"Rôle": "juge"} for row in read(export(client))]))
    assert client.post(path).status_code == 302
    return Batch.objects.get()


def get_roles() -> set[str]:
    return set(Person.objects.values_list("role", flat=True))


def test_an_import_is_done_when_another_approves_what_it_shows(client, staff, people):
    batch = propose_import(client, staff["camille"])
    assert get_roles() == {""} and not batch.live
    with pytest.raises(Refusal):
        approve(batch, staff["camille"])
    assert batch in [line.page for line in find_approvals(staff["rene"])]
    client.force_login(staff["rene"])
    editor = client.get(reverse("wagtailsnippets_registers_batch:edit", args=[batch.pk])).content.decode()
    assert "<ins>juge</ins>" in editor and "Zoé Exemple" in editor and 'name="action-publish"' not in editor
    with LogContext(user=staff["rene"]):
        approve(batch, staff["rene"])
    assert get_roles() == {"juge"} and Batch.objects.get().live
    for person in Person.objects.all():
        versions = [revision.content["role"] for revision in person.revisions.order_by("created_at", "pk")]
        assert versions == ["", "juge"], "what was there before can be brought back"


def test_who_proposes_a_batch_does_not_approve_it(client, staff, people):
    batch = propose_import(client, staff["lou"])
    assert batch not in [line.page for line in find_approvals(staff["lou"])]
    with pytest.raises(Refusal):
        approve(batch, staff["lou"])
    assert get_roles() == {""}


def test_what_changed_in_between_is_said_and_stops_all(client, staff, people):
    batch = propose_import(client, staff["camille"])
    Person.objects.filter(pk=people[1].pk).update(role="médecin")
    client.force_login(staff["rene"])
    assert (
        "Zoé Exemple" in client.get(reverse("wagtailsnippets_registers_batch:edit", args=[batch.pk])).content.decode()
    )
    with pytest.raises(Refusal) as refused:
        approve(batch, staff["rene"])
    assert "Zoé Exemple" in str(refused.value)
    assert get_roles() == {"", "médecin"} and not Batch.objects.get().live


def test_an_entry_with_a_draft_is_not_written_over(client, staff, people):
    batch = propose_import(client, staff["camille"])
    people[0].role = "notaire"
    people[0].save_revision(user=staff["dominique"])
    with pytest.raises(Refusal):
        approve(batch, staff["rene"])
    assert get_roles() == {""}


def test_a_merge_waits_for_another(client, staff, people):
    kept, other = people[0], people[1]
    client.force_login(staff["sacha"])
    response = client.get(f"{PEOPLE}merge/{kept.pk}/{other.pk}/")
    states = response.context["states"]
    data = {"state_kept": states[0], "state_other": states[1]}
    assert client.post(f"{PEOPLE}merge/{kept.pk}/{other.pk}/", data).status_code == 302
    batch = Batch.objects.get()
    assert Person.objects.count() == 3
    with pytest.raises(Refusal):
        approve(batch, staff["sacha"])
    client.force_login(staff["rene"])
    assert client.get(reverse("wagtailsnippets_registers_batch:edit", args=[batch.pk])).status_code == 200
    with LogContext(user=staff["rene"]):
        approve(batch, staff["rene"])
    assert Person.objects.count() == 2 and "Zoé Exemple" in Person.objects.get(pk=kept.pk).aliases


def test_drafts_are_released_together_by_who_wrote_none_of_them(client, staff, people):
    for person, login in zip(people, ("camille", "dominique", "rene"), strict=True):
        person.role = "juge"
        person.save_revision(user=staff[login])
    client.force_login(staff["camille"])
    address = reverse("wagtailsnippets_registers_batch:add")
    values = [draft["value"] for draft in client.get(address).context["drafts"]]
    assert len(values) == 3
    assert client.post(address, {"draft": values}).status_code == 200, "it needs a name"
    assert client.post(address, {"draft": [*values, "people.Person:1:x"], "name": "Rentrée"}).status_code == 302
    batch = Batch.objects.get()
    assert batch not in [line.page for line in find_approvals(staff["rene"])]
    with pytest.raises(Refusal):
        approve(batch, staff["rene"])
    assert get_roles() == {""}
    with LogContext(user=staff["lou"]):
        approve(batch, staff["lou"])
    assert get_roles() == {"juge"}


@pytest.mark.parametrize("is_written_over", [True, False])
def test_one_draft_that_changed_stops_the_release(client, staff, people, is_written_over):
    for person in people:
        person.role = "juge"
        person.save_revision(user=staff["camille"])
    client.force_login(staff["camille"])
    address = reverse("wagtailsnippets_registers_batch:add")
    values = [draft["value"] for draft in client.get(address).context["drafts"]]
    client.post(address, {"draft": values, "name": "Rentrée"})
    people[2].role = "notaire"
    if is_written_over:
        people[2].save_revision(user=staff["camille"], overwrite_revision=people[2].latest_revision)
    else:
        people[2].save_revision(user=staff["dominique"])
    with pytest.raises(Refusal):
        approve(Batch.objects.get(), staff["lou"])
    assert get_roles() == {""}


@pytest.fixture
def mixed(client, staff, people) -> Batch:
    """A page that names a new person, that person and the change of a file, proposed together by Camille."""
    new = Person(name="Ida Nouvelle", slug="ida-nouvelle", locale=people[0].locale, live=False)
    new.save()
    new.save_revision(user=staff["camille"], log_action=True)
    page = make_draft(staff["camille"])
    page.contributions.add(add_contribution(page, new))
    page.save_revision(user=staff["camille"], log_action=True)
    document = get_document_model()(title="Rapport", uploaded_by_user=staff["sacha"])
    document.file.save("rapport.pdf", ContentFile(PDF % b"APPROUVE"))
    client.force_login(staff["camille"])
    replace_document(client, document)
    address = reverse("wagtailsnippets_registers_batch:add")
    values = [draft["value"] for draft in client.get(address).context["drafts"]]
    assert [value.split(":")[0] for value in values] == ["people.Person", "registers.Batch", "wagtailcore.Page"]
    assert client.post(address, {"draft": values, "name": "Rentrée"}).status_code == 302
    return Batch.objects.get(kind=Batch.Kind.RELEASE)


def find_public() -> list[bool]:
    return [
        ToyPage.objects.get().live,
        Person.objects.get(slug="ida-nouvelle").live,
        b"PIRATE" in get_document_model().objects.get().file.read(),
    ]


def test_pages_entries_and_files_go_online_together_after_as_many_approvals_as_a_page(client, staff, mixed):
    client.force_login(staff["rene"])
    desk = client.get(reverse("newsroom_desk", args=[mixed.current_workflow_state.pk])).content.decode()
    assert "Ida Nouvelle" in desk and "Une toupie" in desk
    for login in ("rene", "sacha"):
        assert find_public() == [False] * 3
        with LogContext(user=staff[login]):
            approve(mixed, staff[login])
    assert find_public() == [True] * 3
    assert client.__class__().get("/personnes/ida-nouvelle/").status_code == 200
    assert not WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).exists()


def test_one_page_that_changed_keeps_all_of_it_back(client, staff, mixed):
    approve(mixed, staff["rene"])
    page = ToyPage.objects.get()
    page.summary = "Autre chose."
    page.save_revision(user=staff["dominique"])
    with pytest.raises(Refusal, match="Une toupie"), LogContext(user=staff["sacha"]):
        approve(mixed, staff["sacha"])
    assert find_public() == [False] * 3


def test_a_page_that_names_what_is_not_approved_is_told_so(staff, people):
    """By a row of its own, by a relation: alone it is not submitted, with what it names it is (`mixed`)."""
    page = make_draft(staff["camille"])
    theme = make_theme("Les toupies")
    type(theme).objects.filter(pk=theme.pk).update(live=False)
    Person.objects.filter(pk=people[0].pk).update(live=False)
    page.contributions.add(add_contribution(page, people[0]))
    page.themes.add(theme)
    page.save_revision(user=staff["camille"])
    with pytest.raises(Refusal) as refused:
        submit(ToyPage.objects.get(), staff["camille"])
    assert "Ana Exemple" in str(refused.value) and "Les toupies" in str(refused.value)
    assert "fiche" in str(refused.value)
    Person.objects.update(live=True)
    type(theme).objects.update(live=True)
    submit(ToyPage.objects.get(), staff["camille"])


def test_what_the_gate_stops_is_in_no_release(client, staff):
    make_draft(staff["camille"], summary="")
    client.force_login(staff["camille"])
    address = reverse("wagtailsnippets_registers_batch:add")
    (draft,) = client.get(address).context["drafts"]
    answer = client.post(address, {"draft": draft["value"], "name": "Rentrée"})
    assert "Il n’y a pas de résumé" in answer.content.decode() and not Batch.objects.exists()
