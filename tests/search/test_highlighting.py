"""Words found, marked in the source text."""

import pytest

from search.highlighting import Highlighter
from search.models import SearchDocument
from search.parsing import read_query

pytestmark = pytest.mark.django_db


def make(text: str, language: str = "fr") -> Highlighter:
    return Highlighter(read_query(text, language))


@pytest.mark.parametrize(
    ("query", "text", "html"),
    [
        ("ecoles", "L’école", "L’<mark>école</mark>"),
        ("l'ecole", "À l'École !", "À l&#x27;<mark>École</mark> !"),
        ("coeur", "Les cœurs", "Les <mark>cœurs</mark>"),
        ("co2", "du CO₂ émis", "du <mark>CO₂</mark> émis"),
        ("travail", "<b>travaux</b> & lois", "&lt;b&gt;<mark>travaux</mark>&lt;/b&gt; &amp; lois"),
        ('"vie privée"', "ma vie privée, ta vie", "ma <mark>vie privée</mark>, ta vie"),
        ("souverainete", "la sou\u00adveraineté", "la <mark>sou\u00adveraineté</mark>"),
        ("rien", "tout", "tout"),
    ],
)
def test_marks(query, text, html):
    assert make(query).extract(text, "fr")[0] == html


def test_an_extract_is_where_most_words_are():
    text = "Début avec réseau. " + "Rien du tout ici. " * 60 + "Un réseau social, enfin. " + "Encore rien. " * 60
    html, plain, found = make("réseau social").extract(text, "fr")
    assert "Un <mark>réseau</mark> <mark>social</mark>, enfin." in html
    assert plain.startswith("… ")
    assert plain.endswith(" …")
    assert len(plain) < 300
    assert len(found) == 3


def test_each_word_has_one_reason_its_best_field():
    document = SearchDocument(
        language="fr", title="L’école", people="Camille Exemple\nSacha École", summary="Une école libre.", text="Libre."
    )
    highlights, reasons = make("école libre camille absent").highlight(document)
    assert set(highlights) == {"title", "people", "summary"} | ({"text"} & set(highlights))
    assert highlights["people"] == "<mark>Camille</mark> Exemple · Sacha <mark>École</mark>"
    assert [(r.word, r.field) for r in reasons] == [("école", "title"), ("libre", "summary"), ("camille", "people")]


def test_english_texts_are_read_in_english():
    assert make("policies", "en").extract("One policy", "en")[0] == "One <mark>policy</mark>"
