"""From what a reader types to clauses: quoted phrases, synonyms, corrections."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .analysis import LANGUAGES, Token, get_analyser, normalise
from .engines.base import Alternative, Clause, ParsedQuery
from .models import Synonym
from .spelling import count_words, get_known_stems, get_spellings

#: What is typed beyond this is not read; nor more clauses than this.
MAX_TEXT, MAX_CLAUSES = 500, 24
#: What the synonyms and corrections of a word are worth beside it.
SYNONYM, SYNONYM_PHRASE, CORRECTIONS = 0.8, 0.7, (0.8, 0.6, 0.5, 0.4)
#: How many synonyms of one word are looked for.
MAX_SYNONYMS = 12
#: When more documents than this are hidden and still indexed, nothing is corrected.
MAX_HIDDEN = 500
_QUOTED = re.compile(r'"([^"]*)"')
#: A sentence, not a list of words to be had: half of them will do.
_QUESTION = re.compile(
    r"\?\s*$|^(?:[aà] |de |en |pour |sur |chez |dans )?(?:qui|que|quoi|quels?|quelles?|comment|pourquoi|combien|où|est-ce|"
    r"qu'|existe-t|y a-t|peut-on|faut-il|who|what|why|how|where|when|which|is|are|does?|can|should)\b",
    re.IGNORECASE,
)


def read_query(text: str, language: str, excluded: frozenset[int] = frozenset()) -> ParsedQuery:
    """Read a query typed on a screen in `language`, its corrections as alternatives.

    Two SQL queries, one or two more for unknown words. Whatever the text, no error; without a word in it,
    no clause. No word that only `excluded` documents have corrects another.
    """
    text = normalise(text[: 4 * MAX_TEXT])[:MAX_TEXT]
    clauses: list[Clause] = []
    corrected: list[tuple[int, int, str]] = []
    free: list[tuple[int, str]] = []
    end = 0
    for match in _QUOTED.finditer(text):
        free.append((end, text[end : match.start()]))
        end = match.end()
        if clause := make_phrase(match[1]):
            clauses.append(clause)
    free.append((end, text[end:]))
    analyser = get_analyser(language)
    runs = [
        (start, piece, [token for token in analyser.tokenise(piece) if token.stem])
        for start, piece in free
        if piece.strip()
    ]
    if not clauses and not any(tokens for _start, _piece, tokens in runs):
        # Nothing but words that are usually left out: they are what is looked for.
        words = [(piece, token) for _start, piece, _tokens in runs for token in analyser.tokenise(piece)]
        clauses = [make_phrase(token.exact) for _piece, token in words]
        return ParsedQuery(tuple(_once(clauses)), text)
    synonyms = read_synonyms(language)
    stems = [token.stem for _start, _piece, tokens in runs for token in tokens]
    joined = {pair: analyser.stem(pair[0] + pair[1]) for _start, _piece, tokens in runs for pair in _pair(tokens)}
    hidden = count_words(excluded if len(excluded) <= MAX_HIDDEN else ())
    known = get_known_stems(list(dict.fromkeys([*stems, *joined.values()])), get_languages(language), hidden)
    joined = {pair: stem for pair, stem in joined.items() if stem in known}
    also = [find_synonyms([token.stem for token in tokens], synonyms) for _start, _piece, tokens in runs]
    for (_start, _piece, tokens), others in zip(runs, also, strict=True):
        _join(tokens, others, joined, known)
    spellings = {} if len(excluded) > MAX_HIDDEN else _get_spellings(runs, also, known, language, hidden)
    for (start, piece, tokens), others in zip(runs, also, strict=True):
        for token, synonymous in zip(tokens, others, strict=True):
            source = piece[token.start : token.end]
            alternatives = [make_word(source, token, language), *synonymous]
            if token.stem not in known and not synonymous and (right := spellings.get(token.exact)):
                alternatives += [
                    make_alternative(spelling, weight=weight, through="correction")
                    for spelling, weight in zip(right, CORRECTIONS, strict=False)
                ]
                corrected.append((start + token.start, start + token.end, right[0]))
            clauses.append(Clause(source, tuple(alternatives), known=token.stem in known or len(alternatives) > 1))
    suggestion = text
    for first, last, spelling in reversed(corrected):
        suggestion = suggestion[:first] + spelling + suggestion[last:]
    suggestion = suggestion if corrected else ""
    whole = tuple(synonyms.get(tuple(stems), ())[:MAX_SYNONYMS])
    loose = bool(_QUESTION.search(text))
    return ParsedQuery(tuple(_once(clauses)), text, suggestion, whole, loose)


def _get_spellings(runs, also, known: set[str], language: str, hidden: Counter[str]) -> dict[str, list[str]]:
    """The spellings of the words that nothing has nor stands for: one query at most."""
    unknown = {
        token.exact
        for (_start, _piece, tokens), others in zip(runs, also, strict=True)
        for token, synonymous in zip(tokens, others, strict=True)
        if token.stem not in known and not synonymous
    }
    if not unknown:
        return {}
    chosen = sorted(unknown)[:MAX_CLAUSES]
    return get_spellings(chosen, get_languages(language), len(CORRECTIONS), hidden)


def _pair(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The words that follow each other, two by two."""
    exact = [token.exact for token in tokens]
    return zip(exact, exact[1:], strict=False)


