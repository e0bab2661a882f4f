"""Nothing of the admin answers to a password alone, by whatever door."""

import pytest
from allauth.mfa.models import Authenticator

from .conftest import PASSWORD, confirm, make_code, sign_in

pytestmark = pytest.mark.django_db
ACTIVATE = "/compte/double-authentification/totp/activate/"
CODE = "/compte/double-authentification/authenticate/"


def test_the_first_sign_in_leads_to_the_second_factor_then_to_the_admin(client, ines, set_up):
    assert sign_in(client, "ines")["location"] == "/admin/"
    assert client.get("/admin/")["location"] == ACTIVATE
    page = client.get(ACTIVATE, follow=True)
    assert page.redirect_chain[-1][0].startswith("/compte/confirmer/")
    set_up(client)
    assert client.get("/admin/").status_code == 200
    codes = client.get("/compte/double-authentification/recovery-codes/").content.decode()
    assert codes.count("<code>") == 10


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/pages/",
        "/admin/account/",
        "/admin/users/",
        "/admin/images/multiple/add/",
        "/admin/api/main/pages/",
        "/admin/reports/audit/",
        "/admin/inconnu/",
        "/django-admin/",
    ],
)
def test_nothing_of_the_admin_answers_before_the_second_factor(client, ines, address):
    sign_in(client, "ines")
    for answer in (client.get(address), client.post(address, {"a": "b"})):
        assert (answer.status_code, answer["location"]) == (302, ACTIVATE)
    ajax = client.get(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert ajax.status_code == 403


def test_the_second_sign_in_asks_for_the_code(client, ines, signed_in):
    secret = signed_in(ines).secret
    client.post("/compte/deconnexion/")
    assert sign_in(client, "ines")["location"] == CODE
    assert client.get("/admin/")["location"].startswith("/compte/connexion/")
    assert "n’est pas" in client.post(CODE, {"code": "000000"}).content.decode()
    assert client.get("/admin/")["location"].startswith("/compte/connexion/")
    answer = client.post(CODE, {"code": make_code(secret)})
    assert answer["location"] == "/admin/" and client.get("/admin/").status_code == 200


def test_a_code_serves_once(client, ines, signed_in):
    secret = signed_in(ines).secret
    code = make_code(secret)
    for expected in (302, 200):
        client.post("/compte/deconnexion/")
        sign_in(client, "ines")
        assert client.post(CODE, {"code": code}).status_code == expected


def test_a_recovery_code_opens_once(client, ines, signed_in):
    signed_in(ines)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client.post("/compte/deconnexion/")
        sign_in(client, "ines")
        assert client.post(CODE, {"code": code}).status_code == expected


@pytest.mark.parametrize(
    "door", ["/admin/login/", "/django-admin/login/", "/_util/login/", "/en/_util/login/", "/admin/login/?next=/admin/"]
)
def test_the_other_doors_open_nothing(client, ines, door):
    answer = client.post(door, {"username": "ines", "password": PASSWORD})
    assert answer.status_code == 302 and answer["location"].startswith("/compte/connexion/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "door", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-def/", "/admin/password_reset/complete/"]
)
def test_wagtails_own_reset_is_closed(client, ines, door, mailoutbox):
    for answer in (client.get(door), client.post(door, {"email": "ines@example.org"})):
        assert answer["location"] == "/compte/mot-de-passe/oublie/"
    assert not mailoutbox


@pytest.mark.parametrize(
    "address", ["inscription/", "courriel/", "courriel/abc/", "tiers/inscription/", "mot-de-passe/definir/"]
)
def test_nobody_signs_up(client, address, django_user_model):
    fields = {"username": "intrus", "email": "i@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get(f"/compte/{address}").status_code == 404
    assert client.post(f"/compte/{address}", fields).status_code == 404
    assert not django_user_model.objects.filter(username="intrus").exists()


def test_a_session_older_than_the_second_factor_does_not_pass(client, ines, set_up, client_factory):
    """Someone has the password and waits, signed in, for the person to set up their factor."""
    thief = client_factory()
    sign_in(thief, "ines")
    sign_in(client, "ines")
    set_up(client)
    assert client.get("/admin/").status_code == 200
    assert thief.get("/admin/")["location"].startswith("/compte/connexion/")


def test_a_session_without_the_factor_does_not_pass_for_one_that_has_it(client, ines, signed_in, client_factory):
    signed_in(ines)
    other = client_factory()
    other.force_login(ines)
    assert other.get("/admin/")["location"] == ACTIVATE


def test_elsewhere_a_password_alone_opens_nothing_private(client, ines, django_user_model):
    sign_in(client, "ines")
    answer = client.get("/")
    assert answer.status_code == 200 and answer.wsgi_request.user.is_anonymous


def test_removing_the_factor_asks_who_one_is_and_closes_the_admin(client, ines, signed_in):
    signed_in(ines)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**r, "at": r["at"] - 3600} for r in records]
    session.save()
    remove = "/compte/double-authentification/totp/deactivate/"
    assert "confirmer" in client.get(remove)["location"] or "reauthenticate" in client.get(remove)["location"]
    assert client.post(remove)["location"] != "/compte/double-authentification/"
    assert Authenticator.objects.filter(type="totp").exists()
    confirm(client)
    client.post(remove)
    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["location"] == ACTIVATE


