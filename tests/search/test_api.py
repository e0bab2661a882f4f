"""The endpoint for programs: what it answers, what it refuses, what its description promises."""

import json

import hypothesis
import jsonschema
import openapi_spec_validator
import pytest
import schemathesis
from bs4 import BeautifulSoup
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from content.identifiers import record_last_path
from search.indexing.queue import process
from tests.factories import add_contribution, make_keyword, make_page, make_person, make_theme
from tests.queries import HOSTILE_QUERIES
from tests.works.making import make_work
from works.models import WorkPage

pytestmark = pytest.mark.django_db

SEARCH = "/api/v1/search/"
#: How many requests are invented for each endpoint and mode.
EXAMPLES = 25


@pytest.fixture
def library():
    """Three works, one of them with a theme, a person and a keyword."""
    theme, person = make_theme("Attention"), make_person("Camille Exemple")
    first = make_page(
        WorkPage,
        title="L’attention à l’école",
        summary="Ce que les écrans font aux élèves.",
        kind="rapport",
        date="2022-03-01",
        themes=[theme],
        tags=[make_keyword("écrans")],
    )
    add_contribution(first, person)
    make_page(WorkPage, title="L’attention au travail", date="2020-01-01", date_precision="year")
    make_page(WorkPage, title="Les communs", date="2018-06-15")
    process()
    return {"first": first, "theme": theme, "person": person}


def get(client, path: str = SEARCH, **data):
    response = client.get(path, data)
    assert response.status_code == 200, response.content
    return response.json()


def test_an_answer_says_what_was_found_and_where_to_go(client, library):
    data = get(client, q="attention", section="travaux", page_size=1)
    assert (data["total"], data["pages"], len(data["results"])) == (2, 2, 1)
    assert data["query"]["q"] == "attention" and data["links"]["previous"] is None
    following = client.get(data["links"]["next"]).json()
    assert {data["results"][0]["title"], following["results"][0]["title"]} == {
        "L’attention à l’école",
        "L’attention au travail",
    }
    assert "<mark>attention</mark>" in data["results"][0]["highlights"]["title"]
    for name in ("html", "atom", "json_feed", "csv", "bibtex", "ris", "csl"):
        assert client.get(data["links"][name]).status_code == 200, name


def test_a_date_is_as_precise_as_it_is_known(client, library):
    dates = {row["title"]: row["date"] for row in get(client, section="travaux")["results"]}
    assert dates == {
        "L’attention à l’école": "2022-03-01",
        "L’attention au travail": "2020",
        "Les communs": "2018-06-15",
    }


def test_filters_add_up_and_counts_are_those_of_the_results(client, library):
    data = get(client, q="attention", section="travaux", theme=library["theme"].slug)
    assert [row["title"] for row in data["results"]] == ["L’attention à l’école"]
    data = get(client, section="travaux", year_from=2020, year_to=2022)
    assert data["total"] == 2
    for name, values in data["facets"].items():
        for row in values:
            chosen = {"section": "travaux"} if name != "section" else {}
            assert get(client, **{**chosen, name: row["value"], "year_from": 2020})["total"] == row["count"], row


