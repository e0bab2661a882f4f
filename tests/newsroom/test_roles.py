"""The groups of the staff and the workflow between them."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage

from newsroom.models import ApprovalTask
from newsroom.roles import WORKFLOW, setup_roles
from tests.factories import get_home, get_index
from tests.toysection.models import ToyPage

from .conftest import STAFF, hire, make_user

pytestmark = pytest.mark.django_db
NAMES = ["Administration", "Publication", "Relecture", "Rédaction"]


@pytest.fixture
def staff(db) -> dict:
    """Hired here: in the database of the other modules the roles are there already."""
    hire()
    return {user.username: user for user in get_user_model().objects.filter(username__in=STAFF)}


def test_four_groups_and_two_approvals_for_every_page():
    call_command("setup_roles", stdout=StringIO())
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(NAMES)
    workflow = get_home().get_workflow()
    assert workflow.name == WORKFLOW
    assert [task.name for task in workflow.tasks] == ["Relecture", "Publication"]
    assert all(isinstance(task.specific, ApprovalTask) for task in workflow.tasks)
    assert not Workflow.objects.filter(name="Moderators approval", active=True).exists()


def test_run_again_it_changes_nothing_and_keeps_what_was_given_besides():
    setup_roles()
    group = Group.objects.get(name="Rédaction")
    given = Permission.objects.get(codename="publish_in_emergency")
    group.permissions.add(given)
    counts = [(g.permissions.count(), g.page_permissions.count()) for g in Group.objects.order_by("pk")]
    setup_roles()
    assert given in group.permissions.all()
    assert counts == [(g.permissions.count(), g.page_permissions.count()) for g in Group.objects.order_by("pk")]
    assert WorkflowPage.objects.filter(page=Page.get_first_root_node()).count() == 1


def test_who_does_not_answer_the_public_writes_no_answer():
    setup_roles()
    of = {"permissions__content_type__app_label__in": ("forms", "mailing")}
    assert [group.name for group in Group.objects.filter(**of).distinct()] == ["Administration"]


def test_a_workflow_chosen_by_the_administration_is_left():
    setup_roles()
    other = Workflow.objects.create(name="Un autre circuit")
    WorkflowPage.objects.filter(page=Page.get_first_root_node()).update(workflow=other)
    setup_roles()
    assert get_home().get_workflow() == other


def test_a_group_that_has_members_is_kept():
    Group.objects.get_or_create(name="Editors")
    make_user("marion", "Editors")
    setup_roles()
    assert Group.objects.filter(name="Editors").exists()


def test_one_section_alone():
    index = get_index(ToyPage)
    call_command("setup_roles", "--section", "jouets", stdout=StringIO())
    user = make_user("marion", "Rédaction (Jouets)")
    assert index.permissions_for_user(user).can_edit()
    assert not get_home().permissions_for_user(user).can_edit()
    pages = GroupPagePermission.objects.filter(group__name="Rédaction (Jouets)").values_list("page", flat=True)
    assert set(pages) == {index.pk}
    with pytest.raises(CommandError, match="jouets"):
        call_command("setup_roles", "--section", "inconnue", stdout=StringIO())


def test_each_role_does_what_it_is_for(staff, draft):
    can = {
        name: (
            draft.permissions_for_user(user).can_edit(),
            get_home().permissions_for_user(user).can_unpublish(),
            user.has_perm("newsroom.publish_in_emergency"),
            user.has_perm("auth.change_user"),
        )
        for name, user in staff.items()
    }
    assert can == {
        "camille": (True, False, False, False),
        "dominique": (True, False, False, False),
        "rene": (True, False, False, False),
        "lou": (True, True, False, False),
        "sacha": (True, True, False, False),
        "alix": (True, True, True, True),
    }
    assert not any(draft.permissions_for_user(user).can_publish() for user in staff.values())
