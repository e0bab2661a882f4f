"""Fixtures for the whole suite. Services are started by `make test`; see scripts/test.py."""

import fnmatch
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .mail_server import post, smtp, whole_outbox  # noqa: F401 — fixtures.


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is there already, migrated (see `tests.databases`); migrating again does nothing."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """Give this process a copy of the usual database."""
    from django.conf import settings

    from .databases import copy_sqlite, make_postgresql_template

    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        copy_sqlite("furnished", name)
        default.setdefault("TEST", {})["NAME"] = str(name)
    else:
        default.setdefault("TEST", {})["TEMPLATE"] = make_postgresql_template("furnished", default)


#: What PostgreSQL may do otherwise than SQLite, and the tests of it: they are run on both (`tests/test_both.py`).
#: A name that begins with "!" takes files out again: what they are about lies above the database, or on a third one.
BOTH = {
    "engine": [
        "search/*",
        *(
            f"!search/test_{name}.py"
            for name in "alert_oracle api degradation elasticsearch evaluate overview page take_away".split()
        ),
        "relevance/*",
        "test_services.py",
        "test_scale.py",
    ],
    "locks": [
        "newsroom/test_approval.py",
        "newsroom/test_scheduling.py",
        "accounts/test_lockout.py",
        "forms/*",
        "mailing/test_outbox.py",
        "mailing/test_sendings.py",
    ],
    "jobs": ["care/test_jobs*.py", "care/test_links.py"],
    "migrations": ["test_services.py", "demo/test_load.py", "releases/*"],
    "json": [
        "newsroom/test_home.py",
        "newsroom/translations/test_changes.py",
        "newsroom/translations/test_guards.py",
        "events/*",
        "imports/test_report.py",
        "imports/test_admin.py",
    ],
    "collation": ["registers/*", "sections/test_listing.py", "themes/*", "people/*", "cenum/test_archive.py"],
    "transactions": [
        "sections/test_naming.py",
        "imports/test_again.py",
        "council/test_print_orders.py",
        "cnnum_site/test_backup.py",
    ],
    "values": [
        "*/*hostile*.py",
        "content/test_identifiers.py",
        "home/test_starting.py",
        "cnnum_site/test_maintenance.py",
        "works/test_proposals.py",
    ],
}


def is_for_both(file: Path) -> bool:
    """Whether the tests of `file` are run on each database."""
    path = file.relative_to(Path(__file__).parent).as_posix()
    return any(
        any(fnmatch.fnmatch(path, pattern) for pattern in patterns)
        and not any(fnmatch.fnmatch(path, pattern.lstrip("!")) for pattern in patterns if pattern.startswith("!"))
        for patterns in BOTH.values()
    )


@pytest.hookimpl(tryfirst=True)
def pytest_make_parametrize_id(val, argname: str) -> str | None:
    """No bytes in a test's name: a file made now has its hour in it, and two processes collect different tests."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items) -> None:
    """What does not use the database, or means the same to both, is run once: see `once` in pyproject.toml."""
    for item in items:
        if not is_for_both(item.path):
            item.add_marker(pytest.mark.once)
    using = {"db", "transactional_db", "django_db_setup"}
    for item in items:
        if not item.get_closest_marker("django_db") and using.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish() -> None:
    """What is loaded stays: looking through it for garbage, every few hundred objects, is a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def back_to_french() -> Iterator[None]:
    """A request for an English page leaves English active: the next test starts in the site's language."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="module")
def nothing_kept_from_elsewhere() -> None:
    """What other tests kept was of rows that were undone: the same keys and generations are others now."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def generations_read_again() -> Iterator[None]:
    """The end of a test undoes what it wrote without a word."""
    from sections.generations import forget_generations

    forget_generations()
    yield


@pytest.fixture(scope="session")
def require() -> Callable[[object, str], object]:
    """Return what is given, or skip; fail instead where every service must be here (CI)."""

    def check(found: object, what: str) -> object:
        if not found:
            message = f"{what} is not here"
            if os.environ.get("REQUIRE_SERVICES") == "1":
                pytest.fail(message)
            pytest.skip(message)
        return found

    return check


@pytest.fixture(scope="session")
def redis_url(require) -> str:
    """A private, empty Redis."""
    return require(os.environ.get("TEST_REDIS_URL"), "Redis")


@pytest.fixture(scope="session")
def elasticsearch_url(require) -> Iterator[str]:
    """A real node; what this process wrote on it goes away with it."""
    from django.conf import settings
    from elasticsearch import Elasticsearch

    url = require(os.environ.get("TEST_ELASTICSEARCH_URL"), "Elasticsearch")
    yield url
    with Elasticsearch(url) as client:
        if names := list(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*")):
            client.indices.delete(index=names)


def pytest_unconfigure(config) -> None:
    """Remove the media folder that the test settings made for this process."""
    from django.conf import settings

    if settings.configured and Path(settings.MEDIA_ROOT).name.startswith("cnnum-test-media-"):
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
