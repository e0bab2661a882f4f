"""While the site is looked after, or its database does not answer: 503, in the design system, at no cost."""

import pytest
from django.db import OperationalError
from django.urls import path

from cnnum_site.urls import urlpatterns as site_urlpatterns


def fail(request):
    raise OperationalError("server closed the connection")


urlpatterns = [path("panne/", fail), *site_urlpatterns]


def test_the_maintenance_file_closes_every_page_and_keeps_the_health_check(client, settings, tmp_path, db):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    assert client.get("/robots.txt").status_code == 200
    settings.MAINTENANCE_FILE.touch()
    for url, language, words in (
        ("/travaux/", "fr", "Le site est en maintenance"),
        ("/en/works/", "en", "The site is being looked after"),
        ("/admin/", "fr", "Erreur 503"),
    ):
        response = client.get(url)
        html = response.content.decode()
        assert response.status_code == 503 and int(response.headers["Retry-After"]) > 0
        assert f'<html lang="{language}"' in html and words in html and "fr-footer" in html
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert client.get("/healthz").status_code == 200
    settings.MAINTENANCE_FILE.unlink()
    assert client.get("/robots.txt").status_code == 200


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_database_that_does_not_answer_is_a_503_and_is_logged(client, caplog):
    client.raise_request_exception = False
    response = client.get("/panne/")
    assert response.status_code == 503 and "Retry-After" in response.headers
    assert "server closed the connection" in caplog.text
