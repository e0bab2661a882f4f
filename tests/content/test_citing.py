"""How a page is cited: one mapping, four formats, each read again by a parser of its own."""

import csv
import io
import json

import bibtexparser
import jsonschema
import pytest
import rispy
from django.utils.translation import override

from cafeia.models import CafePage, KitPage
from content.citing import bibtex, csl, ris
from content.citing.model import CONSEIL, clean, load_for_citing, make_reference
from content.models import ContributionRole
from news.models import NewsPage
from paroles.models import ParolePage
from search.exports import formats as table
from search.exports.rows import Row
from search.models import SearchDocument
from sections.dates import parse_partial
from tests.actions.helpers import make_action
from tests.cenum.making import make_issue
from tests.factories import add_contribution, make_keyword, make_organisation, make_page, make_person, make_theme
from tests.works.making import make_work

pytestmark = pytest.mark.django_db

#: What CSL-JSON 1.0.2 says of the variables that are written here.
_NAMES = {
    "type": "array",
    "items": {
        "type": "object",
        "anyOf": [{"required": ["literal"]}, {"required": ["family"]}],
        "properties": {name: {"type": "string", "minLength": 1} for name in ("literal", "family", "given")},
        "additionalProperties": False,
    },
}
_DATE = {
    "type": "object",
    "required": ["date-parts"],
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
}
_TEXTS = "id title publisher container-title issue genre language abstract keyword note URL event-title event-place"
CSL_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title", "author", "URL"],
        "additionalProperties": False,
        "properties": {
            "type": {
                "enum": "article-magazine article-newspaper book document event interview pamphlet report webpage".split()
            },
            **{name: {"type": "string", "minLength": 1} for name in _TEXTS.split()},
            **dict.fromkeys(("author", "interviewer", "editor", "organizer", "contributor"), _NAMES),
            **dict.fromkeys(("issued", "event-date"), _DATE),
        },
    },
}

#: No editor would write it, and any title may hold it.
HOSTILE = (
    "=1+1",
    "@book{fake,",
    "} , author = {Faux",
    "{ sans fin",
    "50 % & 3 $ # _x_ ~ ^ \\ fin",
    "Un\nTY  - BOOK\r\nER  - \nretour",
    'Guillemets « droits » et "anglais", l’apostrophe',
    "Zéro\x01un\x1f\u2028\u202edeux",
    "<script>alert(1)</script>",
)


def test_what_no_file_keeps_is_left_out():
    # PostgreSQL keeps no such title; SQLite does.
    assert clean("Zéro\x00un\ud800 deux") == "Zéro un deux"


def refer(page, root: str = "https://exemple.fr"):
    page = type(page).objects.get(pk=page.pk)
    load_for_citing([page])
    return make_reference(page, root)


def read_bibtex(*references):
    library = bibtexparser.parse_string("".join(bibtex.write(reference) for reference in references))
    assert not library.failed_blocks and not library.comments
    return library.entries


def read_ris(*references):
    return rispy.loads("".join(ris.write(reference) for reference in references))


def read_csl(*references):
    items = json.loads(json.dumps([csl.make_item(reference) for reference in references]))
    jsonschema.validate(items, CSL_SCHEMA)
    return items


def read_csv(*rows):
    text = table.write_head() + "".join(map(table.write, rows))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def make_row(page) -> Row:
    document = SearchDocument(family="page", page=page.page_ptr, reference=page.reference, language="fr")
    return Row(document, refer(page), page)


def test_each_kind_has_the_type_of_its_kind():
    pages = {
        "rapport": make_work(kind="rapport"),
        "livre": make_work(kind="ouvrage"),
        "tribune": make_work(kind="tribune", authorship="membres"),
        "entretien": make_page(ParolePage),
        "action": make_action("2024-05-12"),
        "café": make_page(CafePage),
        "lettre": make_issue(number=12),
        "actualité": make_page(NewsPage),
        "kit": make_page(KitPage),
    }
    references = [refer(page) for page in pages.values()]
    found = zip(
        pages,
        [entry.entry_type for entry in read_bibtex(*references)],
        [entry["type_of_reference"] for entry in read_ris(*references)],
        [item["type"] for item in read_csl(*references)],
        strict=True,
    )
    assert {name: types for name, *types in found} == {
        "rapport": ["techreport", "RPRT", "report"],
        "livre": ["book", "BOOK", "book"],
        "tribune": ["article", "NEWS", "article-newspaper"],
        "entretien": ["misc", "PCOMM", "interview"],
        "action": ["misc", "GEN", "event"],
        "café": ["misc", "GEN", "event"],
        "lettre": ["article", "MGZN", "article-magazine"],
        "actualité": ["misc", "ELEC", "webpage"],
        "kit": ["misc", "ELEC", "webpage"],
    }


