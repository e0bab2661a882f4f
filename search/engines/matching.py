"""What the embedded engines look for, and how they rank what they find."""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..analysis import Analyser, Token
from ..families import PAGE, get_registers
from .base import Clause, ParsedQuery
from .rows import BEGIN, END, HEADINGS, OTHER_TITLES, PEOPLE, SUMMARY, TEXTS, TITLES, leave_articles

#: What a word is worth in each field; the rows of often repeated words of the full text add up.
BOOSTS = {
    **dict(zip(TITLES, (11.0, 10.0, 9.0), strict=True)),
    OTHER_TITLES: 10.0,
    # Names of organisations are made of common words, those of people of rare ones.
    PEOPLE: 5.0,
    SUMMARY: 5.0,
    HEADINGS: 4.0,
    **dict(zip(TEXTS, (2.0, 1.0, 0.8, 0.6), strict=True)),
}
#: Part of the score of the other fields that is added to that of the best one.
OTHERS = 0.3
#: What the whole query is worth as a title, the beginning of one, words of one that follow each
#: other; times the sum of what its words are worth.
EXACT_TITLE, TITLE_PREFIX, TITLE_PHRASE = 25.0, 4.0, 3.0
#: The same for the name of a person, an organisation or a theme.
EXACT_NAME = 60.0
#: Who types a part of a name wants the page of who has it: so much more for a person that has it in the
#: name, and less for persons and organisations that only have it in what is said of them.
PERSON, DESCRIBED = 1.3, 0.6
NAMED = frozenset((*TITLES, OTHER_TITLES))
#: The whole query is a subject that editors gave, a place, someone who took part: as good as a title.
SUBJECT = 7.0
#: What a synonym of the whole query is worth beside it.
EQUIVALENT = 0.7
#: And for words that follow each other in a short field, by what the field is worth.
FIELD_PHRASE = 0.4
#: The newest of what ages is worth this much more, halved every year.
RECENCY = 0.2


@dataclass(frozen=True)
class Expression:
    """Words to find in a column: any of `sequences`, whose words follow each other."""

    column: str
    sequences: tuple[tuple[str, ...], ...]
    prefix: bool = False

    @property
    def is_phrase(self) -> bool:
        return any(len(sequence) > 1 for sequence in self.sequences)


def get_expression(alternative) -> Expression:
    """An alternative of a clause, in every language's words."""
    sequences = tuple(dict.fromkeys(tuple(tokens) for tokens in alternative.tokens.values() if tokens))
    return Expression("exact" if alternative.exact else "stems", sequences)


@dataclass
class Lookup:
    """The questions that a query makes, numbered: `rows` of the answer say which they answer."""

    query: ParsedQuery
    language: str
    #: (number, table, expression)
    questions: list[tuple[int, str, Expression]] = field(default_factory=list)
    #: number → (clause, weight) or (None, kind of bonus, what it is worth)
    meaning: list[tuple] = field(default_factory=list)

    def __post_init__(self):
        for clause in range(len(self.query.clauses)):
            for alternative in self.query.clauses[clause].alternatives:
                expression = get_expression(alternative)
                if not expression.sequences:
                    continue
                self.ask("fields", expression, (clause, alternative.weight))
                if expression.is_phrase or alternative.exact:
                    self.ask("parts", expression, (clause, alternative.weight))

    def ask(self, table: str, expression: Expression, meaning: tuple) -> None:
        self.questions.append((len(self.meaning), table, expression))
        self.meaning.append(meaning)

    def ask_bonuses(self, analyser: Analyser) -> None:
        """Ask who has the whole query, or a synonym of it, as a title or a subject, and in order in a short field."""
        for text in self.query.equivalents:
            self._ask_whole(list(analyser.tokenise(text)), EQUIVALENT)
        tokens = list(analyser.tokenise(self.query.meant))[:30]
        self._ask_whole(tokens, 1.0)
        words, bare = tuple(token.exact for token in tokens), leave_articles(tokens)
        stems = tuple(token.stem for token in tokens if token.stem)
        if words:
            ways = tuple(dict.fromkeys((words, bare)))
            self.ask("titles", Expression("exact", tuple((BEGIN, *way) for way in ways)), (None, "prefix"))
            if len(words) > 1:
                self.ask("titles", Expression("exact", (words,)), (None, "phrase"))
        if len(stems) > 1:
            self.ask("fields", Expression("stems", (stems,)), (None, "field"))

    def _ask_whole(self, tokens: Sequence[Token], weight: float) -> None:
        words, bare = tuple(token.exact for token in tokens), leave_articles(tokens)
        stems = tuple(token.stem for token in tokens if token.stem)
        if words:
            ways = tuple((BEGIN, *way, END) for way in dict.fromkeys((words, bare)))
            self.ask("titles", Expression("exact", ways), (None, "title", weight))
        if stems:
            self.ask("fields", Expression("stems", ((BEGIN, *stems, END),)), (None, "subject", weight))


