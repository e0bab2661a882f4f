"""A report becomes a work."""

import datetime

import pytest

from imports.readers import read
from imports.registry import get_importer
from imports.service import run
from tests.factories import get_index, make_person
from works.models import WorkPage

from .making import REPORT

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    get_index(WorkPage)
    make_person("Jeanne Dutilleul")
    data = REPORT.encode()
    return run(get_importer("work"), read("eau.md", data), data).page


def test_a_report_has_its_chapters(page):
    assert not page.live
    assert page.title == "L’eau en commun"
    assert page.kind == "rapport"
    assert page.date == datetime.date(2024, 5, 12)
    assert [chapter.value["title"] for chapter in page.chapters] == [
        "Première partie. Les puits",
        "Deuxième partie. Les leviers",
    ]
    slugs = [chapter.value["slug"] for chapter in page.chapters]
    assert slugs == ["premiere-partie-les-puits", "deuxieme-partie-les-leviers"]
    kinds = [block.block_type for chapter in page.chapters for block in chapter.value["body"]]
    assert {"heading", "paragraph", "quote", "table"} <= set(kinds)
    assert str(page.chapters).count("<ul>") == 2


def test_its_leviers_have_numbers_and_objectives(page):
    found = [(proposal.number, proposal.title, proposal.group) for proposal in page.proposals.all()]
    assert found == [
        (1, "Publier la carte des puits", "Ouvrir les données"),
        (2, "Former les relevés", "Ouvrir les données"),
    ]
    assert page.proposal_name == "levier"


def test_its_authors_are_people_of_the_register(page):
    assert [(row.person.name, row.role) for row in page.contributions.all()] == [("Jeanne Dutilleul", "author")]


def test_chapters_and_leviers_open_at_their_address(page, client):
    page.get_latest_revision().publish()
    page = WorkPage.objects.get(pk=page.pk)
    response = client.get(f"{page.url}lire/premiere-partie-les-puits/")
    assert response.status_code == 200
    assert "Une citation tirée d’un entretien." in response.content.decode()
    assert "Publier la carte des puits" in client.get(page.url).content.decode()
