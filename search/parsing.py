"""From what a reader types to clauses: phrases, dates, kinds, what is left out, synonyms, corrections."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from .alternatives import (
    UNKNOWN,
    find_synonyms,
    make_alternative,
    make_exact,
    make_phrase,
    make_word,
    read_synonyms,
)
from .analysis import LANGUAGES, Token, fold, get_analyser, normalise
from .engines.base import Alternative, Clause, ParsedQuery
from .families import find_kinds
from .models import DocumentFacet
from .sentences import TOPIC, Weighed, weigh
from .spans import Span, find_spans, unfold_signs, write_dates
from .spelling import Known, count_words, get_beginning, get_known, get_spellings, split_words

#: What is typed beyond this is not read; nor more clauses than this.
MAX_TEXT, MAX_CLAUSES = 500, 24
#: What the corrections of a word are worth beside it.
CORRECTIONS = (0.8, 0.6, 0.5, 0.4)
#: And words of its stem that mean something else, when the index has the word itself: a title that has one does
#: not come before a text that has the word.
COUSINS = 0.1
#: Words of the name of a place: « Saint-Martin-d’Hères ».
LONGEST_PLACE = 5
#: How many forms of a word are looked for.
MAX_FORMS = 4
#: When more documents than this are hidden and still indexed, nothing is corrected.
MAX_HIDDEN = 500
#: A word is worth no less than this, were it everywhere.
FLOOR = 0.1
#: The place, the dates and the kinds of a query of more words than this are words like others: it may be a citation.
MOST_FILTERED = 6
#: After these, the name of a kind is a subject: « l’organisation d’événements »; after a number, what is counted.
_OF = frozenset("d de des du of sur about on".split())


@dataclass
class _Run:
    """Words between two spans: where they start in the query, and what is known of them."""

    start: int
    text: str
    tokens: list[Token]
    #: Those that are no stop words.
    words: list[Token]
    synonyms: list[list[Alternative]] = field(default_factory=list)
    weighed: Weighed = field(default_factory=lambda: Weighed([], [], False))
    #: (first token, token after the last, place) of the names of places where something public is.
    places: list[tuple[int, int, str]] = field(default_factory=list)


def read_query(text: str, language: str, excluded: frozenset[int] = frozenset()) -> ParsedQuery:
    """Read a query typed on a screen in `language`, its corrections as alternatives.

    Two SQL queries, one or two more for unknown words. Whatever the text, no error; without a word in it,
    no clause. No word that only `excluded` documents have corrects another.
    """
    text = unfold_signs(normalise(text[: 4 * MAX_TEXT]))[:MAX_TEXT]
    analyser = get_analyser(language)
    spans = find_spans(text)
    special = [clause for span in spans for clause in _read_span(span, language)]
    runs = [run for run in _cut(text, spans, analyser) if run.words]
    if not special and not runs:
        # Nothing but words that are usually left out: they are what is looked for.
        return ParsedQuery(tuple(_once(make_phrase(word) for word in analyser.exact(text))), text)
    _find_places(runs, excluded)
    synonyms = read_synonyms(language)
    stems = [token.stem for run in runs for token in run.words]
    joined = {pair: analyser.stem(pair[0] + pair[1]) for run in runs for pair in _pair(run.words)}
    hidden = count_words(excluded if len(excluded) <= MAX_HIDDEN else ())
    known = get_known({*stems, *joined.values()}, get_languages(language), hidden)
    for other in map(get_analyser, get_languages(language)[1:]):
        # Texts of another language that the screen shows have the same words by other stems.
        own = {other.stem(token.exact): token.stem for run in runs for token in run.words}
        for stem, row in get_known(own.keys() - own.values(), [other.language], hidden).items():
            known.setdefault(own[stem], row)
    joined = {pair: stem for pair, stem in joined.items() if stem in known}
    shares = {stem: (row.subjects + 1) / (row.documents + 2) for stem, row in known.items()}
    if not any(row.subjects for row in known.values()):
        shares = {}
    for run in runs:
        run.synonyms = find_synonyms([token.stem for token in run.words], synonyms)
        _join(run.words, run.synonyms, joined, known)
    spellings = {} if len(excluded) > MAX_HIDDEN else _get_spellings(runs, known, language, hidden)
    # What nothing has is no topic.
    for run in runs:
        for token, synonymous in zip(run.words, run.synonyms, strict=True):
            if not (token.stem in known or synonymous or spellings.get(token.exact)):
                shares[token.stem] = 0.0
    for run in runs:
        run.weighed = weigh(run.text, run.tokens, language, shares)
    clauses, topics, suggestion = [*special], [], text
    for run in reversed(runs):
        made, fixed = _read_run(run, known, spellings, synonyms, language)
        clauses = [*made, *clauses]
        topics += [run.text[run.tokens[first].start : run.tokens[last - 1].end] for first, last in run.weighed.topics]
        for first, last, spelling in reversed(fixed):
            suggestion = suggestion[:first] + spelling + suggestion[last:]
    plain = text
    for span in reversed(spans):
        if span.kind == "left_out":
            plain = plain[: span.start] + plain[span.end :]
    plain = " ".join(plain.split())
    places = [run.text[run.tokens[a].start : run.tokens[b - 1].end] for run in runs for a, b, _place in run.places]
    if sum(clause.matters and clause.known and not clause.left_out for clause in clauses) > MOST_FILTERED:
        places = []
        clauses = [
            replace(c, required=False, facets=()) if not c.left_out and (c.since or c.facets) else c for c in clauses
        ]
    return ParsedQuery(
        clauses=tuple(_once(clauses)),
        places=tuple(places),
        text=text,
        plain=plain,
        corrected=suggestion if suggestion != text else "",
        topics=tuple(topics),
        loose=any(run.weighed.is_sentence for run in runs),
    )


def _cut(text: str, spans: Sequence[Span], analyser) -> Iterator[_Run]:
    """What is between spans."""
    end = 0
    for span in [*spans, Span(len(text), len(text), "", "end")]:
        piece = text[end : span.start]
        if piece.strip():
            tokens = list(analyser.tokenise(piece))
            yield _Run(end, piece, tokens, [token for token in tokens if token.stem])
        end = span.end


def _find_places(runs: Sequence[_Run], excluded: frozenset[int]) -> None:
    """Find the names of places, of up to `LONGEST_PLACE` words, longest first: one query."""
    spans: dict[str, list[tuple[_Run, int, int]]] = {}
    for run in runs:
        exact = [token.exact for token in run.tokens[:MAX_CLAUSES]]
        for length in range(LONGEST_PLACE, 0, -1):
            for start in range(len(exact) - length + 1):
                spans.setdefault(" ".join(exact[start : start + length]), []).append((run, start, start + length))
    rows = DocumentFacet.objects.filter(field="place", value__in=spans).exclude(document__in=excluded)
    known = set(rows.values_list("value", flat=True).distinct())
    for place in filter(known.__contains__, spans):
        for run, start, end in spans[place]:
            if all(end <= first or last <= start for first, last, _place in run.places):
                run.places.append((start, end, place))


def _read_span(span: Span, language: str) -> Iterator[Clause]:
    if span.kind == "quoted":
        if clause := make_phrase(span.text):
            yield clause
    elif span.kind == "left_out":
        days = next(((one.since, one.until) for one in find_spans(span.text) if one.since), (None, None))
        if stems := get_analyser(language).stems(span.text):
            alternatives, kinds = (make_alternative(span.text, 1.0, ""),), _get_kinds(stems, language)
            yield Clause(span.text.strip(), alternatives, left_out=True, since=days[0], until=days[1], facets=kinds)
    elif span.kind == "number":
        written = [span.text, "".join(letter for letter in span.text if letter.isdigit())]
        ways = [written[0], *([written[1]] if not any(sign in span.text for sign in ",.") else [])]
        yield Clause(span.text, tuple(make_exact(way) for way in ways), value=UNKNOWN)
    elif span.since:
        ways = tuple(make_exact(way) for way in write_dates(span.since, span.until))
        yield Clause(span.text, ways, required=True, value=UNKNOWN, since=span.since, until=span.until)


def _get_kinds(stems: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    """The facets of the kind of content that words name."""
    return find_kinds(get_analyser(language).language).get(tuple(stems), ())


def _read_run(run: _Run, known: dict[str, Known], spellings, synonyms, language: str):
    """(clauses of its words, [(first, last character of the query, better spelling)])."""
    clauses, fixed = [], []
    analyser = get_analyser(language)
    weights = dict(zip(run.tokens, run.weighed.weights, strict=True))
    places = {run.tokens[number]: place for first, last, place in run.places for number in range(first, last)}
    for token, synonymous in zip(run.words, run.synonyms, strict=True):
        source = run.text[token.start : token.end]
        row = known.get(token.stem)
        alternatives = [*_make_forms(source, token, language, analyser, row), *synonymous]
        if row is None and not synonymous and (right := spellings.get(token.exact)):
            alternatives += [
                make_alternative(spelling, weight=weight, through="correction")
                for spelling, weight in zip(right, CORRECTIONS, strict=False)
            ]
            alternatives += chain.from_iterable(find_synonyms(analyser.stems(right[0]), synonyms))
            # A form of the same family is searched, and not told: it is no better spelling.
            if get_beginning(token.exact) == token.exact or not fold(right[0]).startswith(get_beginning(token.exact)):
                fixed.append((run.start + token.start, run.start + token.end, right[0]))
        # « La », « des » on an English screen, which shows French names: found where they stand, asked of nothing.
        links = len(run.words) > 1 and any(token.exact in get_analyser(code).stop for code in get_languages(language))
        before = fold(run.text[: token.start].replace("'", " ")).split()[-1:]
        is_kind = not before or not (before[0] in _OF or before[0].isdigit())
        facets = _get_kinds([token.stem], language) if is_kind else ()
        if token in places:
            facets = (("place", places[token]),)
        # The rarer, the more.
        worth = math.log(1 + (row.size - row.documents + 0.5) / (row.documents + 0.5)) + FLOOR if row else UNKNOWN
        clauses.append(
            Clause(
                source,
                tuple(alternatives),
                known=(row is not None or len(alternatives) > 1) and not links,
                value=worth * weights[token],
                matters=weights[token] >= TOPIC and not links,
                # Whoever names a place wants what is there, or says so.
                required=token in places and not links,
                facets=facets,
            )
        )
    return clauses, fixed


def _make_forms(source: str, token: Token, language: str, analyser, row: Known | None) -> Iterator[Alternative]:
    """The word; its own forms before the other words of its stem, when the index has both."""
    ending = analyser.get_ending(token.exact)
    words = row.words if row else ()
    forms = [word for word in words if analyser.get_ending(word) == ending]
    if not forms or len(forms) == len(words):
        yield make_word(source, token, language)
        return
    if token.exact in forms:
        forms = [token.exact, *(form for form in forms if form != token.exact)]
    for form in forms[:MAX_FORMS]:
        yield Alternative(form, dict.fromkeys(LANGUAGES, (form,)), exact=True)
    yield replace(make_word(source, token, language), weight=COUSINS)


def _get_spellings(runs: Sequence[_Run], known: dict[str, Known], language: str, hidden: Counter[str]):
    """Word → its likely spellings, of those that nothing has nor stands for: two queries at most."""
    unknown = {
        token.exact
        for run in runs
        for token, synonymous in zip(run.words, run.synonyms, strict=True)
        if token.stem not in known and not synonymous
    }
    if not unknown:
        return {}
    words, languages = sorted(unknown)[:MAX_CLAUSES], get_languages(language)
    found = get_spellings(words, languages, len(CORRECTIONS), hidden)
    return found | split_words([word for word in words if not found.get(word)], languages, hidden)


def _pair(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The words that follow each other, two by two."""
    exact = [token.exact for token in tokens]
    return zip(exact, exact[1:], strict=False)


def _join(tokens: Sequence[Token], others: list[list[Alternative]], joined, known: dict[str, Known]) -> None:
    """Two words of which one is nowhere may be one word that is: « méta verse »."""
    for place, pair in enumerate(_pair(tokens)):
        both = tokens[place : place + 2]
        if pair in joined and any(token.stem not in known for token in both):
            alternative = make_alternative("".join(pair), CORRECTIONS[0], "correction")
            others[place].append(alternative)
            others[place + 1].append(alternative)


def get_languages(language: str) -> tuple[str, ...]:
    """The languages of the documents that a screen may show: its own, and French, which stands in for it."""
    return tuple(dict.fromkeys((get_analyser(language).language, "fr")))


def _once(clauses: Sequence[Clause | None] | Iterator[Clause | None]) -> Iterator[Clause]:
    """Each clause once: a word typed twice is one."""
    seen = set()
    for clause in clauses:
        if clause and clause.alternatives[0].tokens:
            key = clause.required, clause.left_out, tuple(clause.alternatives[0].tokens.items())
            if key not in seen and len(seen) < MAX_CLAUSES:
                seen.add(key)
                yield clause
