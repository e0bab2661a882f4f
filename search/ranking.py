"""The ranking: one for all engines. They say where they found what; here, what that is worth.

An engine is given the questions of a `Lookup`, each about one table of words, and answers with rows: (question,
document, slot). A slot is a field of the document. Every constant of the ranking is in this file.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .analysis import Analyser, Token, get_analyser
from .engines.base import Alternative, ParsedQuery
from .engines.rows import BEGIN, END, HEADINGS, OTHER_TITLES, PEOPLE, SUMMARY, TEXTS, TITLES, leave_articles
from .families import PAGE, get_registers

#: Slots of what is no word: the document is of the days, of the kind that the query names.
DATED, OF_KIND = 11, 12
#: A row of a part of the full text: a phrase is there.
PART = -1
#: What a word is worth in each field; the rows of often repeated words of the full text add up.
BOOSTS = {
    **dict(zip(TITLES, (11.0, 10.0, 9.0), strict=True)),
    OTHER_TITLES: 10.0,
    # Names of organisations are made of common words, those of people of rare ones.
    PEOPLE: 5.0,
    SUMMARY: 5.0,
    HEADINGS: 4.0,
    **dict(zip(TEXTS, (2.0, 1.0, 0.8, 0.6), strict=True)),
    PART: 2.0,
    DATED: 6.0,
    OF_KIND: 9.0,
}
#: Part of the score of the other fields that is added to that of the best one.
OTHERS = 0.3
#: A score is multiplied by the part of the query that the document has, to this power: all the words in a text are
#: better than two of three in a title.
COVERAGE = 3
#: What the whole query is worth as a title, times the sum of what its words are worth; and as the name of a person,
#: an organisation or a theme.
EXACT_TITLE, EXACT_NAME = 25.0, 60.0
#: The same as the beginning of a title; as words of one that follow each other; as a subject that editors gave, a
#: place, someone who took part; as words that follow each other in a short field, by what the field is worth.
BONUSES = {"title": EXACT_NAME, "prefix": 4.0, "phrase": 3.0, "subject": 7.0, "field": 0.4}
#: Who types a part of a name wants the page of who has it: so much more for a person that has it in the
#: name, and less for persons and organisations that only have it in what is said of them.
PERSON, DESCRIBED = 1.3, 0.6
NAMED = frozenset((*TITLES, OTHER_TITLES))
#: What a synonym of the whole query is worth beside it.
EQUIVALENT = 0.7
#: The newest of what ages is worth this much more, halved every year.
RECENCY = 0.2
#: A sentence typed whole, beside its topics.
WHOLE_SENTENCE = 3.0
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
        """Ask who has the whole query, a synonym or a topic of it, as a title or a subject, or in order in a field."""
        # A title that is a whole sentence is no accident: it comes before the name of what the sentence is about.
        whole = WHOLE_SENTENCE if self.query.topics else 1.0
        texts = {self.query.meant: whole, self.query.plain: whole}
        topics = {topic: self._weigh(topic, analyser) for topic in self.query.topics[:MAX_TOPICS]}
        most = max(topics.values(), default=0.0)
        # What is said by the way counts less than its share.
        texts |= {topic: weight**2 / most for topic, weight in topics.items() if weight and topic not in texts}
        for text, weight in texts.items():
            for other in self.query.equivalents.get(text, ()):
                self._ask_whole(list(analyser.tokenise(other)), EQUIVALENT * weight)
            words, stems, ways = self._ask_whole(list(analyser.tokenise(text))[:LONGEST], weight)
            if words:
                self.ask("titles", Expression("exact", tuple((BEGIN, *w) for w in ways)), (None, "prefix", weight))
                if len(words) > 1:
                    self.ask("titles", Expression("exact", (words,)), (None, "phrase", weight))
            if len(stems) > 1:
                self.ask("fields", Expression("stems", (stems,)), (None, "field", weight))

    def _weigh(self, topic: str, analyser: Analyser) -> float:
        """The part of the query's weight that a topic has."""
        sources = {topic[token.start : token.end] for token in analyser.tokenise(topic)}
        weight = sum(clause.value for clause in self.query.asked if clause.known and clause.source in sources)
        return weight / self.query.total if self.query.total else 0.0

    def _ask_whole(self, tokens: Sequence[Token], weight: float) -> tuple[tuple, tuple, tuple]:
        """Ask who has words as a whole title or subject: (words, stems, the words with and without articles)."""
        words, stems = tuple(token.exact for token in tokens), tuple(token.stem for token in tokens if token.stem)
        ways = tuple(dict.fromkeys((words, leave_articles(tokens))))
        if words:
            whole = tuple((BEGIN, *way, END) for way in ways)
            self.ask("titles", Expression("exact", whole), (None, "title", weight))
        if stems:
            self.ask("fields", Expression("stems", ((BEGIN, *stems, END),)), (None, "subject", weight))
        return words, stems, ways


