"""Nothing secret reaches a visitor while all sorts of things happen; `python -m tests.leaks.oracle 1000` for long."""

import os

import pytest
from django.core.cache import cache

from newsroom.roles import setup_roles
from search.indexing.rebuild import reindex

from .oracle import Oracle

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("engine", ["database", "elasticsearch"])
def test_no_channel_shows_what_is_not_public_and_none_is_blind(client, settings, request, monkeypatch, engine):
    if engine == "elasticsearch":
        from search.engines.elasticsearch import ElasticsearchEngine

        settings.ELASTICSEARCH_URL, settings.SEARCH_ENGINE = request.getfixturevalue("elasticsearch_url"), engine
        monkeypatch.setattr(ElasticsearchEngine, "search_timeout", 20.0)
        reindex(engine=engine)
    cache.clear()
    setup_roles()
    client.raise_request_exception = False
    assert not Oracle(client, int(os.environ.get("LEAK_SEED", 1))).play(int(os.environ.get("LEAK_STEPS", 6)))
