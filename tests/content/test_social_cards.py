"""Social cards: drawn for what the public may read, and for nothing else."""

import io

import pytest
from django.conf import settings
from PIL import Image

from content import social_cards
from content.reading import french_spaces
from tests import factories
from works.models import WorkPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    return tmp_path / "social_cards"


def test_a_card_is_an_image_of_the_right_size_that_lasts(client):
    page = factories.make_page(WorkPage, title="Un titre « long » : le numérique, et après ?" * 4)
    response = client.get(social_cards.get_card_url(page))
    assert response["Content-Type"] == "image/png" and "immutable" in response["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)


def test_a_card_is_drawn_once_and_replaced_when_its_words_change(client, own_folder, monkeypatch):
    page = factories.make_page(WorkPage, title="Avant")
    first = social_cards.get_card_url(page)
    client.get(first)
    monkeypatch.setattr(social_cards, "draw_card", lambda *args: pytest.fail("drawn twice"))
    client.get(first)
    monkeypatch.undo()
    settings.VAR_DIR = own_folder.parent
    page.title = "Après"
    page.save_revision().publish()
    assert social_cards.get_card_url(page) != first
    assert "immutable" not in client.get(first)["Cache-Control"]
    assert len(list(own_folder.glob("*.png"))) == 1


def test_drafts_private_pages_and_unknown_languages_have_none(client):
    draft = factories.make_page(WorkPage, live=False)
    page = factories.make_page(WorkPage)
    assert client.get(f"/partage/{draft.reference or 'brouillon'}.png").status_code == 404
    assert client.get(f"/partage/{page.reference}.png?l=xx").status_code == 404
    assert client.get(f"/partage/{page.reference}.png?l=%00").status_code == 404
    assert client.get(f"/partage/{page.reference}.png").status_code == 200


def test_spaces_that_must_not_break():
    assert french_spaces("Quoi ? « Oui » : 12 000 €") == "Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: 12\u202f000\u202f€"
    assert french_spaces("https://exemple.fr/?q=a;b à 12:30") == "https://exemple.fr/?q=a;b à 12:30"
