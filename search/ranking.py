"""The ranking: one for all engines. They say where they found what; here, what that is worth.

An engine is given the questions of a `Lookup`, each about one table of words, and answers with rows: (question,
document, slot). A slot is a field of the document. Every constant of the ranking is in this file.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .analysis import Analyser, get_analyser
from .engines.base import Alternative, ParsedQuery
from .engines.rows import BEGIN, END, HEADINGS, OTHER_TITLES, PEOPLE, SUMMARY, TEXT, TITLES
from .families import PAGE

#: Slots of what is no word: the document is of the days, of the kind that the query names.
DATED, OF_KIND = 11, 12
#: A row of a part of the full text: a phrase is there.
PART = -1
#: What a word is worth in each field.
BOOSTS = {
    **dict(zip(TITLES, (11.0, 10.0, 9.0), strict=True)),
    OTHER_TITLES: 10.0,
    # Names of organisations are made of common words, those of people of rare ones.
    PEOPLE: 5.0,
    SUMMARY: 5.0,
    HEADINGS: 4.0,
    TEXT: 2.0,
    PART: 2.0,
    DATED: 6.0,
    OF_KIND: 9.0,
}
#: Part of the score of the other fields that is added to that of the best one.
OTHERS = 0.3
#: A score is multiplied by the part of the query that the document has, to this power: all the words in a text are
#: better than two of three in a title.
COVERAGE = 3
#: What the whole query, or a topic of it, is worth times the sum of what its words are worth: as a title or a name;
#: as words of one that follow each other; as a subject that editors gave, a place, someone who took part; as words
#: that follow each other in a short field, by what the field is worth.
BONUSES = {"title": 40.0, "phrase": 3.0, "subject": 7.0, "field": 0.4}
#: What a synonym of the only word of a query is worth beside it.
EQUIVALENT = 0.7
#: The newest of what ages is worth this much more, halved every year.
RECENCY = 0.2
#: Words of a query that are looked for as a whole, and topics of a sentence that are.
LONGEST, MAX_TOPICS = 30, 4


@dataclass(frozen=True)
class Expression:
    """Words to find in a column: any of `sequences`, whose words follow each other."""

    column: str
    sequences: tuple[tuple[str, ...], ...]
    prefix: bool = False

    @property
    def is_phrase(self) -> bool:
        return any(len(sequence) > 1 for sequence in self.sequences)


def get_expression(alternative: Alternative) -> Expression:
    """An alternative of a clause, in every language's words."""
    sequences = tuple(dict.fromkeys(tuple(tokens) for tokens in alternative.tokens.values() if tokens))
    return Expression("exact" if alternative.exact else "stems", sequences)


def merge(alternatives: Iterable[Alternative]) -> Iterator[tuple[Expression, float]]:
    """(expression, weight) of alternatives; single words that weigh the same are looked up together."""
    words: dict[tuple[str, float], list[tuple[str, ...]]] = {}
    for alternative in alternatives:
        expression = get_expression(alternative)
        if expression.is_phrase:
            yield expression, alternative.weight
        else:
            words.setdefault((expression.column, alternative.weight), []).extend(expression.sequences)
    for (column, weight), sequences in words.items():
        if sequences:
            yield Expression(column, tuple(dict.fromkeys(sequences))), weight


class Fact(NamedTuple):
    """What the ranking knows of a document besides its words."""

    date: datetime.date | None
    ages: bool
    family: str
    weight: float


class Question(NamedTuple):
    """What an engine looks up: an expression in a table of words, or days or a facet in `documents`."""

    number: int
    #: titles, fields, parts, dates or facets.
    table: str
    #: An `Expression`, (first day, last day) or (facet, value).
    sought: object


@dataclass
class Lookup:
    """The questions that a query makes: `rows` of the answer say which they answer."""

    query: ParsedQuery
    language: str
    questions: list[Question] = field(default_factory=list)
    #: number → (clause, weight), or (None, kind of bonus, weight)
    meaning: list[tuple] = field(default_factory=list)

    def __post_init__(self):
        for number, clause in enumerate(self.query.clauses):
            # A text that is kept may well say the name of a kind, or a year, that is left out.
            is_said = not (clause.left_out and (clause.facets or clause.since))
            for expression, weight in merge(clause.alternatives) if is_said else ():
                self.ask("fields", expression, (number, weight))
                # A year is said of many things in a text.
                is_year = clause.since and not expression.is_phrase
                if (expression.is_phrase or expression.column == "exact") and not is_year:
                    self.ask("parts", expression, (number, weight))
            if clause.since:
                self.ask("dates", (clause.since, clause.until), (number, 1.0))
            for pair in clause.facets:
                self.ask("facets", pair, (number, 1.0))
        self._ask_bonuses(get_analyser(self.language))

    def ask(self, table: str, sought: object, meaning: tuple) -> None:
        self.questions.append(Question(len(self.meaning), table, sought))
        self.meaning.append(meaning)

    def _ask_bonuses(self, analyser: Analyser) -> None:
        """Ask who has the whole query or a topic of it as a title or a subject, or in order in a field."""
        topics = {topic: self._weigh(topic, analyser) for topic in self.query.topics[:MAX_TOPICS]}
        most = max(topics.values(), default=0.0)
        # What is said by the way counts less than its share.
        texts = {topic: weight**2 / most for topic, weight in topics.items() if weight}
        if len(self.query.asked) == 1:
            # Who types « IA » wants the page named « Intelligence artificielle ».
            others = self.query.asked[0].alternatives
            texts |= {other.text: EQUIVALENT for other in others if other.through == "synonym"}
        for text, weight in (texts | {self.query.meant: 1.0, self.query.plain: 1.0}).items():
            tokens = list(analyser.tokenise(text))[:LONGEST]
            words, stems = tuple(token.exact for token in tokens), tuple(token.stem for token in tokens if token.stem)
            if words:
                self.ask("titles", Expression("exact", ((BEGIN, *words, END),)), (None, "title", weight))
            if stems:
                self.ask("fields", Expression("stems", ((BEGIN, *stems, END),)), (None, "subject", weight))
            if len(words) > 1:
                self.ask("titles", Expression("exact", (words,)), (None, "phrase", weight))
            if len(stems) > 1:
                self.ask("fields", Expression("stems", (stems,)), (None, "field", weight))

    def _weigh(self, topic: str, analyser: Analyser) -> float:
        """The part of the query's weight that a topic has."""
        sources = {topic[token.start : token.end] for token in analyser.tokenise(topic)}
        weight = sum(clause.value for clause in self.query.asked if clause.known and clause.source in sources)
        return weight / self.query.total if self.query.total else 0.0


