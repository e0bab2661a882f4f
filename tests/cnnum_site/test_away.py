"""What the site depends on does not answer, and nothing fails; `python -m tests.alive` tries it for real."""

import socket

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import override_settings

from cnnum_site.caches import PatientRedisCache
from newsroom.storage import BucketStorage, BucketUnavailable
from sections import lifeline


@pytest.fixture
def silent():
    """The port of a server that accepts, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("is_silent", [False, True])
def test_without_redis_each_process_keeps_for_itself(silent, is_silent, monkeypatch):
    monkeypatch.setattr("cnnum_site.caches._away_until", 0.0)
    away = PatientRedisCache(f"redis://127.0.0.1:{silent if is_silent else 1}/0", {})
    assert away.get("a", "nothing") == "nothing" and away.add("a", 1, 60) and not away.add("a", 2, 60)
    assert away.incr("a") == 2 and away.get_many(["a"]) == {"a": 2} and away.delete("a") and not away.has_key("a")
    with pytest.raises(ValueError):
        away.incr("a")


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_bucket_that_is_away_is_left_alone(silent, is_silent, monkeypatch):
    monkeypatch.setattr("newsroom.storage._breaker", lifeline.Breaker())
    port = silent if is_silent else 1
    options = {"bucket_name": "b", "endpoint_url": f"http://127.0.0.1:{port}", "access_key": "a", "secret_key": "b"}
    bucket = BucketStorage(**options)
    for ask in (bucket.open, bucket.exists, bucket.size, bucket.delete):
        with pytest.raises(BucketUnavailable):
            ask("image.png")
    with pytest.raises(BucketUnavailable, match="left alone"):
        bucket.open("image.png")


def test_a_silent_database_is_told_from_one_that_is_there(silent):
    assert not lifeline.answers({"HOST": "127.0.0.1", "PORT": silent})
    assert not lifeline.answers({"HOST": "127.0.0.1", "PORT": 1})
    assert lifeline.answers({"HOST": "", "PORT": ""}) and lifeline.answers({"HOST": "/run/postgresql", "PORT": ""})


@pytest.mark.django_db
def test_a_slow_statement_is_not_taken_for_a_dead_server(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file")
    monkeypatch.setattr(lifeline, "PATIENCE", 0.2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")
        monkeypatch.setattr(lifeline, "answers", lambda settings: False)
        with pytest.raises(OperationalError, match="any more"):
            cursor.execute("SELECT pg_sleep(5)")
    lifeline.breaker.succeeded()
    connection.close()


@pytest.mark.django_db
def test_a_network_that_asks_too_often_is_told_to_come_again(client):
    cache.clear()
    with override_settings(REQUESTS_A_MINUTE={"search": 3, "ninja": 2}):
        for path in ("/recherche/", "/api/v1/search/"):
            answers = [client.get(path, REMOTE_ADDR=f"2001:db8::{number}") for number in range(1, 6)]
            assert {answer.status_code for answer in answers[:2]} == {200} and answers[4].status_code == 429
            assert answers[4].headers["Retry-After"] and "Content-Security-Policy" in answers[4].headers
            assert client.get(path, REMOTE_ADDR="2001:db8:0:1::1").status_code == 200
            assert client.get("/", REMOTE_ADDR="2001:db8::1").status_code == 200
    cache.clear()