def _join(tokens: Sequence[Token], others: list[list[Alternative]], joined, known: set[str]) -> None:
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


def _once(clauses: Sequence[Clause | None]) -> Iterator[Clause]:
    """Each clause once: a word typed twice is one."""
    seen = set()
    for clause in clauses:
        if clause and clause.alternatives[0].tokens:
            key = clause.required, tuple(clause.alternatives[0].tokens.items())
            if key not in seen and len(seen) < MAX_CLAUSES:
                seen.add(key)
                yield clause


def make_phrase(text: str) -> Clause | None:
    """A quoted phrase, required as it is written; None when it has no word."""
    tokens = {language: tuple(get_analyser(language).exact(text)) for language in LANGUAGES}
    tokens = {language: words for language, words in tokens.items() if words}
    if not tokens:
        return None
    return Clause(text.strip(), (Alternative(text.strip(), tokens, exact=True),), required=True)


def make_word(source: str, token: Token, language: str) -> Alternative:
    """A word that was typed, as each analyser stems it; stop words of the other languages included."""
    own = get_analyser(language).language
    tokens = {other: (token.stem if other == own else get_analyser(other).stem(token.exact),) for other in LANGUAGES}
    return Alternative(source, tokens)


def make_alternative(text: str, weight: float, through: str) -> Alternative:
    """Words that stand for others: one that follows the other when there are several."""
    tokens = {}
    for language in LANGUAGES:
        analyser = get_analyser(language)
        tokens[language] = tuple(analyser.stems(text)) or tuple(map(analyser.stem, analyser.exact(text)))
    return Alternative(text, tokens, weight=weight, through=through)


def read_synonyms(language: str) -> dict[tuple[str, ...], list[str]]:
    """The editors' synonyms: stems of a term → the other terms. Read at each query, one SQL query."""
    analyser = get_analyser(language)
    found: dict[tuple[str, ...], list[str]] = {}
    for synonym in Synonym.objects.live():
        terms = synonym.get_terms()
        for term in terms:
            stems = tuple(analyser.stems(term))
            if stems:
                others = found.setdefault(stems, [])
                others += [other for other in terms if other != term and other not in others]
    return found


def find_synonyms(stems: Sequence[str], synonyms: dict[tuple[str, ...], list[str]]) -> list[list[Alternative]]:
    """For each word, what may stand for it or for the term it is part of; longest terms first."""
    also: list[list[Alternative]] = [[] for _ in stems]
    longest = max(map(len, synonyms), default=0)
    start = 0
    while start < len(stems):
        for length in range(min(longest, len(stems) - start), 0, -1):
            others = synonyms.get(tuple(stems[start : start + length]))
            if others:
                for other in others[:MAX_SYNONYMS]:
                    weight = SYNONYM_PHRASE if " " in other.strip() else SYNONYM
                    alternative = make_alternative(other, weight, "synonym")
                    if any(alternative.tokens.values()):
                        for place in range(start, start + length):
                            also[place].append(alternative)
                start += length - 1
                break
        start += 1
    return also