@dataclass
class Matches:
    """The answer: which documents have each clause, and what that is worth."""

    query: ParsedQuery
    clauses: list[dict[int, float]]
    #: kind of bonus → document → what it is worth
    bonuses: dict[str, dict[int, float]]

    @classmethod
    def read(cls, lookup: Lookup, rows: Iterable[tuple[int, int, int]]) -> "Matches":
        """Read rows of (question, document, slot)."""
        #: For each question, what the best field of a document is worth, then the others.
        scores: list[dict[int, list[float]]] = [{} for _ in lookup.meaning]
        bonuses: dict[str, dict[int, float]] = defaultdict(dict)
        for question, document, slot in rows:
            clause, *worth = lookup.meaning[question]
            # An index that another version wrote may have other slots.
            boost = BOOSTS.get(slot, 0.0)
            if clause is None:
                kind, weight = worth
                value = weight * boost if kind == "field" else weight
                bonuses[kind][document] = max(value, bonuses[kind].get(document, 0.0))
                continue
            entry = scores[question].setdefault(document, [0.0, 0.0])
            if boost > entry[0]:
                entry[0], boost = boost, entry[0]
            entry[1] += boost
        clauses: list[dict[int, float]] = [{} for _ in lookup.query.clauses]
        for (clause, *worth), found in zip(lookup.meaning, scores, strict=True):
            for document, (first, others) in found.items():
                score = worth[0] * (first + OTHERS * others)
                clauses[clause][document] = max(score, clauses[clause].get(document, 0.0))
        return cls(lookup.query, clauses, bonuses)

    @property
    def left_out(self) -> set[int]:
        """The documents that have what the query leaves out."""
        pairs = zip(self.query.clauses, self.clauses, strict=True)
        return {document for clause, documents in pairs if clause.left_out for document in documents}

    def measure(self, topic: bool = False) -> dict[int, float]:
        """Return how much of the weight of the query, or of its topic alone, each document has."""
        found: dict[int, float] = defaultdict(float)
        for clause, documents in zip(self.query.clauses, self.clauses, strict=True):
            if not clause.left_out and (clause.matters or not topic):
                for document in documents:
                    found[document] += clause.value
        return found

    def select(self) -> dict[int, float] | None:
        """Those that have enough of it; None for a query that only leaves something out."""
        query, left_out = self.query, self.left_out
        if not query.asked:
            return None
        pairs = zip(query.clauses, self.clauses, strict=True)
        required = [documents for clause, documents in pairs if query.is_required(clause)]
        return {
            document: value
            for document, value in self.measure().items()
            if value >= query.needed and document not in left_out and all(document in having for having in required)
        }

    def rank(self, documents: Iterable[int], facts: Mapping[int, Fact]) -> dict[int, float]:
        """Score documents."""
        total, today = self.query.total or 1.0, datetime.date.today()
        had = self.measure(topic=True)
        topic = sum(clause.value for clause in self.query.asked if clause.known and clause.matters) or total
        pairs = [(c.value, d) for c, d in zip(self.query.clauses, self.clauses, strict=True) if not c.left_out]
        pairs += [(total * worth, self.bonuses[kind]) for kind, worth in BONUSES.items()]
        scores = {}
        for document in documents:
            fact = facts[document]
            score = sum(value * having.get(document, 0.0) for value, having in pairs)
            score *= min(had.get(document, 0.0) / topic, 1.0) ** COVERAGE * fact.weight
            if fact.ages and fact.date:
                score *= 1 + RECENCY * 0.5 ** (max((today - fact.date).days, 0) / 365)
            scores[document] = score
        return scores


def put_in_order(scores: Mapping[int, float], facts: Mapping[int, Fact], by_date: bool) -> list[int]:
    """Best first, or newest first: undated ones last, people and themes after pages."""
    days = {d: facts[d].date.toordinal() if facts[d].date else 0 for d in scores}
    if by_date:
        return sorted(scores, key=lambda d: (-days[d], facts[d].family != PAGE, -round(scores[d], 6), d))
    return sorted(scores, key=lambda d: (-round(scores[d], 6), -days[d], d))
