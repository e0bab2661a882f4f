"""What a server is set to: cookies bound to its host, TLS alone, no secret in the code."""

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cnnum_site.settings.environment import EXAMPLE, VARIABLES, write_example

ROOT = EXAMPLE.parent
APART = {"tests", "scripts", "var", ".venv"}
SOURCES = [path for path in ROOT.rglob("*.py") if APART.isdisjoint(path.relative_to(ROOT).parts)]
READERS = [*ROOT.glob("cnnum_site/settings/*.py"), *ROOT.glob("deploy/*.py")]
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


def test_former_keys_are_read_from_the_environment(environment):
    assert read_production()["SECRET_KEY_FALLBACKS"] == []
    environment.setenv("SECRET_KEY_FALLBACKS", "hier, avant-hier,")
    assert read_production()["SECRET_KEY_FALLBACKS"] == ["hier", "avant-hier"]


def list_calls(path: Path) -> Iterator[tuple[str, str]]:
    """(function, its first argument) of the calls of a file, and ("environ", "") for each use of `os.environ`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            if isinstance(node.args[0], ast.Constant):
                yield node.func.id, node.args[0].value
        elif isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            yield "environ", ""


def test_what_is_read_from_the_environment_is_in_the_table_and_nothing_else_is():
    asked = {name for path in READERS for call, name in list_calls(path) if call in ("read", "read_list", "require")}
    assert asked == VARIABLES.keys()
    aside = {path.relative_to(ROOT).as_posix() for path in SOURCES if ("environ", "") in list_calls(path)}
    # Two only name the settings; gunicorn hands a folder on to the library that counts, which has it from there;
    # programs are given all of it.
    counting = {"deploy/gunicorn.conf.py", "cnnum_site/probes.py", "cnnum_site/backup.py"}
    assert aside == {"cnnum_site/settings/environment.py", "cnnum_site/wsgi.py", "manage.py", *counting}


def test_the_example_is_made_from_the_table():
    assert EXAMPLE.read_text(encoding="utf-8") == write_example(), "run `make env`"
    assert not [name for name, variable in VARIABLES.items() if variable.secret and variable.default]


def test_what_a_server_needs_is_said(environment):
    needed = {name for name, variable in VARIABLES.items() if variable.required}
    assert needed == ENVIRONMENT.keys()
