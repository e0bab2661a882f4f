"""What the API answers, as JSON schemas."""

from django.conf import settings

from ..models import Family

#: A date as far as it is known.
PARTIAL_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def make_object(properties: dict, optional: tuple[str, ...] = (), description: str = "") -> dict:
    """An object with these properties and no other, all there but the `optional` ones."""
    schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return schema | ({"description": description} if description else {})


def say(kind: str | list, description: str, **more) -> dict:
    return {"type": kind, "description": description, **more}


def list_of(name: str, description: str = "") -> dict:
    schema = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return schema | ({"description": description} if description else {})


TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
URL = {"type": "string", "format": "uri"}
OPTIONAL_URL = {"type": ["string", "null"], "format": "uri"}
OPTIONAL_DATE = {"type": ["string", "null"], "pattern": PARTIAL_DATE}


def get_schemas() -> dict:
    """name → schema."""
    languages = [code for code, _name in settings.LANGUAGES]
    document = {
        "type": say("string", "What it is.", enum=list(Family.values)),
        "reference": say("string", "Its permanent identifier, shared by its translations."),
        "language": say("string", "The language it is written in.", enum=languages),
        "title": TEXT,
        "subtitle": TEXT,
        "section": say("string", "The section it belongs to; its type when it belongs to none."),
        "kind": say("string", "What it is, in words."),
        "summary": TEXT,
        "authors": {"type": "array", "items": TEXT},
        "date": OPTIONAL_DATE | {"description": "As far as it is known: 2021, 2021-05 or 2021-05-12."},
        "end_date": OPTIONAL_DATE | {"description": "The end of a period."},
        "date_text": say("string", "The date or the period in words."),
        "keywords": say("array", "Its themes and keywords.", items=TEXT),
        "doubt": say("string", "What is not certain about it."),
        "url": URL,
        "permanent_url": URL | {"description": "The address to quote: it never changes."},
    }
    found = {
        "score": say("number", "How well it answers; comparable within one answer only."),
        "highlights": say(
            "object",
            "Field → extract, as safe HTML with the words found in <mark>.",
            additionalProperties=TEXT,
        ),
        "passages": list_of("Passage"),
        "reasons": list_of("Reason", "Why it is there."),
    }
    optional_year = {"type": ["integer", "null"]}
    query = {
        "q": TEXT,
        "lang": say("string", "Language of the reader.", enum=languages),
        "filters": say("object", "Filter → values.", additionalProperties={"type": "array", "items": TEXT}),
        "year_from": optional_year,
        "year_to": optional_year,
        "sort": TEXT,
        "page": NUMBER,
        "page_size": NUMBER,
    }
    links = dict.fromkeys(("html", "atom", "json_feed", "csv", "bibtex", "ris", "csl", "self"), URL)
    error = {"parameter": TEXT, "message": TEXT}
    return {
        "Document": make_object(document),
        "Result": make_object(document | found),
        "Version": make_object(document | {"citation": say("object", "How to cite it, in CSL-JSON 1.0.2.")}),
        "Passage": make_object(
            {
                "title": TEXT,
                "html": say("string", "Safe HTML, the words found in <mark>."),
                "text": TEXT,
                "url": URL | {"description": "Opens at this very place."},
                "page": say(["integer", "null"], "Page of a PDF."),
                "timecode": TEXT,
            }
        ),
        "Reason": make_object(
            {
                "word": say("string", "A word of the query."),
                "field": say("string", "The field that has it."),
                "through": say(
                    "string", "How: the word itself, a synonym or a correction.", enum=["", "synonym", "correction"]
                ),
                "found": say("string", "What was found in its place, when it is not the word itself."),
            }
        ),
        "FacetValue": make_object(
            {"value": TEXT, "label": TEXT, "count": say("integer", "Results with this value."), "selected": FLAG}
        ),
        "Query": make_object(query, description="The question as it was understood."),
        "Answer": make_object(
            {
                "query": {"$ref": "#/components/schemas/Query"},
                "total": say("integer", "All the results, not only those of this page.", minimum=0),
                "pages": say("integer", "Pages that can be asked for.", minimum=1),
                "results": list_of("Result"),
                "promoted": list_of("Result", "Chosen by the editors for this query; not counted."),
                "facets": say("object", "Filter → its values with counts.", additionalProperties=list_of("FacetValue")),
                "suggestion": say(["string", "null"], "A better spelling of the whole query."),
                "corrected": say("boolean", "Whether the suggestion was searched too."),
                "engine": TEXT,
                "degraded": say("boolean", "Whether a spare engine answered."),
                "links": make_object(links | {"next": OPTIONAL_URL, "previous": OPTIONAL_URL}),
            }
        ),
        "Suggestion": make_object({name: document[name] for name in ("type", "reference", "language", "title", "url")}),
        "Suggestions": make_object({"q": TEXT, "suggestions": list_of("Suggestion")}),
        "Versions": make_object({"reference": TEXT, "versions": list_of("Version", "One for each language.")}),
        "Problem": make_object(
            {
                "type": say("string", "What kind of problem it is.", format="uri-reference"),
                "title": TEXT,
                "status": NUMBER,
                "detail": TEXT,
                "errors": {"type": "array", "items": make_object(error)},
            },
            optional=("errors",),
            description="A problem, as RFC 9457 describes them.",
        ),
    }