def test_counts_and_passages_can_be_left_out(client, library):
    data = get(client, q="attention", facets="false", passages="false")
    assert data["facets"] == {} and all(row["passages"] == [] for row in data["results"])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("year_from=abc", "year_from"),
        ("year_from=-1", "year_from"),
        ("year_from=2022&year_to=2020", "year_to"),
        ("page=0", "page"),
        ("page=1&page=2", "page"),
        ("page=", "page"),
        ("page=%C2%B2", "page"),
        ("page_size=101", "page_size"),
        ("page=99999999999999999999", "page"),
        ("sort=hasard", "sort"),
        ("lang=de", "lang"),
        ("section=inconnue", "section"),
        ("theme=%00", "theme"),
        ("theme=", "theme"),
        ("facets=oui", "facets"),
        ("q=" + "a" * 301, "q"),
        ("inconnu=1", "inconnu"),
        ("&".join(f"theme=t{n}" for n in range(30)), "theme"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(client, query, parameter):
    response = client.get(f"{SEARCH}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 400 and problem["title"] and problem["detail"]
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert client.get(problem["type"].partition("#")[0]).status_code == 200


@pytest.mark.parametrize("query", HOSTILE_QUERIES)
def test_hostile_requests_are_answered_or_refused(client, query):
    for path in (SEARCH, "/api/v1/suggest/", "/api/v1/documents/x/"):
        assert client.get(f"{path}?{query}").status_code in (200, 400, 404)


def test_problems_are_in_the_language_of_the_reader(client):
    french, english = (client.get(SEARCH, {"page": 0, "lang": code}).json() for code in ("fr", "en"))
    assert french["title"] != english["title"] == "This request makes no sense"


def test_other_addresses_and_methods_are_problems_too(client):
    for path in ("/api/v1/", "/api/v1/rien", "/api/v1/documents/inconnu/"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    response = client.post(SEARCH)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.head(SEARCH).status_code == 200


def test_other_sites_may_read_it_and_no_cookie_is_set(client, library):
    response = client.get(SEARCH, headers={"origin": "https://exemple.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    preflight = client.options(SEARCH, headers={"origin": "https://exemple.org"})
    assert preflight.status_code == 204 and "GET" in preflight["Access-Control-Allow-Methods"]


def test_nothing_is_sent_again_while_nothing_changes(client, library):
    first = client.get(SEARCH, {"q": "attention"})
    again = client.get(SEARCH, {"q": "attention"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    library["first"].title = "L’attention partout"
    library["first"].save_revision().publish()
    process()
    assert client.get(SEARCH, {"q": "attention"}, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_suggestions_begin_like_what_is_typed(client, library):
    data = get(client, "/api/v1/suggest/", q="cami")
    assert [(row["type"], row["title"]) for row in data["suggestions"]] == [("person", "Camille Exemple")]
    assert client.get("/api/v1/suggest/").status_code == 400


def test_a_document_is_known_by_its_reference_with_its_citation(client, library):
    data = get(client, f"/api/v1/documents/{library['first'].reference}/")
    (version,) = data["versions"]
    assert version["citation"]["type"] == "report"
    assert version["citation"]["URL"] == version["permanent_url"]
    person = get(client, f"/api/v1/documents/{library['person'].reference}/")
    assert person["versions"][0]["type"] == "person"


def test_what_changed_is_told_part_by_part_and_what_is_gone_too(client, library):
    record_last_path(library["first"])
    record_last_path(WorkPage.objects.get(title="Les communs"))
    gone = make_work(title="Un secret")
    record_last_path(gone)
    gone.delete()
    data, seen = get(client, "/api/v1/documents/", page_size=1), []
    while True:
        seen += data["changes"]
        if not data["next"]:
            break
        data = client.get(data["next"]).json()
    assert [change["updated_at"] for change in seen] == sorted(change["updated_at"] for change in seen)
    by_reference = {change["reference"]: change for change in seen}
    assert len(by_reference) == len(seen) == 3
    first = by_reference[library["first"].reference]
    assert first["document"]["citation"]["type"] == "report" and first["document"]["title"] == "L’attention à l’école"
    last = by_reference[gone.reference]
    assert (last["deleted"], last["document"]) == (True, None) and "secret" not in str(seen)
    since = get(client, "/api/v1/documents/", updated_since=last["updated_at"])["changes"]
    assert [change["reference"] for change in since] == [gone.reference]
    assert get(client, "/api/v1/documents/", updated_since="2990-01-01")["changes"] == []
    for wrong in ("updated_since=hier", "cursor=x", "page_size=0"):
        assert client.get(f"/api/v1/documents/?{wrong}").status_code == 400


def test_the_page_about_it_is_readable_and_its_examples_work(client, library):
    for path in ("/api/", "/en/api/"):
        response = client.get(path)
        assert response.status_code == 200
        soup = BeautifulSoup(response.content, "html.parser")
        links = [link["href"] for link in soup.select("article a[href]")]
        assert len(links) >= 8
        for link in links:
            assert client.get(link).status_code == 200, link
        assert {code.text for code in soup.select("th[scope=row] code")} >= {"q", "section", "year_from", "limit"}


def test_the_description_is_in_the_language_of_the_reader(client):
    parameters = {row["name"]: row for row in get(client, "/api/v1/openapi.json")["paths"][SEARCH]["get"]["parameters"]}
    assert parameters["year_from"]["description"] == "Première année."
    assert "travaux" in parameters["section"]["schema"]["items"]["enum"]
    assert (parameters["page"]["schema"]["maximum"], parameters["facets"]["schema"]["type"]) == (100, "boolean")


def test_no_page_of_the_library_asks_a_third_party(client):
    assert client.get("/api/v1/docs").status_code == client.get("/api/v1/openapi").status_code == 404


def test_the_description_is_valid_openapi(client):
    description = get(client, "/api/v1/openapi.json")
    assert description["openapi"].startswith("3.1")
    openapi_spec_validator.validate(description)


def test_answers_are_what_the_description_says(client, library):
    schemas = get(client, "/api/v1/openapi.json")["components"]
    make_work(title="Un second rapport sur l’attention")
    process()
    for path, name in (
        (f"{SEARCH}?q=attention", "Answer"),
        (f"{SEARCH}?page=100", "Answer"),
        ("/api/v1/suggest/?q=att", "Suggestions"),
        (f"/api/v1/documents/{library['first'].reference}/", "Versions"),
        (f"{SEARCH}?page=0", "Problem"),
    ):
        schema = {"$ref": f"#/components/schemas/{name}", "components": schemas}
        jsonschema.validate(json.loads(client.get(path).content), schema)


@pytest.fixture
def wsgi(library):
    """The site as a server runs it, but in the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_requests_invented_from_the_description_are_answered_as_it_says(wsgi, mode):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi)

    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is schemathesis.GenerationMode.NEGATIVE and not operation.query:
            continue

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            first, last = ((case.query or {}).get(name) for name in ("year_from", "year_to"))
            # What a description of single parameters cannot say.
            hypothesis.assume(not (isinstance(first, int) and isinstance(last, int) and first > last))
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        ask()