@dataclass
class Matches:
    """The answer: which documents have each clause, and what that is worth."""

    query: ParsedQuery
    clauses: list[dict[int, float]]
    #: kind of bonus → document → what it is worth
    bonuses: dict[str, dict[int, float]]
    #: Those that have a word of the query in a title or a name.
    named: set[int]

    @classmethod
    def read(cls, lookup: Lookup, rows: Iterable[tuple[int, int, int]]) -> "Matches":
        """Read rows of (question, document, slot)."""
        scores: list[dict[int, list[float]]] = [{} for _ in lookup.meaning]
        bonuses: dict[str, dict[int, float]] = defaultdict(dict)
        meaning, text, last = lookup.meaning, TEXTS[0], TEXTS[-1]
        named = set()
        for question, document, slot in rows:
            clause, *worth = meaning[question]
            if clause is None:
                kind, weight = worth
                value = weight * BOOSTS[slot] if kind == "field" else weight
                bonuses[kind][document] = max(value, bonuses[kind].get(document, 0.0))
                continue
            if slot in NAMED:
                named.add(document)
            found = scores[question]
            entry = found.get(document)
            if entry is None:
                # What the best field is worth, then the others, then the full text.
                entry = found[document] = [0.0, 0.0, 0.0]
            if slot == PART:
                entry[2] = max(entry[2], BOOSTS[PART])
            elif text <= slot <= last:
                entry[2] += BOOSTS[slot]
            else:
                boost = BOOSTS[slot]
                if boost > entry[0]:
                    entry[0], boost = boost, entry[0]
                entry[1] += boost
        clauses: list[dict[int, float]] = [{} for _ in lookup.query.clauses]
        for question, found in enumerate(scores):
            clause, *worth = meaning[question]
            if clause is None:
                continue
            best = clauses[clause]
            for document, (first, others, in_text) in found.items():
                if in_text > first:
                    first, in_text = in_text, first
                score = worth[0] * (first + OTHERS * (others + in_text))
                if score > best.get(document, 0.0):
                    best[document] = score
        return cls(lookup.query, clauses, bonuses, named)

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
        named = {family for family, model in get_registers().items() if model.search_is_named}
        first = {family for family, model in get_registers().items() if model.search_comes_first}
        bonuses = [(self.bonuses[kind], worth) for kind, worth in BONUSES.items() if kind != "title"]
        titles = self.bonuses["title"]
        scores = {}
        for document in documents:
            score = sum(value * having.get(document, 0.0) for value, having in pairs)
            covered = min(had.get(document, 0.0) / topic, 1.0) ** COVERAGE
            fact = facts[document]
            if document not in self.named:
                score *= DESCRIBED if fact.family in named else 1
            elif fact.family in first:
                score *= PERSON
            score += total * (EXACT_TITLE if fact.family == PAGE else EXACT_NAME) * titles.get(document, 0.0)
            score += total * sum(worth * having.get(document, 0.0) for having, worth in bonuses)
            score *= covered * fact.weight
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
