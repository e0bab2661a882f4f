"""An administrator gives an account back; nobody else, not to oneself, and it is written down."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from .conftest import PASSWORD, confirm, sign_in

pytestmark = pytest.mark.django_db
NEW = "camion-orange-tranquille-7"
RIGHTS = ("accounts.recover_account", "auth.change_user", "auth.delete_user")


@pytest.fixture
def administrator(make_user, client_factory, set_up):
    """The client of an administrator who has just said again who they are."""
    make_user("adele", *RIGHTS)
    client = client_factory()
    sign_in(client, "adele")
    set_up(client)
    confirm(client)
    return client


def use(client, link: str):
    page = client.get(link, follow=True)
    return client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})


def test_the_command_gives_a_link_that_serves_once(client, ines, signed_in, client_factory):
    signed_in(ines)
    SocialAccount.objects.create(user=ines, provider="proconnect", uid="a#b")
    out = StringIO()
    call_command("recover_account", "ines", "--print", stdout=out)
    assert client.get("/admin/").status_code == 302
    assert not Authenticator.objects.exists() and not SocialAccount.objects.exists()
    other = client_factory()
    sign_in(other, "ines")
    assert "_auth_user_id" not in other.session, "the former password must be gone with the second factor"
    link = re.search(r"http://[^/]+(/\S+)", out.getvalue()).group(1)
    assert use(other, link)["location"] == "/compte/mot-de-passe/change/"
    sign_in(other, "ines", NEW)
    assert other.get("/admin/")["location"].endswith("/totp/activate/")
    assert client_factory().get(link).status_code == 200 and "_password_reset_key" not in client_factory().session
    assert ModelLogEntry.objects.get(action="accounts.recovered").object_id == str(ines.pk)


def test_the_command_mails_the_link(ines, mailoutbox):
    out = StringIO()
    call_command("recover_account", "ines", stdout=out)
    (mail,) = mailoutbox
    assert mail.to == ["ines@example.org"] and "/compte/mot-de-passe/nouveau/" in mail.body
    assert "http" not in out.getvalue()


def test_the_command_says_what_it_cannot_do(ines):
    with pytest.raises(CommandError, match="No account"):
        call_command("recover_account", "personne")
    ines.email = ""
    ines.save()
    with pytest.raises(CommandError, match="e-mail"):
        call_command("recover_account", "ines")
    ines.is_active = False
    ines.save()
    with pytest.raises(CommandError, match="active"):
        call_command("recover_account", "ines", "--print")


def test_an_old_link_is_dead(client, ines, settings):
    out = StringIO()
    call_command("recover_account", "ines", "--print", stdout=out)
    settings.PASSWORD_RESET_TIMEOUT = -1
    link = re.search(r"http://[^/]+(/\S+)", out.getvalue()).group(1)
    assert client.get(link).status_code == 200
    assert "password1" not in client.get(link).content.decode()


def test_an_administrator_recovers_from_the_list_of_users(administrator, ines, mailoutbox):
    mailoutbox.clear()
    address = f"/admin/accounts/{ines.pk}/recover/"
    assert administrator.get(address).status_code == 200
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD), "a GET changes nothing"
    administrator.post(address, {"action": "recover"})
    ines.refresh_from_db()
    assert not ines.has_usable_password() and len(mailoutbox) == 1
    entry = ModelLogEntry.objects.get(action="accounts.recovered")
    assert entry.user.username == "adele" and entry.label == "ines"


def test_without_an_address_the_link_is_shown(administrator, ines):
    ines.email = ""
    ines.save()
    page = administrator.post(f"/admin/accounts/{ines.pk}/recover/", {"action": "recover"})
    assert "/compte/mot-de-passe/nouveau/" in page.content.decode()


def test_an_administrator_unlocks(administrator, ines, client_factory):
    client = client_factory()
    for _ in range(5):
        sign_in(client, "ines", "faux")
    assert 'value="unlock"' in administrator.get(f"/admin/accounts/{ines.pk}/recover/").content.decode()
    administrator.post(f"/admin/accounts/{ines.pk}/recover/", {"action": "unlock"})
    assert sign_in(client, "ines").status_code == 302
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)


def test_it_takes_saying_again_who_one_is(make_user, ines, client_factory, set_up):
    make_user("adele", *RIGHTS)
    client = client_factory()
    sign_in(client, "adele")
    set_up(client)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**r, "at": r["at"] - 3600} for r in records]
    session.save()
    answer = client.post(f"/admin/accounts/{ines.pk}/recover/", {"action": "recover"})
    assert answer.status_code == 302 and answer["location"].startswith("/compte/")
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)


def test_not_oneself_nor_a_superuser_nor_a_closed_account(administrator, ines, make_user, django_user_model):
    boss = django_user_model.objects.create_superuser("boss", "boss@example.org", PASSWORD)
    closed = make_user("closed", is_active=False)
    for user in (django_user_model.objects.get(username="adele"), boss, closed):
        administrator.post(f"/admin/accounts/{user.pk}/recover/", {"action": "recover"})
        user.refresh_from_db()
        assert user.check_password(PASSWORD), user.username
    assert administrator.post("/admin/accounts/999999/recover/", {"action": "recover"}).status_code == 404


@pytest.mark.parametrize("rights", [(), ("auth.change_user",), ("accounts.read_audit_log",)], ids=str)
def test_lesser_groups_cannot(make_user, ines, client_factory, set_up, rights):
    make_user("remi", *rights)
    client = client_factory()
    sign_in(client, "remi")
    set_up(client)
    confirm(client)
    for action in ("recover", "unlock"):
        client.post(f"/admin/accounts/{ines.pk}/recover/", {"action": action})
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)
    assert not ModelLogEntry.objects.filter(action__in=["accounts.recovered", "accounts.unlocked"]).exists()
    if "auth.change_user" in rights:
        assert "/recover/" not in client.get("/admin/users/").content.decode()


def test_the_button_is_where_one_looks_for_it(administrator, ines):
    assert f"/admin/accounts/{ines.pk}/recover/" in administrator.get("/admin/users/").content.decode()


def test_who_changes_accounts_does_not_take_a_superusers(administrator, django_user_model):
    boss = django_user_model.objects.create_superuser("boss", "boss@example.org", PASSWORD)
    fields = {"username": "boss", "email": "pirate@example.org", "first_name": "a", "last_name": "b"}
    administrator.post(f"/admin/users/edit/{boss.pk}/", {**fields, "password1": NEW, "password2": NEW})
    administrator.post(f"/admin/users/delete/{boss.pk}/")
    administrator.post(
        f"/admin/bulk/auth/user/set_active_state/?id={boss.pk}", {"mark_as_active": "False", "next": "/admin/users/"}
    )
    administrator.post(f"/admin/bulk/auth/user/delete/?id={boss.pk}", {"next": "/admin/users/"})
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD) and boss.email == "boss@example.org" and boss.is_active
