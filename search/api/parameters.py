"""What the API takes: the fields of the search page, but what makes no sense, which the page leaves out, is refused.

A class for each address that takes parameters; the description and the page for people are made from them.
"""

import datetime
import json
from typing import Annotated, Literal, get_origin

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError, WithJsonSchema, model_validator

from content.harvest import CURSOR
from content.models.provenance import TextPlace
from sections.facets import MAX_VALUES
from sections.words import MAX_WORDS, clean_words

from ..contract import FACETS, SORTS, SearchQuery
from ..facets import TITLES, VALUE
from ..labels import get_section_names
from ..listing import FIRST_YEAR

#: Engines count results from the first one: these are the first 10,000 at most.
MAX_SIZE, MAX_PAGE = 100, 100


class Refused(Exception):
    """A request that makes no sense: what is wrong, by parameter."""

    def __init__(self, errors: dict[str, str]):
        super().__init__(errors)
        self.errors = [{"parameter": name, "message": message} for name, message in errors.items()]


class Parameters(BaseModel):
    """The parameters of an address; anything else is refused, with all that is wrong."""

    @model_validator(mode="wrap")
    @classmethod
    def check(cls, data, handler, info):
        given, fields = info.context["request"].GET, cls.model_fields
        known = ", ".join(sorted(fields))
        unknown = ["".join(c for c in name if c.isprintable())[:40] for name in given if name not in fields]
        errors = {name: gettext("Unknown parameter; known ones: %(names)s.") % {"names": known} for name in unknown}
        for name, field in fields.items():
            if len(given.getlist(name)) > 1 and get_origin(field.annotation) is not list:
                errors[name] = gettext("One value only.")
        try:
            read = handler(data)
        except ValidationError as error:
            schemas = cls.model_json_schema()["properties"]
            for name in (found["loc"][0] for found in error.errors()):
                wanted = {key: value for key, value in schemas[name].items() if key not in ("title", "description")}
                errors.setdefault(name, gettext("Needed: %(schema)s.") % {"schema": json.dumps(wanted)})
        if errors:
            raise Refused(errors)
        return read


def check_section(value: str) -> str:
    if value not in get_section_names():
        raise ValueError(value)
    return value


def integer(first: int, last: int):
    """A whole number, written with figures only: Python would read « +1 » and « 1.0 » as well."""
    figures = BeforeValidator(lambda value: value if value.isascii() and value.isdigit() else None)
    return Annotated[int, Field(ge=first, le=last), figures]


def several(kind, name: str):
    """The values of a filter, each once."""
    words = lazy(
        lambda: gettext("Filter “%(name)s”; values of one filter are alternatives.") % {"name": TITLES[name]}, str
    )
    field = Field(default_factory=list, max_length=MAX_VALUES, description=words())
    return Annotated[list[kind], field, AfterValidator(lambda values: list(dict.fromkeys(values)))]


LanguageCode = Literal[*dict(settings.LANGUAGES)]
TextCode = Literal[*TextPlace.values]
Code = Annotated[str, Field(pattern=f"^{VALUE.pattern}$", max_length=120)]
SectionCode = Field(json_schema_extra=lambda schema: schema.update(enum=list(get_section_names())))
Section = Annotated[str, AfterValidator(check_section), SectionCode]
WORDS = _("Words to look for; a phrase goes between quotation marks. Without any, everything is found.")
Words = Annotated[str, Field(max_length=MAX_WORDS, description=WORDS), AfterValidator(clean_words)]
READER = _("Language of the reader: of labels and messages, and the version of a translated page that is found.")
Reader = Annotated[LanguageCode, Field(description=READER)]
IDENTIFIER = {"pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 120}
Reference = Annotated[
    str, Field(description=_("The permanent identifier, as in /id/<reference>/."), json_schema_extra=IDENTIFIER)
]
Flag = Annotated[bool, BeforeValidator({"true": True, "false": False}.get)]


class SearchParameters(Parameters):
    """What a search takes."""

    q: Words = Field(default_factory=str)
    lang: Reader = settings.LANGUAGE_CODE
    section: several(Section, "section")
    kind: several(Code, "kind")
    theme: several(Code, "theme")
    keyword: several(Code, "keyword")
    person: several(Code, "person")
    organisation: several(Code, "organisation")
    about: several(Code, "about")
    text: several(TextCode, "text")
    language: several(LanguageCode, "language")
    year_from: integer(FIRST_YEAR, 2999) = Field(None, description=_("First year."))
    year_to: integer(FIRST_YEAR, 2999) = Field(None, description=_("Last year."))
    sort: Literal[*SORTS] = Field("relevance", description=_("Order; without words, always by date."))
    page: integer(1, MAX_PAGE) = Field(1, description=_("Page of results, from 1."))
    page_size: integer(1, MAX_SIZE) = Field(20, description=_("Results on a page."))
    facets: Flag = Field(True, description=_("Whether to count the values of the filters."))
    passages: Flag = Field(True, description=_("Whether to give the best passages."))

    def make_query(self) -> SearchQuery:
        """What the service is asked. Raises `Refused`."""
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise Refused({"year_to": gettext("The last year comes before the first.")})
        same = {name: getattr(self, name) for name in ("year_from", "year_to", "page", "page_size")}
        return SearchQuery(
            text=self.q,
            language=self.lang,
            facets={name: tuple(values) for name in FACETS if (values := getattr(self, name))},
            sort=self.sort if self.q else "date",
            with_facets=self.facets,
            with_passages=self.passages,
            **same,
        )


def read_moment(value: str) -> datetime.datetime:
    """A moment, or the first one of a day; the site has nothing of other centuries."""
    moment = datetime.datetime.fromisoformat(value)
    moment = moment.replace(year=min(max(moment.year, 1996), 2996))
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


class ChangesParameters(Parameters):
    """What the list of what changed takes."""

    lang: Reader = settings.LANGUAGE_CODE
    updated_since: Annotated[
        datetime.datetime | None,
        BeforeValidator(read_moment),
        WithJsonSchema({"type": "string", "format": "date-time"}),
    ] = Field(None, description=_("Since when: 2026-03-01T00:00:00Z."))
    cursor: Annotated[str, Field(pattern=CURSOR.pattern, max_length=40)] = Field(
        "", description=_("Where to go on: take the address that the answer gives.")
    )
    page_size: integer(1, MAX_SIZE) = Field(50, description=_("Contents on a page."))


class SuggestParameters(Parameters):
    """What a suggestion takes."""

    q: Words = Field(min_length=1)
    lang: Reader = settings.LANGUAGE_CODE
    limit: integer(1, 20) = Field(8, description=_("How many suggestions."))
