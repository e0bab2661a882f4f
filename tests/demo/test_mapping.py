"""What an app's `demo.json` may say."""

import pytest
from django.template import TemplateSyntaxError

from demo.mapping import Evaluator, Scope, merge, parents_first

RECORD = {
    "id": "oeuvre-un",
    "title": "Œuvre une",
    "note": None,
    "tags": ["a", "b"],
    "counts": {"pages": 12},
    "date": "2021-05",
}


def evaluate(wanted, names=None):
    evaluator = Evaluator(None)
    return evaluator.evaluate(wanted, Scope(evaluator.evaluate, RECORD, names))


@pytest.mark.parametrize(
    "wanted, expected",
    [
        ("title", "Œuvre une"),
        ("counts.pages", 12),
        ("'speaker'", "speaker"),
        ("nothing.at.all", None),
        ("note|default:title", "Œuvre une"),
        ("title|if:note", None),
        ("title|unless:note", "Œuvre une"),
        ("title|default:nothing.there", "Œuvre une"),
        ("id|file:'works/*.fr.md'", "works/oeuvre-un.fr.md"),
        ("tags|lines", "a\nb"),
        (["tags", "note", "id|listed"], ["a", "b", "oeuvre-un"]),
        ({"label": "title"}, {"label": "Œuvre une"}),
        (True, True),
    ],
)
def test_an_expression_reads_the_record(wanted, expected):
    assert evaluate(wanted) == expected


def test_a_text_of_a_mapping_is_plain():
    """Django marks the texts of its templates as safe HTML, which files and JSON do not take."""
    assert type(evaluate("'speaker'")) is type(evaluate("note|default:'none'")) is str


def test_a_date_fills_two_fields():
    day, precision = evaluate("date|partial")
    assert (day.isoformat(), precision) == ("2021-05-01", "month")


def test_names_come_in_any_order_and_may_be_made_of_the_field_of_the_same_name():
    names = {"long": "title|add:suffix", "suffix": "' (fin)'", "title": "title|capfirst"}
    assert evaluate("long", names) == "Œuvre une (fin)"


def test_an_unknown_converter_is_named():
    with pytest.raises(TemplateSyntaxError, match="nowhere"):
        evaluate("title|nowhere")


def test_shared_parts_are_added_up():
    shared = {"fields": {"slug": "id", "title": "name"}, "rows": [1], "parent": ["a"]}
    own = {"fields": {"title": "label"}, "rows": [2], "parent": ["b"]}
    assert merge(shared, own) == {"fields": {"slug": "id", "title": "label"}, "rows": [1, 2], "parent": ["b"]}


def test_parents_are_loaded_first():
    records = [{"id": "c", "parent": "b"}, {"id": "b", "parent": "a"}, {"id": "a", "parent": None}]
    assert [record["id"] for record in parents_first(records, "parent")] == ["a", "b", "c"]
