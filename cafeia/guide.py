"""« Organiser un café »: four questions, then the kit and the formats that suit.

The state is the address: each answer is a link or a form of the GET method. A format that says
nothing of a question is kept and the reader is told what is not known; one that says no is left out.
"""

import dataclasses

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sections.query import published

from .choices import Audience, KitPurpose, Need
from .facets import get_audience_condition, get_duration_condition

#: « Je ne sais pas encore ».
ANY = "indifferent"
FORMATS, KITS, RESOURCES = 6, 4, 3


@dataclasses.dataclass(frozen=True)
class Question:
    """A step of the guide."""

    name: str
    title: object
    hint: object
    #: What the answer is about, in a word.
    subject: object
    #: value → words.
    answers: dict


QUESTIONS = (
    Question(
        "public",
        _("Who is it for?"),
        _("A café is lively when it speaks of what its participants live."),
        _("Audience"),
        dict(Audience.choices),
    ),
    Question(
        "temps",
        _("How much time do you have?"),
        _("Welcome and conclusion included."),
        _("Duration"),
        {"30": _("Half an hour"), "60": _("One hour"), "120": _("Two hours"), "240": _("Half a day")},
    ),
    Question(
        "lieu",
        _("Where will you meet?"),
        _("A room, a counter, a screen: all have welcomed a café."),
        _("Place"),
        {"sur-place": _("In one place"), "en-ligne": _("Online"), "les-deux": _("Both at once")},
    ),
    Question(
        "materiel",
        _("What do you have at hand?"),
        _("Some formats need nothing; others are printed or played on a screen."),
        _("Material"),
        {
            "rien": _("Chairs and a coffee maker"),
            "papier": _("Something to print with"),
            "ecran": _("Connected screens"),
            "tout": _("All that is needed: I can also get a game"),
        },
    ),
)
#: Answer to the last question → what a format may need.
NEEDS = {
    "rien": [Need.NOTHING],
    "papier": [Need.NOTHING, Need.PAPER],
    "ecran": [Need.NOTHING, Need.SCREEN],
    "tout": list(Need),
}


def match_place(value: str) -> tuple[Q, Q]:
    on_site, online = Q(works_on_site=True), Q(works_online=True)
    no_site, no_line = Q(works_on_site=None), Q(works_online=None)
    if value == "sur-place":
        return on_site, no_site
    if value == "en-ligne":
        return online, no_line
    return on_site & online, (no_site & (online | no_line)) | (no_line & on_site)


#: Question → what an answer asks of a format: (it suits, it does not say).
MATCHERS = {
    "public": lambda value: (get_audience_condition(value), Q(audiences="")),
    "temps": lambda value: (get_duration_condition(int(value)), Q(duration_min=None, duration_max=None)),
    "lieu": match_place,
    "materiel": lambda value: (Q(need__in=NEEDS[value]), Q(need="")),
}


