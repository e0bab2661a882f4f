"""Approving and sending back on a screen of its own: where the editor has no button for it."""

import pytest
from django.urls import reverse

from tests.toysection.models import ToyPage

from .conftest import submit

pytestmark = pytest.mark.django_db


def test_who_may_act_acts_and_nobody_else(client, staff, draft):
    submit(draft, staff["camille"])
    url = reverse("newsroom_review", args=[draft.pk])
    for name in ("camille", "sacha"):
        client.force_login(staff[name])
        assert client.post(url, {"approve": "1"}).status_code == 302
        assert "À approuver" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Relecture"
    client.force_login(staff["rene"])
    assert "Demander des modifications" in client.get(url).content.decode()
    client.post(url, {"approve": "1"})
    assert ToyPage.objects.get(pk=draft.pk).current_workflow_task.name == "Publication"


def test_a_reason_is_asked_of_who_sends_back(client, staff, draft):
    submit(draft, staff["camille"])
    client.force_login(staff["rene"])
    url = reverse("newsroom_review", args=[draft.pk])
    assert client.post(url, {"comment": " "}).status_code == 200
    client.post(url, {"comment": "Le titre est trop court."})
    state = ToyPage.objects.get(pk=draft.pk).current_workflow_state
    assert (state.status, state.current_task_state.comment) == ("needs_changes", "Le titre est trop court.")