def test_people_and_institutions_are_authors_of_their_own_kind():
    own = make_work(kind="avis")
    add_contribution(own, make_person("Camille Exemple"), ContributionRole.LEAD)
    op_ed = make_work(kind="tribune", authorship="membres")
    add_contribution(op_ed, make_person("Anne-Marie Le Modèle", sort_name="Le Modèle, Anne-Marie"))
    add_contribution(op_ed, make_organisation("Sciences et société"))
    add_contribution(op_ed, make_organisation("Le Journal"), ContributionRole.PUBLISHER)
    references = refer(own), refer(op_ed)
    first, second = read_csl(*references)
    assert first["author"] == [{"literal": CONSEIL}]
    assert first["contributor"] == [{"family": "Exemple", "given": "Camille"}]
    assert second["author"] == [{"family": "Le Modèle", "given": "Anne-Marie"}, {"literal": "Sciences et société"}]
    assert second["container-title"] == second["publisher"] == "Le Journal"
    first, second = (entry.fields_dict["author"].value for entry in read_bibtex(*references))
    assert first == f"{{{CONSEIL}}}"
    assert second == "Le Modèle, Anne-Marie and {Sciences et société}"
    first, second = (entry["authors"] for entry in read_ris(*references))
    assert (first, second) == ([CONSEIL], ["Le Modèle, Anne-Marie", "Sciences et société"])


def test_an_interview_is_by_who_answers_and_names_who_asks():
    page = make_page(ParolePage)
    add_contribution(page, make_person("Camille Exemple"), ContributionRole.INTERVIEWEE)
    add_contribution(page, make_person("Dominique Modèle"), ContributionRole.INTERVIEWER)
    (item,) = read_csl(refer(page))
    assert [name["family"] for name in item["author"]] == ["Exemple"]
    assert [name["family"] for name in item["interviewer"]] == ["Modèle"]


@pytest.mark.parametrize(
    ("date", "parts", "in_ris"),
    [
        ("2021", [2021], "2021///"),
        ("2021-05", [2021, 5], "2021/05//"),
        ("2021-05-12", [2021, 5, 12], "2021/05/12/"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(date, parts, in_ris):
    day, precision = parse_partial(date)
    reference = refer(make_work(date=day, date_precision=precision))
    assert read_csl(reference)[0]["issued"] == {"date-parts": [parts]}
    assert read_ris(reference)[0]["date"] == in_ris and read_ris(reference)[0]["year"] == "2021"
    (entry,) = read_bibtex(reference)
    assert entry.fields_dict["date"].value == date and entry.fields_dict["year"].value == "2021"
    assert ("month" in entry.fields_dict) == (len(date) > 4)


def test_no_date_is_invented_and_a_period_has_two_ends():
    undated = refer(make_work())
    assert "issued" not in read_csl(undated)[0] and "year" not in read_ris(undated)[0]
    assert {"date", "year", "month"}.isdisjoint(read_bibtex(undated)[0].fields_dict)
    start, precision = parse_partial("2021-02")
    period = refer(make_work(period_start=start, period_end=parse_partial("2025-05")[0], period_precision=precision))
    assert read_csl(period)[0]["issued"] == {"date-parts": [[2021, 2], [2025, 5]]}
    assert read_bibtex(period)[0].fields_dict["date"].value == "2021-02/2025-05"
    event = refer(make_action("2024-05-12", "2024-05-14", venue="Palais modèle"))
    (item,) = read_csl(event)
    assert item["event-date"] == {"date-parts": [[2024, 5, 12], [2024, 5, 14]]}
    assert item["event-place"] == "Palais modèle"


def test_a_letter_has_its_number_and_everything_its_permanent_address():
    issue = make_issue(number=12)
    (item,) = read_csl(refer(issue))
    assert (item["issue"], item["container-title"]) == ("12", str(issue.get_citation_details()["container"]))
    assert item["URL"] == f"https://exemple.fr/id/{issue.reference}/"
    with override("en"):
        assert refer(issue).url == item["URL"], "the address of the page’s own language"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_breaks_a_file(text):
    work = make_work(title=f"Avant {text}", subtitle=text, summary=text, uncertain=True, doubt=text)
    add_contribution(work, make_person(f"{text} and others", slug="x"))
    add_contribution(work, make_organisation(text, slug="y"), ContributionRole.PUBLISHER)
    work.tags.add(make_keyword("mot"))
    work.save()
    after = make_work(title="Après")
    rows = [make_row(work), make_row(after)]
    references = [row.reference for row in rows]
    assert [entry.key for entry in read_bibtex(*references)] == [work.reference, after.reference]
    assert [entry["id"] for entry in read_ris(*references)] == [work.reference, after.reference]
    assert [item["id"] for item in read_csl(*references)] == [work.reference, after.reference]
    assert [list(line.values())[0] for line in read_csv(*rows)] == [work.reference, after.reference]
    for line in read_csv(*rows):
        assert not [cell for cell in line.values() if cell.lstrip()[:1] in tuple("=+-@\t\r")[:4] and cell]


def test_a_spreadsheet_gets_words_people_read():
    work = make_work(title="Titre", kind="avis", themes=[make_theme("Attention")])
    with override("fr"):
        (line,) = read_csv(make_row(work))
    assert line["Titre"] == "Titre"
    assert "Avis" in line.values() and "Travaux" in line.values() and "Attention" in line.values()
    assert line["Auteurs"] == CONSEIL


def test_a_thousand_citations_cost_as_many_queries_as_one(django_assert_num_queries):
    def read(pages):
        load_for_citing(pages)
        return [make_reference(page) for page in pages]

    works = [make_work(themes=[make_theme()], tags=[make_keyword()]) for _ in range(4)]
    for work in works:
        add_contribution(work, make_person())
    read([type(works[0]).objects.get(pk=works[0].pk)])
    for few in (1, 4):
        pages = list(type(works[0]).objects.filter(pk__in=[work.pk for work in works[:few]]))
        with django_assert_num_queries(4):
            read(pages)
