"""A session ends by itself, and when what it stands on changes."""

import re

import pytest
from django.contrib.auth.models import Group

from .conftest import PASSWORD, confirm, sign_in

pytestmark = pytest.mark.django_db
NEW = "camion-orange-tranquille-7"


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def age(client, **seconds):
    session = client.session
    for name, value in seconds.items():
        session[f"accounts_{name}"] -= value
    session.save()


def test_left_alone_it_ends(client, ines, signed_in, settings):
    signed_in(ines)
    age(client, seen=settings.SESSION_IDLE.total_seconds() - 30)
    assert is_in(client)
    age(client, seen=settings.SESSION_IDLE.total_seconds() + 1)
    answer = client.get("/admin/pages/")
    assert answer["location"] == "/compte/connexion/?next=/admin/pages/"
    assert "terminée" in client.get(answer["location"]).content.decode()
    assert not is_in(client)


def test_used_or_not_it_ends(client, ines, signed_in, settings):
    signed_in(ines)
    age(client, started=settings.SESSION_LIFETIME.total_seconds() + 1)
    assert not is_in(client)


def test_the_editors_own_requests_do_not_keep_it(client, ines, signed_in):
    signed_in(ines)
    age(client, seen=600)
    seen = client.session["accounts_seen"]
    client.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    assert client.session["accounts_seen"] == seen
    client.get("/admin/")
    assert client.session["accounts_seen"] > seen


def test_an_old_session_of_a_public_page_reads_as_a_visitor(client, ines, signed_in, settings):
    signed_in(ines)
    age(client, started=settings.SESSION_LIFETIME.total_seconds() + 1)
    answer = client.get("/")
    assert answer.status_code == 200 and answer.wsgi_request.user.is_anonymous


def test_a_new_password_ends_the_others(client, ines, signed_in, client_factory):
    signed_in(ines)
    other = client_factory()
    other.cookies.update({"sessionid": client.cookies["sessionid"].value})
    twin = client_factory()
    sign_in(twin, "ines")
    confirm(client)
    client.post("/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    ines.refresh_from_db()
    assert ines.check_password(NEW)
    assert is_in(client)
    assert "_auth_user_id" not in twin.get("/compte/connexion/").wsgi_request.session or not is_in(twin)


def test_wagtails_own_page_changes_neither_password_nor_address(client, ines, signed_in):
    signed_in(ines)
    page = client.get("/admin/account/").content.decode()
    assert 'type="password"' not in page and "/compte/double-authentification/" in page
    fields = {"name_email-first_name": "I", "name_email-last_name": "N", "name_email-email": "pirate@example.org"}
    fields |= {"password-old_password": PASSWORD, "password-new_password1": NEW, "password-new_password2": NEW}
    client.post("/admin/account/", fields)
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD) and ines.email == "ines@example.org"


@pytest.mark.parametrize("password", ["court", "123456789012345", "ines@example.com", "qwerty123456"])
def test_weak_passwords_are_refused(client, ines, signed_in, password):
    signed_in(ines)
    confirm(client)
    client.post("/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    ines.refresh_from_db()
    assert ines.check_password(PASSWORD)


@pytest.mark.parametrize(
    "change",
    [
        lambda user: user.groups.add(Group.objects.create(name="Autre")),
        lambda user: user.groups.clear(),
        lambda user: user.groups.remove(user.groups.get()),
        lambda user: Group.objects.create(name="Autre").user_set.add(user),
        lambda user: user.groups.get().user_set.clear(),
        lambda user: (setattr(user, "is_superuser", True), user.save()),
        lambda user: (setattr(user, "is_active", False), user.save(), setattr(user, "is_active", True), user.save()),
    ],
    ids=["added", "cleared", "removed", "added from the group", "group cleared", "superuser", "closed and open"],
)
def test_a_change_of_rights_ends_them(client, ines, signed_in, change):
    signed_in(ines)
    assert is_in(client)
    change(ines)
    assert not is_in(client)


def test_nothing_ends_for_nothing(client, ines, signed_in):
    signed_in(ines)
    ines.groups.set(ines.groups.all())
    ines.first_name = "Inès"
    ines.save()
    assert is_in(client)


def test_a_closed_account_is_out_at_once(client, ines, signed_in):
    signed_in(ines)
    ines.is_active = False
    ines.save()
    assert not is_in(client)
    assert sign_in(client, "ines").status_code in (200, 302)
    assert not is_in(client)


def test_forgotten_password(client, ines, signed_in, client_factory, mailoutbox):
    signed_in(ines)
    visitor = client_factory()
    known = visitor.post("/compte/mot-de-passe/oublie/", {"email": "INES@example.org"}, follow=True)
    unknown = visitor.post("/compte/mot-de-passe/oublie/", {"email": "personne@example.org"}, follow=True)
    assert known.content == unknown.content and len(mailoutbox) == 2  # the first said that the factor was set up
    mail = mailoutbox[-1]
    assert mail.to == ["ines@example.org"]
    link = re.search(r"http://testserver(\S+)", mail.body).group(1)
    page = visitor.get(link, follow=True)
    answer = visitor.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer["location"] == "/compte/mot-de-passe/change/"
    assert not is_in(visitor) and not is_in(client)
    # Used: out of use. And the second factor is asked all the same.
    assert "ne sert plus" in visitor.get(link).content.decode()
    assert sign_in(visitor, "ines", NEW)["location"] == "/compte/double-authentification/authenticate/"


def test_visitors_cost_nothing(client, django_assert_num_queries):
    from django.test import RequestFactory

    from accounts.middleware import SignInMiddleware

    with django_assert_num_queries(0):
        request = RequestFactory().get("/")
        SignInMiddleware(lambda request: "answer")(request)
