"""Failures lock, for everyone alike; an administrator opens again."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from accounts.addresses import get_client_address, get_counted_address

from .conftest import PASSWORD, make_code, sign_in

pytestmark = pytest.mark.django_db
CODE = "/compte/double-authentification/authenticate/"
FORGOTTEN = "/compte/mot-de-passe/oublie/"


def fail(client, login="ines", times=1, **headers):
    for _ in range(times):
        answer = sign_in(client, login, "mauvais-mot-de-passe", **headers)
    return answer


def test_five_failures_lock_even_the_right_password(client, ines):
    assert [fail(client).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    answer = sign_in(client, "ines")
    assert answer.status_code == 429 and "Trop d’échecs" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_login_gets_the_same_answers(client, ines):
    import re

    def words(answer, login):
        text = answer.content.decode().replace(login, "LOGIN")
        return answer.status_code, re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)

    for _ in range(6):
        assert words(fail(client, "ines"), "ines") == words(fail(client, "xxxx"), "xxxx")


def test_an_unknown_login_costs_the_same(client, ines, monkeypatch):
    """A password is digested once in both cases: that is what takes time."""
    hasher = get_hasher()
    counts = []

    def count(*args, **kwargs):
        counts[-1] += 1
        return encode(*args, **kwargs)

    encode = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda self, *a, **k: count(self, *a, **k))
    for login in ("ines", "personne"):
        counts.append(0)
        fail(client, login)
    assert counts[0] == counts[1] == 1


def test_capitals_and_spaces_do_not_make_another_login(client, ines):
    for login in ("ines", "INES", " Ines ", "ineS", "iNes"):
        answer = fail(client, login)
    assert answer.status_code == 429


def test_another_address_is_not_locked_by_a_few_failures(client, ines):
    """Who knows a login cannot keep its person out."""
    fail(client, times=5, REMOTE_ADDR="192.0.2.1")
    assert sign_in(client, "ines", REMOTE_ADDR="192.0.2.2").status_code == 302


def test_many_addresses_lock_the_account(client, ines, settings):
    settings.LOCKOUT_ACCOUNT_LIMIT = 8
    for number in range(8):
        fail(client, REMOTE_ADDR=f"192.0.2.{number}")
    assert sign_in(client, "ines", REMOTE_ADDR="192.0.2.99").status_code == 429


def test_many_logins_lock_the_address(client, ines, settings):
    settings.LOCKOUT_ADDRESS_LIMIT = 8
    for number in range(8):
        fail(client, f"essai{number}", REMOTE_ADDR="192.0.2.1")
    assert sign_in(client, "ines", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert sign_in(client, "ines", REMOTE_ADDR="192.0.2.2").status_code == 302


def test_an_address_of_ipv6_is_counted_by_its_network(client, ines):
    for number in range(5):
        answer = fail(client, REMOTE_ADDR=f"2001:db8:0:1::{number}")
    assert answer.status_code == 429
    assert fail(client, REMOTE_ADDR="2001:db8:0:2::1").status_code == 200


def test_it_passes_with_time(client, ines):
    fail(client, times=5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, "ines").status_code == 302


def test_trying_on_does_not_make_it_longer(client, ines):
    fail(client, times=5)
    when = AccessAttempt.objects.get().attempt_time
    fail(client, times=3)
    assert AccessAttempt.objects.get().attempt_time == when


def test_success_forgets_the_failures(client, ines):
    fail(client, times=4)
    sign_in(client, "ines")
    assert not AccessAttempt.objects.exists()


def test_wrong_codes_lock_too(client, ines, signed_in, client_factory):
    signed_in(ines)
    client.post("/compte/deconnexion/")
    sign_in(client, "ines")
    statuses = [client.post(CODE, {"code": "000000"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert client.post(CODE, {"code": make_code(client.secret)}).status_code == 429
    assert sign_in(client_factory(), "ines").status_code == 429


def test_the_right_password_between_wrong_codes_forgets_nothing(client, ines, signed_in):
    signed_in(ines)
    client.post("/compte/deconnexion/")
    for _ in range(4):
        sign_in(client, "ines")
        client.post(CODE, {"code": "000000"})
    sign_in(client, "ines")
    assert client.post(CODE, {"code": "000000"}).status_code == 429


def test_saying_again_who_one_is_counts_too(client, ines, signed_in):
    signed_in(ines)
    answers = [client.post("/compte/confirmer/", {"password": "faux"}).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_no_secret_is_written_with_the_attempts(client, ines):
    fail(client)
    attempt = AccessAttempt.objects.get()
    assert "mauvais" not in attempt.post_data and "ines" not in attempt.post_data


def test_strangers_do_not_lock_a_person_out_of_a_browser_that_they_use(
    client, ines, signed_in, client_factory, settings
):
    """Not from many addresses, nor from the same one; and whoever steals the browser has five tries too."""
    settings.LOCKOUT_ACCOUNT_LIMIT = settings.LOCKOUT_ADDRESS_LIMIT = 8
    signed_in(ines)
    client.get("/admin/")
    client.post("/compte/deconnexion/")
    stranger = client_factory()
    for number in range(8):
        fail(stranger, REMOTE_ADDR=f"192.0.2.{number}")
        fail(stranger)
    assert sign_in(stranger, "ines", REMOTE_ADDR="192.0.2.99").status_code == 429
    assert sign_in(client, "ines").status_code == 302
    client.post("/compte/deconnexion/")

    assert [fail(client).status_code for _ in range(5)][-1] == 429
    assert sign_in(client, "ines").status_code == 429
    assert sign_in(client, "autre").status_code == 429, "it is known for its person alone"
    call_command("axes_reset")


def test_a_browser_cannot_say_by_itself_that_it_is_known(client, ines, signed_in, client_factory, settings):
    settings.LOCKOUT_ACCOUNT_LIMIT = 3
    signed_in(ines)
    client.get("/admin/")
    known = client.cookies["known-device"].value
    assert client.cookies["known-device"]["httponly"] and client.cookies["known-device"]["samesite"] == "Lax"
    for forged in ("", "x", known[:-1], known.replace("i", "j"), "a\nines:x:y"):
        stranger = client_factory()
        stranger.cookies["known-device"] = forged
        fail(stranger, times=3, REMOTE_ADDR="192.0.2.1")
        assert sign_in(stranger, "ines", REMOTE_ADDR="192.0.2.2").status_code == 429


def test_an_administrator_opens_a_known_browser_too(client, ines, signed_in):
    from accounts.lockout import is_locked, unlock

    signed_in(ines)
    client.get("/admin/")
    client.post("/compte/deconnexion/")
    fail(client, times=5)
    assert is_locked(ines) and unlock(ines) == 1 and not is_locked(ines)


def test_a_code_serves_once_though_the_cache_holds_nothing(client, ines, signed_in, client_factory, settings):
    signed_in(ines)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    code = make_code(client.secret)
    for number, expected in enumerate((302, 200, 200)):
        other = client_factory()
        assert sign_in(other, "ines").status_code == 302
        assert other.post(CODE, {"code": f" {code}" if number == 2 else code}).status_code == expected


def test_a_command_opens_again(client, ines, capsys):
    fail(client, times=5)
    call_command("axes_reset_username", "ines")
    assert sign_in(client, "ines").status_code == 302


@pytest.mark.parametrize(
    ("received", "proxies", "expected"),
    [
        ({"REMOTE_ADDR": "192.0.2.1"}, 0, "192.0.2.1"),
        # Anyone can write the header: it is not believed without a proxy of ours.
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}, 0, "192.0.2.1"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}, 1, "198.51.100.7"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 198.51.100.7"}, 1, "198.51.100.7"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9, 198.51.100.7, 10.0.0.2"}, 2, "198.51.100.7"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7:4242"}, 1, "198.51.100.7"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "[2001:db8::1]:443"}, 1, "2001:db8::1"),
        ({"REMOTE_ADDR": "::ffff:192.0.2.1"}, 0, "192.0.2.1"),
        ({"REMOTE_ADDR": "fe80::1%eth0"}, 0, "fe80::1"),
        ({"REMOTE_ADDR": ""}, 0, None),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "<script>\0"}, 1, None),
    ],
)
def test_where_a_request_comes_from(settings, received, proxies, expected):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", **received)
    assert get_client_address(request) == expected
    if expected and ":" not in expected:
        assert get_counted_address(request) == expected


def test_forgotten_passwords_are_counted_by_network(client):
    cache.clear()

    def ask(number: int, network: int = 1) -> int:
        address = f"2001:db8:0:{network}::{number:x}"
        return client.post(FORGOTTEN, {"email": f"a{number}@example.org"}, REMOTE_ADDR=address).status_code

    assert [ask(number) for number in range(21)] == [302] * 20 + [429]
    assert ask(1, network=2) == 302
    cache.clear()


def test_a_forged_header_does_not_escape_the_count(client, ines):
    for number in range(5):
        answer = fail(client, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert answer.status_code == 429


def test_passwords_are_kept_by_argon2():
    from django.utils.module_loading import import_string

    from cnnum_site.settings import sign_in as production

    hasher = import_string(production.PASSWORD_HASHERS[0])()
    assert hasher.encode(PASSWORD, "abcdefgh12345678").startswith("argon2$argon2id$")
