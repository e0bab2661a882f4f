"""Sign-in by OpenID Connect, with a real provider on loopback; what it answers wrongly is refused."""

import base64
import hashlib
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from wagtail.models import ModelLogEntry

from .conftest import confirm, sign_in
from .provider import CLIENT, consent, get_query, leave, run_provider

pytestmark = pytest.mark.django_db
ACTIVATE = "/compte/double-authentification/totp/activate/"
CODE = "/compte/double-authentification/authenticate/"


@pytest.fixture(scope="module")
def running():
    with run_provider() as found:
        yield found


@pytest.fixture
def provider(running, settings):
    issuer, tampering = running
    settings.PROCONNECT_ISSUER = issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = CLIENT, "secret"
    settings.ALLOWED_HOSTS = ["*"]
    yield tampering
    kept = tampering.asked
    tampering.__init__()
    kept.clear()


@pytest.fixture
def linked(provider, settings, ines, signed_in, client_factory):
    """Inès linked her identity; the client is signed out again."""
    client = signed_in(ines)
    back = consent(leave(client, "connect"), "sujet-1", settings.PROCONNECT_ISSUER, email="ines@ailleurs.example")
    assert client.get(back)["location"] == "/compte/double-authentification/"
    return ines


def come(client, settings, subject="sujet-1", **claims):
    return client.get(consent(leave(client), subject, settings.PROCONNECT_ISSUER, **claims))


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def test_without_an_issuer_there_is_no_such_door(client, settings):
    assert settings.PROCONNECT_ISSUER == ""
    assert client.post("/compte/proconnect/").status_code == 404
    assert client.get("/compte/proconnect/retour/?code=a&state=b").status_code == 404
    assert "ProConnect" not in client.get("/compte/connexion/").content.decode()


def test_what_is_asked_of_the_provider(client, provider, settings):
    query = get_query(leave(client))
    assert set(query["scope"].split()) == {"openid", "email"} and query["acr_values"] == "eidas1"
    assert query["code_challenge_method"] == "S256" and len(query["nonce"]) > 20 and len(query["state"]) >= 16
    assert query["redirect_uri"] == "http://testserver/compte/proconnect/retour/"
    client.get(consent(leave(client), "sujet-9", settings.PROCONNECT_ISSUER))
    assert len(provider.asked[-1]["code_verifier"]) >= 43
    # The visitor's address adds nothing to it.
    asked = get_query(leave(client, "login&scope=admin&auth_params=acr_values%3Dweak"))
    assert (asked["acr_values"], set(asked["scope"].split())) == ("eidas1", {"openid", "email"})


def test_the_verifier_is_that_of_the_challenge(client, provider, settings):
    address = leave(client)
    client.get(consent(address, "sujet-9", settings.PROCONNECT_ISSUER))
    digest = hashlib.sha256(provider.asked[-1]["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == get_query(address)["code_challenge"]


def test_a_linked_identity_signs_in_and_proves_its_second_factor_here(linked, provider, settings, client_factory):
    client = client_factory()
    assert come(client, settings)["location"] == CODE
    assert not is_in(client)


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "eidas2"}])
def test_two_factors_proved_there_are_enough(linked, provider, settings, client_factory, claims):
    client = client_factory()
    assert come(client, settings, **claims)["location"] == "/admin/"
    assert is_in(client)


@pytest.mark.parametrize("claims", [{"amr": ["pwd"]}, {"acr": "eidas1"}, {"acr": "mfa"}, {"amr": "pwd"}])
def test_anything_else_is_not(linked, provider, settings, client_factory, claims):
    client = client_factory()
    assert come(client, settings, **claims)["location"] == CODE
    assert not is_in(client)


def test_userinfo_may_be_signed(linked, provider, settings, client_factory):
    provider.signs_userinfo = True
    client = client_factory()
    assert come(client, settings, amr=["mfa"])["location"] == "/admin/"


def test_an_unknown_identity_gets_no_account(client, provider, settings, ines, django_user_model):
    answer = come(client, settings, "inconnu", email="ines@example.org", email_verified=True, amr=["mfa"])
    assert answer.status_code == 403 and "Aucun compte" in answer.content.decode()
    assert django_user_model.objects.count() == 1 and not SocialAccount.objects.exists()
    assert "_auth_user_id" not in client.session
    assert ModelLogEntry.objects.filter(action="accounts.unknown_identity").exists()


def test_the_same_address_with_another_subject_is_someone_else(linked, provider, settings, client_factory):
    client = client_factory()
    answer = come(client, settings, "sujet-2", email="ines@ailleurs.example", email_verified=True, amr=["mfa"])
    assert answer.status_code == 403 and not is_in(client)


