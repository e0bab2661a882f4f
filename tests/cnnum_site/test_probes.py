"""What machines ask: probes by the address of a pod, identifiers of requests, figures for who bears the token, logs."""

import json
import logging

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from cnnum_site import probes
from cnnum_site.logs import JsonFormatter, request_id
from tests.factories import make_page
from works.models import WorkPage

TOKEN = "jeton-de-mesure"  # noqa: S105


@pytest.fixture
def by_address(client, settings):
    """Ask as a probe does: by an address that is no host of the site, without TLS."""
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["www.exemple.fr"], True

    def ask(path: str, **headers):
        return client.get(path, headers={"host": "10.42.0.7:8000", **headers})

    client.raise_request_exception = False
    assert ask("/").status_code == 400
    return ask


@pytest.mark.django_db
def test_a_process_is_alive_and_ready_by_its_address(by_address):
    for path in ("/livez", "/readyz", "/healthz"):
        answer = by_address(path)
        assert (answer.status_code, answer.content) == (200, b"ok\n") and "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_process_is_not_ready_before_its_migrations(by_address, monkeypatch):
    monkeypatch.delattr(probes.count_lacking, "done", raising=False)
    last = MigrationRecorder.Migration.objects.filter(app="content").order_by("-id").first()
    last.delete()
    assert by_address("/readyz").status_code == 503 and b"to apply" in by_address("/readyz").content
    MigrationRecorder(connection).record_applied(last.app, last.name)
    assert by_address("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_process_without_its_database_is_alive_and_not_ready(by_address, monkeypatch):
    def fail(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(probes.connection, "cursor", fail)
    assert by_address("/livez").status_code == 200 and by_address("/readyz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "court", "a b" * 5, "x" * 65, "<script>alert()</script>", "ligne\nautre-ligne"])
def test_the_identifier_of_a_request_is_taken_when_it_is_sane(client, given):
    assert client.get("/robots.txt", headers={"x-request-id": "abc-123.DEF_4"})["X-Request-ID"] == "abc-123.DEF_4"
    made = client.get("/robots.txt", headers={"x-request-id": given})["X-Request-ID"]
    assert made != given and len(made) == 32 and request_id.get() == ""


@pytest.mark.django_db
def test_figures_are_for_who_bears_the_token(client, settings):
    settings.METRICS_TOKEN = ""
    for bearer in ("", "Bearer ", "Bearer"):
        assert client.get("/metrics", headers={"authorization": bearer}, follow=True).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for bearer in ("", "Bearer", f"Bearer {TOKEN}é", f"Basic {TOKEN}", f"Bearer {TOKEN} "):
        assert client.get("/metrics", headers={"authorization": bearer}, follow=True).status_code == 404
    assert client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.django_db
def test_figures_name_patterns_and_never_what_was_asked(client, settings):
    settings.METRICS_TOKEN = TOKEN
    page = make_page(WorkPage, slug="canari-des-mesures")
    client.get(page.url)
    client.get("/canari-absent/?q=canari")
    client.generic("CANARI", "/travaux/")
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    assert 'cnnum_requests_total{method="GET",route="' in text and 'method="other"' in text
    assert "canari" not in text.lower()


def test_a_line_of_the_log_is_json_in_utc():
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Refusé : %s\nautre", ("/é",), None)
    record.created = 1_780_000_000.25
    token = request_id.set("abc")
    try:
        line = JsonFormatter().format(record)
    finally:
        request_id.reset(token)
    assert "\n" not in line
    read = json.loads(line)
    assert read["time"] == "2026-05-28T20:26:40.250+00:00" and read["request_id"] == "abc"
    assert read["message"] == "Refusé : /é\nautre" and read["level"] == "ERROR"
