"""A register says what of it is searched, and nothing else: the toy section's makers, whom nobody names."""

import pytest
from django.urls import reverse

from search.families import check_registers, get_families, get_uses
from search.indexing.queue import process
from search.indexing.rebuild import reindex
from search.models import SearchDocument
from tests.factories import get_locale
from tests.toysection.models import ToyMaker

pytestmark = pytest.mark.django_db


def make_maker(name: str, **fields) -> ToyMaker:
    fields = {"slug": name.lower().replace(" ", "-"), "locale": get_locale(), **fields}
    return ToyMaker.objects.create(name=name, **fields)


@pytest.fixture
def maker():
    maker = make_maker("Zoé Tourneuse", town="Moirans", history="<p>Elle tourne le <b>buis</b>.</p>")
    process()
    return maker


def get_found(client, words: str) -> str:
    return client.get(reverse("search"), {"q": words}).content.decode()


def test_an_entry_is_found_by_its_name_summary_and_text(client, maker):
    for words in ("tourneuse", "moirans", "buis"):
        page = get_found(client, words)
        assert "/fabricants/zoe-tourneuse/" in page or maker.get_absolute_url() in page, words
    assert '<span class="kind">Fabricant</span>' in page


def test_an_entry_is_in_every_channel(client, maker):
    answer = client.get("/api/v1/search/", {"q": "buis", "kind": "fabricant"}).json()
    assert [(item["type"], item["section"]) for item in answer["results"]] == [("fabricant", "fabricant")]
    assert "Zoé Tourneuse" in client.get("/api/v1/suggest/", {"q": "tourn"}).content.decode()
    for name in ("csv", "bibtex"):
        text = client.get(reverse("search_export", args=[name]), {"q": "buis"}).getvalue().decode()
        assert "Zoé Tourneuse" in text or "Tourneuse" in text, name
    assert "fabricant" in client.get("/api/v1/openapi.json").content.decode()


def test_a_change_a_translation_and_a_deletion_are_followed(client, maker):
    pupil = make_maker("Max Elève", master=maker)
    process()
    assert pupil.get_absolute_url() in get_found(client, "tourneuse"), "its document tells of its master"
    ToyMaker.objects.create(
        name="Zoe Turner", slug=maker.slug, locale=get_locale("en"), translation_key=maker.translation_key
    )
    maker.name = "Zoé Sculptrice"
    maker.save()
    process()
    assert maker.get_absolute_url() in get_found(client, "sculptrice")
    assert maker.get_absolute_url() in get_found(client, "turner"), "by its name in another language"
    assert pupil.get_absolute_url() in get_found(client, "sculptrice")
    ToyMaker.objects.filter(translation_key=maker.translation_key).delete()
    process()
    assert set(SearchDocument.objects.filter(family="fabricant").values_list("entry_id", flat=True)) == {pupil.pk}
    assert maker.get_absolute_url() not in get_found(client, "sculptrice")


def test_everything_built_again_differs_in_nothing(maker):
    report = reindex(check=True)
    assert not report.differs
    assert report.total == SearchDocument.objects.count()


def test_the_entries_of_a_register_that_is_taken_out_are_not_found(client, maker, monkeypatch):
    from search import hidden

    assert maker.get_absolute_url() in get_found(client, "buis")
    rest = {family: model for family, model in get_families().items() if family not in ("page", "fabricant")}
    monkeypatch.setattr(hidden, "get_registers", lambda: rest)
    hidden._write_excluded.cache_clear()
    assert maker.get_absolute_url() not in get_found(client, "buis")
    hidden._write_excluded.cache_clear()


@pytest.mark.parametrize(
    ("attribute", "value", "code"),
    [
        ("search_family", "pas un code", "search.E001"),
        ("search_family", "person", "search.E002"),
        ("search_family", "page", "search.E002"),
        ("get_absolute_url", None, "search.E003"),
        ("search_uses", ("town",), "search.E004"),
        ("search_uses", ("nothing__at__all",), "search.E004"),
    ],
)
def test_a_wrong_declaration_is_named_with_a_hint(monkeypatch, attribute, value, code):
    assert check_registers() == []
    if value is None:
        monkeypatch.delattr(ToyMaker, attribute)
    else:
        monkeypatch.setattr(ToyMaker, attribute, value)
    found = [error for error in check_registers() if error.id == code]
    assert found and all(error.hint for error in found)


def test_no_register_is_named_by_the_search():
    """Its facets are those of pages; what is indexed and shown of a register is the register's own words."""
    from pathlib import Path

    import search

    folder = Path(search.__file__).parent
    wrong = [
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts and "from people" in path.read_text(encoding="utf-8")
    ]
    # The words of the facet of people, and what a subscription keeps of its values when a register renames them.
    assert sorted(wrong) == ["alerts/followed.py", "labels.py"]
    assert set(get_uses()) >= {model for family, model in get_families().items() if family in ("person", "theme")}