def test_the_same_subject_of_another_issuer_is_someone_else(linked, provider, settings, client_factory):
    client = client_factory()
    with run_provider() as (other, _tampering):
        settings.PROCONNECT_ISSUER = other
        assert come(client, settings, "sujet-1", amr=["mfa"]).status_code == 403
    assert not is_in(client)


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://pirate.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client", CLIENT]},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW - 3600, "iat": NOW - 7200},
        {"exp": None},
        {"iat": NOW + 3600},
        {"sub": "sujet-2"},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(linked, provider, settings, client_factory, claims):
    client = client_factory()
    provider.claims = claims
    answer = come(client, settings, amr=["mfa"])
    assert answer.status_code == 401, answer.headers
    assert "n’a pas abouti" in answer.content.decode() and not is_in(client)
    assert ModelLogEntry.objects.filter(action="accounts.provider_error").exists()


def test_a_token_signed_by_another_is_refused(linked, provider, settings, client_factory):
    client = client_factory()
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert come(client, settings, amr=["mfa"]).status_code == 401
    assert not is_in(client)


def test_userinfo_about_someone_else_is_refused(linked, provider, settings, client_factory):
    for signed in (False, True):
        provider.signs_userinfo, provider.userinfo = signed, {"sub": "sujet-2"}
        client = client_factory()
        assert come(client, settings, amr=["mfa"]).status_code == 401


def test_discovery_of_another_issuer_is_refused(client, provider, settings):
    provider.discovery = {"issuer": "https://pirate.example"}
    assert client.post("/compte/proconnect/").status_code in (401, 502)
    provider.discovery = {"token_endpoint": "http://pirate.example/token"}
    assert client.post("/compte/proconnect/").status_code in (401, 502)


def test_an_answer_serves_once_and_in_one_browser(linked, provider, settings, client_factory):
    client, other = client_factory(), client_factory()
    back = consent(leave(client), "sujet-1", settings.PROCONNECT_ISSUER, amr=["mfa"])
    assert other.get(back).status_code == 401 and not is_in(other)
    assert client.get(back)["location"] == "/admin/"
    client.post("/compte/deconnexion/")
    assert client.get(back).status_code == 401 and not is_in(client)
    assert client.get("/compte/proconnect/retour/?code=x&state=\0").status_code == 401
    assert client.get("/compte/proconnect/retour/").status_code == 401


def test_linking_takes_both_factors(client, provider, settings, ines):
    sign_in(client, "ines")
    confirm(client)
    answer = client.get(consent(leave(client, "connect"), "pirate", settings.PROCONNECT_ISSUER))
    assert answer["location"] == ACTIVATE and not SocialAccount.objects.exists()


def test_one_identity_opens_one_account(linked, provider, settings, client_factory, make_user, set_up):
    client = client_factory()
    make_user("jeanne")
    sign_in(client, "jeanne")
    set_up(client)
    client.get(consent(leave(client, "connect"), "sujet-1", settings.PROCONNECT_ISSUER))
    assert SocialAccount.objects.get().user == linked


def test_unlinking_closes_the_door(linked, provider, settings, client, client_factory):
    confirm(client)
    assert client.post("/compte/tiers/dissocier/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert come(client_factory(), settings, amr=["mfa"]).status_code == 403


def test_signing_out_ends_the_session_there_too(linked, provider, settings, client_factory):
    client = client_factory()
    come(client, settings, amr=["mfa"])
    answer = client.post("/admin/logout/")
    assert answer["location"] == "/compte/au-revoir/"
    page = client.get("/compte/au-revoir/").content.decode()
    assert f"{settings.PROCONNECT_ISSUER}/oauth2/end_session?id_token_hint=" in page
    assert "_auth_user_id" not in client.session
    assert client.get("/compte/au-revoir/")["location"] == "/compte/connexion/"


def test_a_closed_account_stays_closed(linked, provider, settings, client_factory):
    linked.is_active = False
    linked.save()
    client = client_factory()
    assert come(client, settings, amr=["mfa"])["location"] == "/compte/inactif/"
    assert not is_in(client)


def test_a_provider_that_is_away_is_said(client, provider, settings):
    settings.PROCONNECT_ISSUER = "http://127.0.0.1:1"
    answer = client.post("/compte/proconnect/")
    assert answer.status_code in (401, 502) and "n’a pas abouti" in answer.content.decode()


def test_checks_want_https_and_a_client(settings):
    from accounts.checks import check_proconnect

    settings.PROCONNECT_ISSUER, settings.PROCONNECT_CLIENT_ID = "http://proconnect.example", ""
    settings.PROCONNECT_CLIENT_SECRET = "x"  # noqa: S105
    assert {error.id for error in check_proconnect(None)} == {"accounts.E002", "accounts.E003"}
