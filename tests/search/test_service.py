"""What a reader finds through the service, on the engine of the suite's database."""

import pytest

from search.contract import SearchQuery
from search.service import complete, search
from tests.search.library import add_document

pytestmark = pytest.mark.django_db


def titles(text: str, **options) -> list[str]:
    return [item.document.title for item in search(SearchQuery(text=text, **options)).items]


def test_a_word_finds_the_document_that_has_it():
    add_document("L’école à l’heure du numérique", summary="Rapport sur l’éducation.")
    add_document("Souveraineté des données")

    result = search(SearchQuery(text="ecoles"))

    assert result.total == 1
    assert result.items[0].highlights["title"] == "L’<mark>école</mark> à l’heure du numérique"
    assert result.items[0].object.title == "L’école à l’heure du numérique"
    assert [(r.word, r.field) for r in result.items[0].why] == [("ecoles", "title")]
    assert result.facets["section"][0].count == 1


def test_a_passage_opens_at_its_page():
    add_document("Un rapport", passages=["Rien ici.", "La sobriété numérique & <b>elle</b>.", "Fin."])

    item = search(SearchQuery(text="sobriété")).items[0]

    assert [p.page_no for p in item.passages] == [2]
    assert item.passages[0].html == "La <mark>sobriété</mark> numérique &amp; &lt;b&gt;elle&lt;/b&gt;."
    assert [r.field for r in item.why] == ["passage"]


def test_completion():
    add_document("L’école à l’heure du numérique")
    assert [d.title for d in complete("l'éco", "fr")] == ["L’école à l’heure du numérique"]
    assert [d.title for d in complete("numer", "fr")] == ["L’école à l’heure du numérique"]
    assert complete("xyz", "fr") == []


def test_a_misspelt_word_is_corrected():
    add_document("L’éducation au numérique")
    result = search(SearchQuery(text="educatoin"))
    assert result.total == 1
    assert result.corrected
    assert result.suggestion == "éducation"
