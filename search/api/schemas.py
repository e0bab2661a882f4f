"""What the API answers.

Formats and lists of values are said, not checked: a row that has an odd one is answered all the same.
"""

from typing import Annotated

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from ..contract import FacetValue, Reason, Understood
from ..exports.formats import EXPORTS, FEEDS
from ..families import get_families


def say(**schema) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **schema})


Address = Annotated[str, say(format="uri")]
LanguageCode = Annotated[str, say(enum=[code for code, _name in settings.LANGUAGES])]
FamilyName = Annotated[str, say(enum=list(get_families())), Field(description="What it is.")]
#: A date as far as it is known.
PartialDate = Annotated[str, say(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]


class Answered(BaseModel):
    """An object with its fields and no other, all of them there; read from a dict or from an object of the search."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Suggestion(Answered):
    type: FamilyName
    reference: str = Field(description="Its permanent identifier, shared by its translations.")
    language: LanguageCode = Field(description="The language it is written in.")
    title: str
    url: Address


class Suggestions(Answered):
    q: str
    suggestions: list[Suggestion]


class Document(Suggestion):
    subtitle: str
    section: str = Field(description="The section it belongs to; its type when it belongs to none.")
    kind: str = Field(description="What it is, in words.")
    summary: str
    authors: list[str]
    date: PartialDate | None = Field(description="As far as it is known: 2021, 2021-05 or 2021-05-12.")
    end_date: PartialDate | None = Field(description="The end of a period.")
    date_text: str = Field(description="The date or the period in words.")
    keywords: list[str] = Field(description="Its themes and keywords.")
    doubt: str = Field(description="What is not certain about it.")
    permanent_url: Address = Field(description="The address to quote: it never changes.")


class Version(Document):
    citation: dict = Field(description="How to cite it, in CSL-JSON 1.0.2.")


class Versions(Answered):
    reference: str
    versions: list[Version] = Field(description="One for each language.")


class Passage(Answered):
    title: str
    html: str = Field(description="Safe HTML, the words found in <mark>.")
    text: str
    url: Address = Field(description="Opens at this very place.")
    page: int | None = Field(validation_alias="page_no", description="Page of a PDF.")
    timecode: str


class Result(Document):
    score: float = Field(description="How well it answers; comparable within one answer only.")
    highlights: dict[str, str] = Field(description="Field → extract, as safe HTML with the words found in <mark>.")
    passages: list[Passage]
    reasons: list[Reason] = Field(description="Why it is there.")
    lacking: list[str] = Field(description="Words of the query that it has not.")


class Question(Answered):
    """The question as it was understood."""

    q: str = Field(validation_alias="text")
    lang: LanguageCode = Field(validation_alias="language", description="Language of the reader.")
    filters: dict[str, list[str]] = Field(validation_alias="facets", description="Filter → values.")
    year_from: int | None
    year_to: int | None
    sort: str
    page: int
    page_size: int


#: The same query for people, readers and files; this page of it, and those beside it.
Links = create_model(
    "Links",
    __base__=Answered,
    **dict.fromkeys(("html", *FEEDS, *EXPORTS, "self"), Address),
    **dict.fromkeys(("next", "previous"), Address | None),
)


class Answer(Answered):
    query: Question
    total: int = Field(ge=0, description="All the results, not only those of this page.")
    pages: int = Field(ge=1, description="Pages that can be asked for.")
    results: list[Result]
    promoted: list[Result] = Field(description="Chosen by the editors for this query; not counted.")
    facets: dict[str, list[FacetValue]] = Field(description="Filter → its values with counts.")
    unknown: list[str] = Field(description="Words of the query that nothing has.")
    understood: list[Understood] = Field(description="What was read as more than words: dates, kinds, places.")
    suggestion: str | None = Field(description="A better spelling of the whole query.")
    corrected: bool = Field(description="Whether the suggestion was searched too.")
    engine: str
    degraded: bool = Field(description="Whether a spare engine answered.")
    links: Links


class ParameterError(Answered):
    parameter: str
    message: str


class Problem(Answered):
    """A problem, as RFC 9457 describes them."""

    type: Annotated[str, say(format="uri-reference")] = Field(description="What kind of problem it is.")
    title: str
    status: int
    detail: str
    errors: list[ParameterError] = Field(default_factory=list)
