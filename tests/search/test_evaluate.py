"""`manage.py evaluate_search`: the measures are those of the definition, and a bad file is explained."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search.models import SearchDocument
from tests.factories import make_page
from tests.queue import drop, get_asked
from works.models import WorkPage

from .library import add_document as add
from .library import engine

pytestmark = pytest.mark.django_db


def add_document(*arguments, **fields) -> SearchDocument:
    """A document written by hand, which its page does not replace."""
    document = add(*arguments, **fields)
    drop()
    return document


@pytest.fixture
def write(tmp_path):
    def write(content) -> str:
        file = tmp_path / "queries.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(file)

    return write


def graded(number: int, text: str, *relevant, **fields) -> dict:
    things = [{"id": name, "family": family, "grade": grade} for name, family, grade in relevant]
    return {"id": f"q{number}", "query": text, "types": ["essai"], "year": None, "relevant": things} | fields


def evaluate(file: str, *options: str) -> str:
    output = io.StringIO()
    call_command("evaluate_search", file, *options, stdout=output, stderr=io.StringIO())
    return output.getvalue()


def test_measures_of_a_few_queries(write):
    add_document("Brochets", reference="brochets", year=2021)
    add_document("Truites et saumons", reference="truites", year=2022)
    add_document("Zoé Lamandin", family="person", reference="zoe-lamandin")
    file = write(
        {
            "queries": [
                graded(1, "truites", ("truites", "works", 3)),
                # One of the two is there, and first.
                graded(2, "brochets", ("brochets", "works", 1), ("perdus", "works", 1), types=["essai", "perdu"]),
                graded(3, "anguilles", ("truites", "works", 3), types=["autre"]),
                graded(
                    4,
                    "lamandin",
                    ("zoe-lamandin", "people", 3),
                    *(("poissons", "tags", 3), ("paul", "people", 2), ("un-partenaire", "cafeia", 2)),
                ),
                graded(5, "saumons", ("truites", "works", 3), year=2021, types=["autre"]),
            ]
        }
    )

    report = json.loads(evaluate(file, "--json", "--engine", connection.vendor))

    assert report["engine"] == connection.vendor
    assert (report["queries"], report["scored"]) == (5, 5)
    assert report["unknown"] == ["perdus"]
    assert report["left_out"] == 3
    assert report["recall"] == pytest.approx((1 + 0.5 + 0 + 1 + 0) / 5)
    assert report["mrr"] == pytest.approx(3 / 5)
    assert report["zero"] == pytest.approx(2 / 5)
    assert report["ndcg"] == pytest.approx((1 + 1 / (1 + 0.63093) + 0 + 1 + 0) / 5, abs=1e-4)
    assert report["types"]["autre"]["zero"] == 1
    assert report["types"]["perdu"]["recall"] == 0.5
    assert 0 < report["p50"] <= report["p95"]

    assert "nDCG@10" in evaluate(file)


def test_an_index_that_is_empty_late_or_damaged_is_written_first(write):
    make_page(WorkPage, title="Brochets", reference="brochets")
    make_page(WorkPage, title="Truites", reference="truites")
    file = write(
        {"queries": [graded(1, "brochets", ("brochets", "works", 3)), graded(2, "truites", ("truites", "works", 3))]}
    )
    # Late: nothing of the queue was done.
    assert get_asked()
    assert json.loads(evaluate(file, "--json"))["ndcg"] == 1
    # Empty.
    drop()
    engine().delete(engine().get_indexed())
    SearchDocument.objects.all().delete()
    assert json.loads(evaluate(file, "--json"))["ndcg"] == 1
    # Damaged.
    engine().delete(engine().get_indexed())
    assert json.loads(evaluate(file, "--json"))["ndcg"] == 1


def test_a_query_that_nothing_answers_is_timed_but_not_scored(write):
    add_document("Brochets", reference="brochets")
    file = write({"queries": [graded(1, "brochets", ("brochets", "works", 3)), graded(2, "rien de rien")]})
    report = json.loads(evaluate(file, "--json"))
    assert (report["queries"], report["scored"], report["zero"], report["ndcg"]) == (2, 1, 0, 1)


def test_what_is_null_is_as_if_it_were_not_there(write):
    add_document("Brochets", reference="brochets")
    nothing = dict.fromkeys(("types", "language", "year", "note"))
    family = {"id": "brochets", "family": None, "grade": 3}
    other = {"id": "ailleurs", "family": "moments", "grade": 3}
    worthless = {"id": "perdus", "family": "works", "grade": 0}
    things = {"relevant": [family, other, worthless]}
    file = write({"queries": [graded(1, "brochets", **nothing | things), graded(2, "x", relevant=None)]})
    report = json.loads(evaluate(file, "--json"))
    assert (report["queries"], report["scored"], report["ndcg"], report["left_out"]) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "Invalid JSON"),
        ("[" * 100_000, "Invalid JSON"),
        ("[]", "should be an object"),
        ({"queries": []}, "queries: List should have at least 1 item"),
        ({"queries": [3]}, r"queries\[1\]: Input should be an object"),
        ({"queries": [{"query": "x"}]}, r"queries\[1\].id: Field required"),
        ({"queries": [graded(1, " ")]}, r"queries\[1\].query: String should match"),
        ({"queries": [graded(1, "x"), graded(1, "y")]}, "two queries have the id “q1”"),
        ({"queries": [graded(1, "x", types="essai")]}, r"queries\[1\].types: Input should be a valid array"),
        ({"queries": [graded(1, "x", year="2021")]}, r"queries\[1\].year: Input should be a valid integer"),
        ({"queries": [graded(1, "x", year=True)]}, r"queries\[1\].year: Input should be a valid integer"),
        ({"queries": [graded(1, "x", language="xx")]}, r"queries\[1\].language: Input should be 'fr' or 'en'"),
        ({"queries": [graded(1, "x", relevant={})]}, r"queries\[1\].relevant: Input should be a valid array"),
        ({"queries": [graded(1, "x", relevant=["a"])]}, r"queries\[1\].relevant\[1\]: Input should be an object"),
        ({"queries": [graded(1, "x", ("a", "works", 4))]}, r"relevant\[1\].grade: Input should be less than or equal"),
        ({"queries": [graded(1, "x", ("a", 3, 3))]}, r"relevant\[1\].family: Input should be a valid string"),
    ],
)
def test_a_bad_file_is_explained(write, content, message):
    with pytest.raises(CommandError, match=message):
        evaluate(write(content))


def test_what_cannot_be_measured_is_said(write, settings):
    file = write({"queries": [graded(1, "x", ("a", "works", 3))]})
    with pytest.raises(CommandError, match="cannot be read"):
        evaluate(file + "x")
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    with pytest.raises(CommandError, match="The database is"):
        evaluate(file, "--engine", other)
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError, match="cannot be measured"):
        evaluate(file, "--engine", "elasticsearch")
    with pytest.raises(CommandError, match="invalid choice: 'lucene'"):
        evaluate(file, "--engine", "lucene")


def test_production_does_without_what_measures_and_the_command_says_so(write, monkeypatch):
    installed = Path("requirements.txt").read_text()
    assert not [name for name in ("ir-measures", "numpy", "scipy") if f"\n{name}==" in installed]
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(CommandError, match="requirements-dev.txt"):
        evaluate(write({"queries": [graded(1, "x", ("a", "works", 3))]}))
