"""People of the staff, and the sign-in as production has it: two factors, lock-out."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import transaction

PASSWORD = "brouette-violette-42"  # noqa: S105


@pytest.fixture(autouse=True)
def real_sign_in(settings):
    """What the other tests turn off."""
    settings.REQUIRE_MFA = True
    settings.AXES_ENABLED = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def make_user(django_user_model):
    """make_user("ines", "accounts.recover_account"): someone of the staff, with these permissions more."""

    def make(login: str, *permissions: str, **fields):
        user = django_user_model.objects.create_user(
            login, f"{login}@example.org", PASSWORD, first_name=login.title(), **fields
        )
        names = ["wagtailadmin.access_admin", *permissions]
        group = Group.objects.create(name=f"Group of {login}")
        for name in names:
            app, codename = name.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        user.groups.add(group)
        return type(user).objects.get(pk=user.pk)

    return make


@pytest.fixture
def ines(make_user):
    return make_user("ines")


def make_code(secret: str, step: int = 0) -> str:
    """The code that an application shows for `secret`, `step` periods from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def sign_in(client, login: str, password: str = PASSWORD, **headers):
    return client.post("/compte/connexion/", {"login": login, "password": password}, **headers)


@pytest.fixture
def set_up(monkeypatch):
    """set_up(client): what a person does at their first sign-in; the secret of their application."""
    # A test's transaction never commits: what waits for it is done at once, within the request.
    monkeypatch.setattr(transaction, "on_commit", lambda function, *args, **kwargs: function())

    def do(client) -> str:
        confirm(client)
        page = client.get("/compte/double-authentification/totp/activate/")
        assert page.status_code == 200, page.headers
        secret = page.context["form"].secret
        answer = client.post("/compte/double-authentification/totp/activate/", {"code": make_code(secret)})
        assert answer.status_code == 302, answer.context["form"].errors
        cache.clear()
        return secret

    return do


def confirm(client, password: str = PASSWORD):
    """Say again who one is."""
    return client.post("/compte/confirmer/", {"password": password})


@pytest.fixture
def signed_in(client, set_up):
    """signed_in(user): a client whose person proved both factors; it holds `.secret`."""

    def do(user):
        sign_in(client, user.username)
        client.secret = set_up(client)
        return client

    return do


@pytest.fixture
def client_factory():
    from django.test import Client

    return Client
