"""One account for each role, on a developer's machine only."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings

pytestmark = pytest.mark.django_db
LOGINS = ["redaction", "relecture", "publication", "administration"]


def create() -> str:
    out = StringIO()
    call_command("create_demo_accounts", stdout=out)
    return out.getvalue()


@override_settings(DEBUG=False)
def test_refused_when_debug_is_off():
    with pytest.raises(CommandError, match="DEBUG"):
        create()
    assert not get_user_model().objects.exists()


@override_settings(DEBUG=True)
def test_each_role_gets_in_with_the_printed_password(client):
    printed = {line.split()[0]: line.split()[1] for line in create().splitlines()}
    for login in LOGINS:
        assert client.login(username=login, password=printed[login])
        assert client.get("/admin/").status_code == 200
        client.logout()


@override_settings(DEBUG=True)
def test_nobody_publishes_alone_and_the_publishers_withdraw():
    create()
    users = {user.username: user for user in get_user_model().objects.all()}
    from wagtail.models import Page

    root = Page.get_first_root_node().get_children().first()
    assert not any(root.permissions_for_user(user).can_publish() for user in users.values())
    can = {login: root.permissions_for_user(user).can_unpublish() for login, user in users.items()}
    assert can == {"redaction": False, "relecture": False, "publication": True, "administration": True}
    assert not any(user.is_superuser for user in users.values())
    assert users["administration"].has_perm("auth.change_user")
    assert not users["publication"].has_perm("auth.change_user")


@override_settings(DEBUG=True)
def test_existing_accounts_keep_their_password():
    create()
    user = get_user_model().objects.get(username="redaction")
    user.set_password("une-autre-phrase-de-passe")
    user.save()
    assert "(changed since)" in create()
    user.refresh_from_db()
    assert user.check_password("une-autre-phrase-de-passe")
    assert get_user_model().objects.count() == len(LOGINS)
