"""The OpenAPI 3.1 description, made from what the code reads and writes."""

from django.urls import reverse
from django.utils.translation import gettext

from .parameters import Parameter, get_search_parameters, get_suggest_parameters
from .schemas import get_schemas

VERSION = "1.0.0"
LICENCE = {
    "name": "Licence Ouverte 2.0",
    "url": "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
}
_HEADERS = {
    "ETag": {"description": "For If-None-Match: 304 while nothing has changed.", "schema": {"type": "string"}},
    "Access-Control-Allow-Origin": {"schema": {"type": "string", "const": "*"}},
}


def make_problem(description: str) -> dict:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def make_operation(name: str, summary: str, schema: str | dict, parameters: list[dict], errors: dict | None = None):
    """A path that is read with GET."""
    content = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    operation = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": gettext("What was found."),
                "headers": _HEADERS,
                "content": {"application/json": {"schema": content}},
            },
            "304": {"description": gettext("Nothing has changed.")},
            "400": make_problem(gettext("The request makes no sense; the body says why.")),
            **(errors or {}),
        },
    }
    return {"get": operation}


def describe(parameters: list[Parameter]) -> list[dict]:
    return [parameter.describe() for parameter in parameters]


def make_description(root: str) -> dict:
    """The description, as a dict, in the active language; `root` is the site's address."""
    reference = {
        "name": "reference",
        "in": "path",
        "required": True,
        "description": gettext("The permanent identifier, as in /id/<reference>/."),
        "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 120},
    }
    by_reference = reverse("api_document", args=["0"]).replace("0", "{reference}")
    missing = {"404": make_problem(gettext("Nothing public has this reference."))}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": gettext("Search of the Conseil national du numérique"),
            "version": VERSION,
            "description": gettext(
                "The works, interviews, letters, events and people of the site: the same search as the page’s, "
                "read only, without a key."
            ),
            "license": LICENCE,
        },
        "servers": [{"url": root}],
        "externalDocs": {"url": root + reverse("api")},
        "paths": {
            reverse("api_search"): make_operation(
                "search", gettext("Search"), "Answer", describe(get_search_parameters())
            ),
            reverse("api_suggest"): make_operation(
                "suggest", gettext("Suggestions"), "Suggestions", describe(get_suggest_parameters())
            ),
            by_reference: make_operation("document", gettext("A document"), "Versions", [reference], missing),
            reverse("api_description"): make_operation(
                "description", gettext("This description"), {"type": "object"}, []
            ),
        },
        "components": {"schemas": get_schemas()},
    }
