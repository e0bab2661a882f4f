"""What is offered while one types."""

import json

import pytest
from django.urls import reverse

from search.indexing.queue import process
from tests.factories import (
    make_page,
)
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["l’écol", "L'ECOL", "lʼécol", "ecol"])
def test_suggestions_know_accents_and_any_apostrophe(client, text):
    make_page(ToyPage, title="L’école en bois")
    process()
    response = client.get(reverse("search_suggestions"), {"q": text})
    assert [found["label"] for found in response.json()["suggestions"]] == ["L’école en bois"]


@pytest.mark.parametrize("text", ["", "a", "\x00", "x" * 5000, '"', "%", "(", "é" * 101])
def test_suggestions_bear_anything(client, text):
    response = client.get(reverse("search_suggestions"), {"q": text})
    assert response.status_code == 200
    assert json.loads(response.content) == {"suggestions": []}
