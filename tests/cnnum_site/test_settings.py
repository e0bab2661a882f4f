"""What a server is set to: cookies bound to its host, TLS alone, no secret in the code."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

ENVIRONMENT = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "www.exemple.fr", "BASE_URL": "https://www.exemple.fr"}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    for name, value in {**ENVIRONMENT, "VAR_DIR": str(tmp_path), "DEMO": ""}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def read_production() -> dict:
    return runpy.run_module("cnnum_site.settings.production")


def test_cookies_are_bound_to_the_host_and_to_tls(environment):
    production = read_production()
    for cookie in ("SESSION", "CSRF"):
        assert production[f"{cookie}_COOKIE_NAME"].startswith("__Host-") and production[f"{cookie}_COOKIE_SECURE"]
        # What browsers ask of that prefix: the whole site, no domain.
        assert production.get(f"{cookie}_COOKIE_PATH", "/") == "/" and not production.get(f"{cookie}_COOKIE_DOMAIN")
    assert production["MESSAGE_STORAGE"].endswith("SessionStorage"), "messages have no cookie of their own"
    assert production["SECURE_SSL_REDIRECT"] and production["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert "demo" not in production["INSTALLED_APPS"] and not production["DEBUG"]


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_missing_variable_stops_the_start_by_its_name(environment, name):
    environment.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=name):
        read_production()
