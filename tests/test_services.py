"""The services that the suite says it runs on are those it runs on."""

import os

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for():
    asked = os.environ.get("DATABASE_URL", "sqlite:").split(":")[0]
    assert connection.vendor == asked


@pytest.mark.services
def test_redis_keeps_what_it_is_given(redis_url):
    cache = RedisCache(redis_url, {})
    cache.set("clé", {"page": "Travaux"}, 60)
    assert cache.get("clé") == {"page": "Travaux"}
    cache.clear()
    assert cache.get("clé") is None


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].rpartition(".")[2] != "sqlite3", reason="SQLite only")
def test_sqlite_lets_many_editors_publish_at_once():
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=NORMAL" in options["init_command"]
