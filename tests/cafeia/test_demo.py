"""The demo content of Café IA: every fact of the file, online and under its identifier."""

import json
from pathlib import Path

import pytest

from cafeia.models import AnimationFormatPage, CafeIaIndexPage, CafePage, KitPage, LandingFigure, ResourcePage
from content.models import ContentPage
from tests.demo.conftest import demo_site  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]
FACTS = json.loads((Path(__file__).resolve().parents[2] / "demo/facts/cafeia.json").read_text(encoding="utf-8"))
PAGES = {
    "formats": AnimationFormatPage,
    "resources": ResourcePage,
    "kits": KitPage,
    "sessions": CafePage,
    "recurring": CafePage,
}


def test_every_page_is_live_under_its_identifier():
    for part, model in PAGES.items():
        references = {record["id"] for record in FACTS[part]}
        assert references <= set(model.objects.live().values_list("reference", flat=True)), part


def test_every_record_answers_at_its_identifier(client):
    references = [record["id"] for records in FACTS.values() for record in records if isinstance(record, dict)]
    assert len(references) + len(FACTS["figures"]) == 128
    for reference in references:
        response = client.get(f"/id/{reference}/")
        assert response.status_code == 302, reference
        assert client.get(response.url.split("#")[0]).status_code == 200, reference


def test_the_landing_page_shows_every_line(client):
    html = client.get(CafeIaIndexPage.objects.get(locale__language_code="fr").url).content.decode()
    for part in ("key_dates", "partners", "objectives", "host_venues", "contacts"):
        for record in FACTS[part]:
            assert f'id="{record["id"]}"' in html, record["id"]
    for reference in FACTS["figures"]:
        assert f'id="{reference}"' in html
    assert LandingFigure.objects.filter(page__locale__language_code="fr").count() == len(FACTS["figures"])


def test_every_doubt_is_said(client):
    for part in ("formats", "sessions"):
        for record in FACTS[part]:
            page = ContentPage.objects.get(reference=record["id"])
            assert page.uncertain == record["uncertain"]
            if record["uncertain"]:
                assert page.doubt
                assert "doubt" in client.get(page.url).content.decode()


def test_a_member_of_the_public_finds_a_cafe_in_a_city(client):
    room = CafePage.objects.get(reference="cafeia-session-la-poste-reims").get_parent()
    html = client.get(room.url, {"near": "51100"}).content.decode()
    assert "Café IA de La Poste à Reims" in html and "Café IA à Nantes" not in html