@dataclass
class Matches:
    """The answer: which documents have each clause, and what that is worth."""

    clauses: list[dict[int, float]]
    bonuses: dict[str, dict[int, float]]
    #: Those that have a word of the query in a title or a name.
    named: set[int]

    @classmethod
    def read(cls, lookup: Lookup, rows: Sequence[tuple[int, int, int, int]]) -> "Matches":
        """Read rows of (question, document, slot or -1 for a part, how many)."""
        scores: list[dict[int, list[float]]] = [{} for _ in lookup.meaning]
        bonuses: dict[str, dict[int, float]] = defaultdict(dict)
        meaning, text = lookup.meaning, TEXTS[0]
        named = set()
        for question, document, slot, count in rows:
            clause, weight, *worth = meaning[question]
            if clause is None:
                value = BOOSTS.get(slot, 1.0) if weight == "field" else worth[0] if worth else 1.0
                bonuses[weight][document] = max(value, bonuses[weight].get(document, 0.0))
                continue
            if slot in NAMED:
                named.add(document)
            found = scores[question]
            entry = found.get(document)
            if entry is None:
                # What the best field is worth, then the others, then the full text.
                entry = found[document] = [0.0, 0.0, 0.0]
            if slot < 0 or slot >= text:
                entry[2] += BOOSTS[slot] if slot > 0 else BOOSTS[text] + min(math.log2(count), 3.0)
            else:
                boost = BOOSTS[slot]
                if boost > entry[0]:
                    entry[0], boost = boost, entry[0]
                entry[1] += boost
        clauses: list[dict[int, float]] = [{} for _ in lookup.query.clauses]
        for question, found in enumerate(scores):
            clause, weight, *_worth = meaning[question]
            if clause is None:
                continue
            best = clauses[clause]
            for document, (first, others, in_text) in found.items():
                if in_text > first:
                    first, in_text = in_text, first
                score = weight * (first + OTHERS * (others + in_text))
                if score > best.get(document, 0.0):
                    best[document] = score
        return cls(clauses, bonuses, named)

    def select(self, clauses: tuple[Clause, ...], minimum: int) -> dict[int, int]:
        """Return the documents that satisfy enough clauses, with how many they do."""
        found: dict[int, int] = defaultdict(int)
        for documents in self.clauses:
            for document in documents:
                found[document] += 1
        required = [self.clauses[n] for n, clause in enumerate(clauses) if clause.required]
        return {d: n for d, n in found.items() if n >= minimum and all(d in having for having in required)}

    def rank(self, documents: Iterable[int], matched: dict[int, int], size: int, facts: dict) -> dict[int, float]:
        """Score documents; `facts` says of each its (date, whether it ages, family, its weight), `size` how many there are."""
        worth = [math.log(1 + (size - len(d) + 0.5) / (len(d) + 0.5)) + 0.1 for d in self.clauses]
        total, today = sum(worth), datetime.date.today()
        count = len(worth)
        named = {family for family, model in get_registers().items() if model.search_is_named}
        first = {family for family, model in get_registers().items() if model.search_comes_first}
        scores = {}
        for document in documents:
            score = sum(w * d.get(document, 0.0) for w, d in zip(worth, self.clauses, strict=True))
            score *= matched[document] / count
            date, ages, family, weight = facts[document]
            if document not in self.named:
                score *= DESCRIBED if family in named else 1
            elif family in first:
                score *= PERSON
            whole = EXACT_TITLE if family == PAGE else EXACT_NAME
            score += total * whole * self.bonuses["title"].get(document, 0.0)
            if document in self.bonuses["prefix"]:
                score += total * TITLE_PREFIX
            if document in self.bonuses["phrase"]:
                score += total * TITLE_PHRASE
            score += total * SUBJECT * self.bonuses["subject"].get(document, 0.0)
            score += total * FIELD_PHRASE * self.bonuses["field"].get(document, 0.0)
            score *= weight
            if ages and date:
                score *= 1 + RECENCY * 0.5 ** (max((today - date).days, 0) / 365)
            scores[document] = score
        return scores
