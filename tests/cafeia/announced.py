"""What is asked of a café that a host announces."""

import re

from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import WorkflowState

from tests.newsroom.conftest import make_user

HOST = "hote@exemple.test"


def decide(client, thing, user, action="approve", comment="", capture=None):
    """What the admin's own buttons send."""
    client.force_login(user)
    state = WorkflowState.objects.active().get(object_id=str(thing.pk), content_type__model=thing._meta.model_name)
    name = thing.snippet_viewset.get_url_name("workflow_action")
    url = reverse(name, args=[thing.pk, action, state.current_task_state.pk])
    with capture(execute=True):
        response = client.post(url, {"comment": comment})
    client.logout()
    return response


def get_member(login: str, group: str):
    return get_user_model().objects.filter(username=login).first() or make_user(login, group)


def approve(client, thing, capture) -> None:
    """By two people: who sent it may be one of them."""
    for login, group in (("moderation", "Relecture"), ("publication", "Publication")):
        decide(client, thing, get_member(login, group), capture=capture)


def read(client, *paths) -> str:
    return "".join(client.get(path).content.decode() for path in paths)


def get_path(thing) -> str:
    return re.sub(r"^https?://[^/]+", "", thing.private_url)
