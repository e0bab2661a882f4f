"""What the site depends on does not answer, and nothing fails; `python -m tests.alive` tries it for real."""

import re
import socket

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.urls import get_resolver
from redis.connection import Connection
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import get_page_models

from cnnum_site.caches import PatientRedisCache
from newsroom.storage import BucketStorage, BucketUnavailable
from sections import lifeline

connect = Connection._connect


@pytest.fixture
def silent():
    """The port of a server that accepts, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("is_silent", [False, True])
def test_without_redis_each_process_keeps_for_itself(silent, is_silent, monkeypatch):
    monkeypatch.setattr("cnnum_site.caches.breaker", lifeline.Breaker())
    asked = []
    monkeypatch.setattr(Connection, "_connect", lambda self: asked.append(self) or connect(self))
    away, other = (PatientRedisCache(f"redis://127.0.0.1:{silent if is_silent else 1}/0", {}) for _thread in range(2))
    assert away.get("a", "nothing") == "nothing" and away.add("a", 1, 60) and not away.add("a", 2, 60)
    assert away.incr("a") == 2 and away.get_many(["a"]) == {"a": 2} and away.delete("a") and not away.has_key("a")
    with pytest.raises(ValueError):
        away.incr("a")
    # Each thread has a cache of its own; the process has found out once.
    assert other.add("b", 1, 60) and away.get("b") == 1 and len(asked) == 1


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


ROOMS = settings.SERVER_REQUESTS_A_MINUTE
#: What a route is called that gives a file, a feed, a list or a drawing: those have a limit.
COSTLY = re.compile(
    r"feed|export|corpus|catalog|calend|\.ics|agenda|carte|map\b|chrono|overview|search|recherche|suggest|api/|oai|oembed"
    r"|unapi|\.png|pdf|citation|csv|xlsx|json|atom|identifier"
)
#: Written once for everybody, and kept.
SMALL = {"sitemap", "robots", "site_map", "tdm_reservation", "opensearch", "not_found", "security_txt", "page"}


def find_costly(patterns, before: str = "/"):
    """(address, view) of the public routes of a resolver that are called like something that costs."""
    for pattern in patterns:
        address = before + str(pattern.pattern).replace("^", "").replace("[.]", ".").replace(r"\.", ".")
        if address.startswith((*settings.ADMIN_PATHS, "/compte/")):
            continue
        if hasattr(pattern, "url_patterns"):
            yield from find_costly(pattern.url_patterns, address)
        elif COSTLY.search(f"{address} {pattern.name}") and pattern.callback.__name__ not in SMALL:
            yield re.sub(r"<int:\w+>", "1", address), pattern.callback.__name__


def test_every_route_that_costs_has_a_limit():
    found = dict(find_costly(get_resolver().url_patterns))
    for model in (model for model in get_page_models() if issubclass(model, RoutablePageMixin)):
        found |= find_costly(model.get_subpage_urls())
    assert len(found) > 25 and "/propositions/export/(csv|xlsx)/$" in found
    assert [address for address in found if not any(re.search(room, f"{address}?") for room in ROOMS)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", [
    "/recherche/?q=a{}", "/api/v1/search/?q=a{}", "/recherche/export/csv/?q=a{}", "/en/recherche/feed/atom/?q=a{}",
    "/travaux/feed/?n={}", "/travaux/propositions/export/csv/?n={}", "/evenements/calendrier/?n={}", "/oai/?n={}",
    "/oembed/?n={}", "/themes/?n={}",
])  # fmt: skip
def test_a_network_that_asks_too_often_is_told_to_come_again(client, path, settings):
    cache.clear()
    settings.REQUESTS_A_MINUTE = dict.fromkeys(ROOMS, 2)
    answers = [client.get(path.format(number), REMOTE_ADDR=f"2001:db8::{number}") for number in range(1, 4)]
    assert 429 not in {answer.status_code for answer in answers[:2]} and answers[2].status_code == 429
    assert answers[2].headers["Retry-After"] and "Content-Security-Policy" in answers[2].headers
    assert client.get(path, REMOTE_ADDR="2001:db8:0:1::1").status_code != 429
    assert client.get("/", REMOTE_ADDR="2001:db8::1").status_code == 200
    cache.clear()


@pytest.mark.django_db
def test_the_staff_is_not_counted(admin_client, settings):
    settings.REQUESTS_A_MINUTE = dict.fromkeys(ROOMS, 1)
    assert {admin_client.get(f"/admin/pages/?p={number}").status_code for number in range(3)} == {200}
