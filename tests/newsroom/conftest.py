"""A newsroom at work: four people, and a page ready to be published."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from newsroom.roles import setup_roles
from tests.databases import database
from tests.factories import get_index, make_theme
from tests.toysection.models import ToyPage


def make_user(name: str, *groups: str):
    """A member of the staff, by the names of groups."""
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", "phrase-de-passe-inventee", first_name=name.capitalize()
    )
    user.groups.add(*Group.objects.filter(name__in=groups))
    return user


def make_draft(author, **fields) -> ToyPage:
    """A draft that the gate lets through, written by `author`."""
    theme = make_theme()
    fields.setdefault("summary", "Un jouet rouge, en une phrase.")
    fields.setdefault("date_unknown", True)
    page = ToyPage(title="Une toupie", slug=f"une-toupie-{theme.pk}", live=False, owner=author, **fields)
    page.themes.set([theme])
    get_index(ToyPage).add_child(instance=page)
    page.save_revision(user=author, log_action=True)
    return ToyPage.objects.get(pk=page.pk)


#: login → groups: two writers, two reviewers of whom one publishes too, one publisher, one administrator.
STAFF = {
    "camille": ["Rédaction"],
    "dominique": ["Rédaction"],
    "rene": ["Relecture"],
    "lou": ["Relecture", "Publication"],
    "sacha": ["Publication"],
    "alix": ["Administration"],
}


def hire() -> None:
    """The roles and the staff: what the database `newsroom` has besides."""
    setup_roles()
    for name, groups in STAFF.items():
        make_user(name, *groups)


@pytest.fixture(scope="module")
def newsroom(django_db_setup, django_db_blocker):
    """A newsroom at work, for one module; what its tests change is undone after each of them."""
    with django_db_blocker.unblock(), database("newsroom"):
        yield


@pytest.fixture
def staff(newsroom, db) -> dict:
    """login → user, of `STAFF`."""
    return {user.username: user for user in get_user_model().objects.filter(username__in=STAFF)}


@pytest.fixture
def draft(staff) -> ToyPage:
    return make_draft(staff["camille"])


def submit(page, user):
    """Start the workflow, as the editor does."""
    return page.get_workflow().start(page, user)


def approve(page, user, **kwargs):
    """Approve the step of the moment, as the admin's views do."""
    page = type(page).objects.get(pk=page.pk)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, user, "approve", **kwargs)


def publish_by_two(page, staff):
    """The whole way of a page: submitted by its author, approved by two others."""
    submit(page, staff["camille"])
    approve(page, staff["rene"])
    approve(page, staff["sacha"])
    return ToyPage.objects.get(pk=page.pk)
