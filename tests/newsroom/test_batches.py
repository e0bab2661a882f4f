"""Many changes approved as a whole: an import, a merge, a release; all of it, or nothing."""

import pytest
from django.urls import reverse
from wagtail.log_actions import LogContext

from newsroom.panels import find_approvals
from people.models import Person
from registers.models import Batch
from sections.approved import Refusal
from tests.factories import make_person
from tests.registers.making import PEOPLE, export, preview, read, write

from .conftest import approve

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


def test_one_draft_that_changed_stops_the_release(client, staff, people):
    for person in people:
        person.role = "juge"
        person.save_revision(user=staff["camille"])
    client.force_login(staff["camille"])
    address = reverse("wagtailsnippets_registers_batch:add")
    values = [draft["value"] for draft in client.get(address).context["drafts"]]
    client.post(address, {"draft": values, "name": "Rentrée"})
    people[2].role = "notaire"
    people[2].save_revision(user=staff["dominique"])
    with pytest.raises(Refusal):
        approve(Batch.objects.get(), staff["lou"])
    assert get_roles() == {""}
