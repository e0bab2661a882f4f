"""What the API answers.

Formats and lists of values are said, not checked: a row that has an odd one is answered all the same.
"""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from pydantic import (
    AfterValidator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
)

from content.citing.csl import make_item
from content.templatetags.content_tags import absolute_url

from ..contract import FacetValue, Reason, Understood
from ..exports.formats import EXPORTS, FEEDS
from ..families import get_families


def say(**schema) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **schema})


def of(path: str, description: str | None = None, **options):
    """A field read from an attribute of an attribute of what is answered."""
    return Field(validation_alias=AliasPath(*path.split(".")), description=description, **options)


#: With the host that the site is known by.
Address = Annotated[
    str,
    BeforeValidator(lambda value, info: value if value is None else absolute_url(info.context["request"], value)),
    say(format="uri"),
]
LanguageCode = Annotated[str, say(enum=[code for code, _name in settings.LANGUAGES])]
FamilyName = Annotated[str, say(enum=list(get_families()))]
#: A date as far as it is known.
PartialDate = Annotated[
    str | None,
    AfterValidator(lambda value: value or None),
    WithJsonSchema({"type": ["string", "null"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}),
]


class Answered(BaseModel):
    """An object with its fields and no other, all of them there; read from a dict or from an object of the search."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"additionalProperties": False})


class Suggestion(Answered):
    """What is read of any row of `search.exports`."""

    type: FamilyName = of("document.family", "What it is.")
    reference: str = of("document.reference", "Its permanent identifier, shared by its translations.")
    language: LanguageCode = of("document.language", "The language it is written in.")
    title: str = of("document.title")
    kind: str = of("kind", "What it is, in words.")
    url: Address = of("document.url")


class Suggestions(Answered):
    q: str
    suggestions: list[Suggestion]


class Document(Suggestion):
    subtitle: str = of("reference.subtitle")
    section: str = of("section_code", "The section it belongs to; its type when it belongs to none.")
    kind: str = of("reference.genre", "What it is, in words.")
    summary: str = of("reference.abstract")
    authors: list[str] = of("authors")
    date: PartialDate = of("reference.date", "As far as it is known: 2021, 2021-05 or 2021-05-12.")
    end_date: PartialDate = of("reference.end_date", "The end of a period.")
    date_text: str = of("reference.dated", "The date or the period in words.")
    keywords: list[str] = of("reference.keywords", "Its themes and keywords.")
    doubt: str = of("reference.note", "What is not certain about it.")
    remark: str = of("reference.remark", "What must be told wherever it is quoted.")
    permanent_url: Address = of("reference.url", "The address to quote: it never changes.")


class Version(Document):
    citation: Annotated[dict, BeforeValidator(make_item)] = of("reference", "How to cite it, in CSL-JSON 1.0.2.")


class Versions(Answered):
    reference: str
    versions: list[Version] = Field(description="One for each language.")


class Change(Answered):
    reference: str = of("identifier.value", "Its permanent identifier, shared by its translations.")
    language: LanguageCode = Field(description="The language it is written in.")
    updated_at: datetime = of("changed_at", "When it was last published, withdrawn or deleted.")
    deleted: bool = Field(description="Whether the public no longer reads it.")
    document: Version | None = Field(description="What it is now; null when it is gone.")


class Changes(Answered):
    changes: list[Change] = Field(description="Contents, those that changed longest ago first.")
    next: Address | None = Field(description="Where to go on; null at the end.")


class Passage(Answered):
    title: str
    html: str = Field(description="Safe HTML, the words found in <mark>.")
    text: str
    url: Address = Field(description="Opens at this very place.")
    page: int | None = of("page_no", "Page of a PDF.")
    timecode: str


class Result(Document):
    score: Annotated[float, AfterValidator(lambda score: round(score, 4))] = of(
        "item.score", "How well it answers; comparable within one answer only."
    )
    highlights: dict[str, str] = of("item.highlights", "Field → extract, as safe HTML with the words found in <mark>.")
    passages: list[Passage] = of("item.passages")
    reasons: list[Reason] = of("item.why", "Why it is there.")
    lacking: list[str] = of("item.lacking", "Words of the query that it has not.")


class Question(Answered):
    """The question as it was understood."""

    q: str = of("text")
    lang: LanguageCode = of("language", "Language of the reader.")
    filters: dict[str, list[str]] = of("facets", "Filter → values.")
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