class Guide:
    """Where the reader stands: answers, next question, results."""

    total = len(QUESTIONS)

    def __init__(self, data: QueryDict, path: str, language: str):
        self.path, self.language = path, language
        self.answers: dict[str, str] = {}
        self.messages: list[str] = []
        for question in QUESTIONS:
            value = data.get(question.name, "")
            if value in question.answers or value == ANY:
                self.answers[question.name] = value
            elif value:
                shown = "".join(c for c in value if c.isprintable())[:40]
                self.messages.append(
                    gettext("“%(value)s” is not an answer to “%(question)s”: choose one below.")
                    % {"value": shown, "question": question.title}
                )

    @cached_property
    def question(self) -> Question | None:
        """The first question without an answer; None when all have one."""
        return next((question for question in QUESTIONS if question.name not in self.answers), None)

    @property
    def number(self) -> int:
        """The number of the question, from 1."""
        return QUESTIONS.index(self.question) + 1 if self.question else len(QUESTIONS)

    @property
    def next_title(self) -> str:
        """The title of the question after this one, or ""."""
        left = [question for question in QUESTIONS if question.name not in self.answers]
        return str(left[1].title) if len(left) > 1 else ""

    def url(self, **changes) -> str:
        """The address with some answers changed; None takes one away."""
        query = QueryDict(mutable=True)
        for name, value in {**self.answers, **changes}.items():
            if value is not None:
                query[name] = value
        return f"{self.path}?{query.urlencode()}" if query else self.path

    @property
    def options(self) -> list[tuple[str, str]]:
        """(words, address) of each answer to the question."""
        name = self.question.name
        found = [(str(label), self.url(**{name: value})) for value, label in self.question.answers.items()]
        return [*found, (gettext("I don’t know yet"), self.url(**{name: ANY}))]

    @property
    def trail(self) -> list[dict]:
        """The answers given: subject, words, address to change it."""
        return [
            {
                "subject": str(question.subject),
                "answer": str(question.answers.get(self.answers[question.name], _("Not settled"))),
                "url": self.url(**{question.name: None}),
            }
            for question in QUESTIONS
            if question.name in self.answers
        ]

    @cached_property
    def criteria(self) -> list[tuple[Question, Q, Q]]:
        """What the answers ask for, leaving out those that are not settled."""
        return [
            (question, *MATCHERS[question.name](self.answers[question.name]))
            for question in QUESTIONS
            if self.answers.get(question.name, ANY) != ANY
        ]

    def select(self, model, *, also: Q | None = None, without: str = ""):
        """The public pages of `model` that nothing rules out, the surest first.

        Each has `fit_<question>` = 1 when it says that it suits. `also` suits whatever is asked.
        """
        queryset = published(model.objects.all(), language=self.language)
        score = Value(0, output_field=IntegerField())
        for question, suits, silent in self.criteria:
            suits = suits | also if also is not None else suits
            if question.name != without:
                queryset = queryset.filter(suits | silent)
            fit = Case(When(suits, then=1), default=0, output_field=IntegerField())
            queryset = queryset.annotate(**{f"fit_{question.name}": fit})
            score = score + fit
        return queryset.annotate(fit_score=score)

    def get_results(self, kit_model, format_model, resource_model) -> dict:
        """The kit to begin with, the other kits, the formats and the resources, each with its reasons."""
        order = Case(*[When(purpose=value, then=n) for n, value in enumerate(KitPurpose.values)], default=9)
        kits = self.select(kit_model, also=Q(suits_any=True)).order_by("-fit_score", order, "title")
        formats = self.select(format_model).order_by("-fit_score", "title")
        resources = self.select(resource_model).filter(fit_score__gt=0).order_by("-fit_score", "title")
        kits = self.explain(kits[:KITS])
        found = self.explain(formats[: FORMATS + 1])
        return {
            "kit": kits[0] if kits else None,
            "other_kits": kits[1:],
            "formats": found[:FORMATS],
            "has_more": len(found) > FORMATS,
            "resources": self.explain(resources[:RESOURCES]) if self.criteria else [],
            "relaxed": [] if found else self.get_relaxed(format_model),
        }

    def explain(self, pages) -> list[dict]:
        """Each page with what suits, and what it does not say."""
        found = []
        for page in pages:
            reasons = {str(question.subject): getattr(page, f"fit_{question.name}") for question, *_q in self.criteria}
            suits = [subject for subject, is_sure in reasons.items() if is_sure]
            found.append({"page": page, "suits": suits, "unknown": [one for one in reasons if one not in suits]})
        return found

    def get_relaxed(self, model) -> list[dict]:
        """When nothing suits: how many would without each answer."""
        found = []
        for question, *_q in self.criteria:
            count = self.select(model, without=question.name).aggregate(n=Count("pk"))["n"]
            if count:
                url = self.url(**{question.name: ANY})
                found.append({"subject": str(question.subject).lower(), "count": count, "url": url})
        return found
