"""While the site is looked after, or its database does not answer: 503, in the design system, at no cost."""

import errno

import pytest
from django.db import OperationalError
from django.urls import path

from cnnum_site.urls import handler400, handler404, handler500  # noqa: F401
from cnnum_site.urls import urlpatterns as site_urlpatterns

#: What may be away while a page is made.
FAILURES = {
    "base": OperationalError("server closed the connection"),
    "reseau": TimeoutError("the bucket said nothing"),
    "disque": OSError(errno.ENOSPC, "No space left on device"),
    "code": ValueError("a mistake of ours"),
}


def fail(request, what):
    raise FAILURES[what]


class FailingMiddleware:
    """What Django calls before any view; `process_exception` hears nothing of it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.GET.get("fail") == "middleware":
            raise FAILURES["base"]
        return self.get_response(request)

    def process_view(self, request, *args):
        if request.GET.get("fail") == "process_view":
            raise FAILURES["base"]


urlpatterns = [path("panne/<what>/", fail), *site_urlpatterns]


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
def test_what_is_away_is_a_503_and_is_logged_wherever_it_is_missed(client, caplog, settings):
    client.raise_request_exception = False
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.FailingMiddleware"]
    for what in ("base", "reseau", "disque"):
        response = client.get(f"/panne/{what}/")
        assert response.status_code == 503 and "Retry-After" in response.headers
    assert "server closed the connection" in caplog.text and "No space left" in caplog.text
    for place in ("process_view", "middleware"):
        response = client.get("/travaux/", {"fail": place})
        assert response.status_code == 503 and "Retry-After" in response.headers, place
    assert client.get("/panne/code/").status_code == 500, "a mistake of ours is one"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_every_answer_says_how_it_may_be_used(client, settings, tmp_path):
    """Redirects and errors too, and what a middleware answers before the others."""
    client.raise_request_exception = False
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["localhost"]
    safe = {"secure": True, "headers": {"host": "localhost"}}
    answers = {
        301: [client.get("/travaux/", headers={"host": "localhost"}), client.get("/travaux", **safe)],
        400: [
            client.get("/travaux/", secure=True, headers={"host": "ailleurs.example"}),
        ],
        404: [client.get("/rien/", **safe), client.get("/media/rien.png", **safe)],
        405: [client.post("/recherche/", **safe)],
        500: [client.get("/panne/code/", **safe)],
        503: [client.get("/panne/base/", **safe)],
    }
    settings.MAINTENANCE_FILE = tmp_path
    answers[503] += [client.get("/travaux/", **safe)]
    for status, those in answers.items():
        for answer in those:
            headers = answer.headers
            assert answer.status_code == status, (status, answer.status_code)
            assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"], status
            assert "Content-Security-Policy" in headers and headers["X-Frame-Options"] == "SAMEORIGIN", status
            assert "Permissions-Policy" in headers and headers["Cross-Origin-Opener-Policy"], status