def test_the_secret_is_not_stored_in_clear(client, ines, signed_in):
    secret = signed_in(ines).secret
    data = Authenticator.objects.get(type="totp").data
    assert secret not in str(data) and len(data["secret"]) > 80


def test_the_secret_is_read_with_a_former_key(client, ines, signed_in, settings):
    secret = signed_in(ines).secret
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key"
    assert Authenticator.objects.get(type="totp").wrap().validate_code(make_code(secret))
    settings.SECRET_KEY_FALLBACKS = []
    assert not Authenticator.objects.get(type="totp").wrap().validate_code(make_code(secret, 1))


def test_signing_in_never_leads_to_another_site(client, ines):
    answer = client.post("/compte/connexion/?next=https://pirate.example/", {"login": "ines", "password": PASSWORD})
    assert answer["location"] == "/admin/"


@pytest.mark.parametrize("text", ["\0", "x" * 10_000, "' OR 1=1 --", "<script>", "é" * 200])
def test_hostile_input_gets_a_clear_answer(client, text):
    for address in ("/compte/connexion/", "/compte/mot-de-passe/oublie/"):
        answer = client.post(address, {"login": text, "password": text, "email": text})
        assert answer.status_code in (200, 302, 429)
        assert text not in answer.content.decode() or text in ("' OR 1=1 --",) or "<script>" not in text
    assert client.get("/compte/mot-de-passe/nouveau/zzzzzzzzzzzzzzz-abc/").status_code == 200


def test_pages_keep_the_strict_policy_and_no_cache(client):
    for address in ("/compte/connexion/", "/compte/mot-de-passe/oublie/"):
        answer = client.get(address)
        policy = {part.strip() for part in answer["content-security-policy"].split(";")}  # in no fixed order
        assert {"script-src 'self'", "style-src 'self'", "form-action 'self'"} <= policy
        assert not any("unsafe" in part for part in policy)
        assert 'name="robots" content="noindex"' in answer.content.decode()
        assert "<script>" not in answer.content.decode() and "style=" not in answer.content.decode()
    assert "no-store" in client.get("/compte/connexion/")["cache-control"]


def test_the_developers_machine_is_refused_elsewhere(settings):
    from django.core.checks import run_checks

    settings.SILENCED_SYSTEM_CHECKS = []
    assert not [e for e in run_checks() if e.id == "accounts.E001"]
    settings.REQUIRE_MFA = False
    assert [e for e in run_checks() if e.id == "accounts.E001"]
    settings.DEBUG = True
    assert not [e for e in run_checks() if e.id == "accounts.E001"]


def test_without_the_requirement_the_page_says_so(client, ines, settings):
    settings.REQUIRE_MFA = False
    assert "aucun second facteur" in client.get("/compte/connexion/").content.decode()
    sign_in(client, "ines")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("door", ["/django-admin/", "/_util/login/?next=/privee/", "/en/_util/login/?next=/privee/"])
def test_who_is_signed_in_and_may_not_pass_is_told_so_and_not_sent_round(client, ines, signed_in, door):
    signed_in(ines)
    answer = client.get(door, follow=True)
    assert answer.status_code == 403 and len(answer.redirect_chain) <= 1
    assert client.get("/admin/login/?next=/admin/", follow=True).status_code == 200


def test_a_private_page_asks_for_the_second_factor_once(client, ines):
    sign_in(client, "ines")
    assert client.get("/_util/login/?next=/privee/")["location"] == ACTIVATE
