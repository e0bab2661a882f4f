"""What tests of the page cache share: nothing kept at first, and what is answered afresh."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from cnnum_site import page_cache
from home.models import SiteSettings
from sections import generations
from tests.databases import put_in_place


@pytest.fixture(scope="module", autouse=True)
def put_back_at_end():
    yield
    put_in_place()


@pytest.fixture(autouse=True)
def site(settings):
    put_in_place()
    # The first page that asks for it makes it.
    SiteSettings.load()
    forget()
    settings.PAGE_CACHE = True


def forget() -> None:
    cache.clear()
    page_cache._held.clear()
    generations.forget_generations()
    generations._last = None


def count(client, path: str, **headers) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers=headers)
    return len(queries)


def is_kept(client, path: str) -> bool:
    client.get(path)
    return count(client, path) == 0


def fetch_afresh(client, path: str):
    """What is answered when nothing is kept; what is kept stays."""
    nothing = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    # The fixture of settings would be a level deeper each time, until Python refuses.
    with override_settings(PAGE_CACHE=False, CACHES=nothing):
        return client.get(path)
