"""What the API takes: each parameter once, for the reader of requests and for the description.

The fields are those of the search page; where the page leaves out what makes no sense, the API
refuses it.
"""

import dataclasses
import re
from collections.abc import Mapping

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext

from sections.facets import MAX_VALUES
from sections.registry import get_sections
from sections.words import MAX_WORDS, clean_words

from ..contract import FACETS, SORTS, SearchQuery
from ..facets import TITLES, VALUE
from ..listing import FIRST_YEAR
from ..models import Family

#: Engines count results from the first one: these are the first 10,000 at most.
DEFAULT_SIZE, MAX_SIZE, MAX_PAGE = 20, 100, 100
LAST_YEAR = 2999
DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS = 8, 20
_NUMBER = re.compile(r"[0-9]{1,9}")


class Refused(Exception):
    """A request that makes no sense; `errors` is a list of {parameter, message}."""

    def __init__(self, errors: list[dict[str, str]]):
        super().__init__(errors)
        self.errors = errors


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter of the query string, with its JSON schema."""

    name: str
    #: The schema of one value.
    schema: Mapping
    description: str
    many: bool = False
    required: bool = False
    default: object = None

    def describe(self) -> dict:
        """The parameter in the words of OpenAPI."""
        schema = {**self.schema} | ({"default": self.default} if self.default is not None else {})
        if self.many:
            schema = {"type": "array", "items": schema, "maxItems": MAX_VALUES}
        found = {"name": self.name, "in": "query", "description": self.description, "schema": schema}
        if self.many:
            found |= {"style": "form", "explode": True}
        return found | ({"required": True} if self.required else {})

    def read(self, values: list[str]):
        """The value of the parameter. Raises ValueError, with words for the caller."""
        if self.many:
            if len(values) > MAX_VALUES:
                raise ValueError(gettext("No more than %(limit)d values.") % {"limit": MAX_VALUES})
            return tuple(dict.fromkeys(self.read_one(value) for value in values))
        if not values:
            if self.required:
                raise ValueError(gettext("This parameter is required."))
            return self.default
        if len(values) > 1:
            raise ValueError(gettext("One value only."))
        return self.read_one(values[0])

    def read_one(self, value: str):
        kind, schema = self.schema["type"], self.schema
        if kind == "boolean":
            if value not in ("true", "false"):
                raise ValueError(gettext("“true” or “false”."))
            return value == "true"
        if kind == "integer":
            bounds = schema["minimum"], schema["maximum"]
            if not _NUMBER.fullmatch(value) or not bounds[0] <= int(value) <= bounds[1]:
                raise ValueError(
                    gettext("A whole number from %(first)d to %(last)d.")
                    % dict(zip(("first", "last"), bounds, strict=True))
                )
            return int(value)
        if "enum" in schema and value not in schema["enum"]:
            raise ValueError(gettext("One of: %(values)s.") % {"values": ", ".join(schema["enum"])})
        if len(value) > schema.get("maxLength", len(value)):
            raise ValueError(gettext("No more than %(limit)d characters.") % {"limit": schema["maxLength"]})
        if len(value) < schema.get("minLength", 0):
            raise ValueError(gettext("Not empty."))
        if "pattern" in schema and not VALUE.fullmatch(value):
            raise ValueError(gettext("Letters without accent, figures, dots, dashes and underscores only."))
        return value


def _choice(values) -> dict:
    return {"type": "string", "enum": list(values)}


def _integer(first: int, last: int) -> dict:
    return {"type": "integer", "minimum": first, "maximum": last}


def get_facet_schema(name: str) -> dict:
    """What a value of a facet may be: one of a closed list, or a code."""
    if name == "language":
        return _choice(code for code, _name in settings.LANGUAGES)
    if name == "section":
        others = [family for family in Family.values if family != Family.PAGE]
        return _choice(dict.fromkeys([*(section.section_slug for section in get_sections()), *others]))
    return {"type": "string", "pattern": f"^{VALUE.pattern}$", "maxLength": 120}


def make_words(required: bool = False) -> Parameter:
    return Parameter(
        "q",
        {"type": "string", "maxLength": MAX_WORDS} | ({"minLength": 1} if required else {}),
        gettext("Words to look for; a phrase goes between quotation marks. Without any, everything is found."),
        required=required,
    )


def make_language() -> Parameter:
    codes = [code for code, _name in settings.LANGUAGES]
    return Parameter(
        "lang",
        _choice(codes),
        gettext("Language of the reader: of labels and messages, and the version of a translated page that is found."),
        default=settings.LANGUAGE_CODE,
    )


def get_search_parameters() -> list[Parameter]:
    """The parameters of a search, in the active language."""
    facets = [
        Parameter(
            name,
            get_facet_schema(name),
            gettext("Filter “%(name)s”; values of one filter are alternatives.") % {"name": TITLES[name]},
            many=True,
        )
        for name in FACETS
    ]
    return [
        make_words(),
        make_language(),
        *facets,
        Parameter("year_from", _integer(FIRST_YEAR, LAST_YEAR), gettext("First year.")),
        Parameter("year_to", _integer(FIRST_YEAR, LAST_YEAR), gettext("Last year.")),
        Parameter("sort", _choice(SORTS), gettext("Order; without words, always by date."), default="relevance"),
        Parameter("page", _integer(1, MAX_PAGE), gettext("Page of results, from 1."), default=1),
        Parameter("page_size", _integer(1, MAX_SIZE), gettext("Results on a page."), default=DEFAULT_SIZE),
        Parameter("facets", {"type": "boolean"}, gettext("Whether to count the values of the filters."), default=True),
        Parameter("passages", {"type": "boolean"}, gettext("Whether to give the best passages."), default=True),
    ]


def get_suggest_parameters() -> list[Parameter]:
    """The parameters of a suggestion, in the active language."""
    return [
        make_words(required=True),
        make_language(),
        Parameter("limit", _integer(1, MAX_SUGGESTIONS), gettext("How many suggestions."), default=DEFAULT_SUGGESTIONS),
    ]


def read(data: QueryDict, parameters: list[Parameter]) -> dict:
    """Return name → value of every parameter. Raises `Refused` with everything that is wrong."""
    errors, values = [], {}
    known = {parameter.name for parameter in parameters}
    for name in data:
        if name not in known:
            shown = "".join(c for c in name if c.isprintable())[:40]
            message = gettext("Unknown parameter; known ones: %(names)s.") % {"names": ", ".join(sorted(known))}
            errors.append({"parameter": shown, "message": message})
    for parameter in parameters:
        try:
            values[parameter.name] = parameter.read(data.getlist(parameter.name))
        except ValueError as error:
            errors.append({"parameter": parameter.name, "message": str(error)})
    if errors:
        raise Refused(errors)
    return values


def read_search(data: QueryDict) -> SearchQuery:
    """The query of a request. Raises `Refused`."""
    values = read(data, get_search_parameters())
    first, last = values["year_from"], values["year_to"]
    if first and last and first > last:
        raise Refused([{"parameter": "year_to", "message": gettext("The last year comes before the first.")}])
    words = clean_words(values["q"] or "")
    return SearchQuery(
        text=words,
        language=values["lang"],
        facets={name: values[name] for name in FACETS if values[name]},
        year_from=first,
        year_to=last,
        sort=values["sort"] if words else "date",
        page=values["page"],
        page_size=values["page_size"],
        with_facets=values["facets"],
        with_passages=values["passages"],
    )
