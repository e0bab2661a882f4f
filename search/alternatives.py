"""What may stand for the words of a query: their forms in each language, phrases, the editors' synonyms."""

from collections.abc import Sequence
from functools import lru_cache

from .analysis import LANGUAGES, Token, get_analyser
from .engines.base import Alternative, Clause
from .models import Synonym

#: What a synonym of a word is worth beside it, of one word and of several; how many of them are looked for.
SYNONYM, SYNONYM_PHRASE, MAX_SYNONYMS = 0.8, 0.7, 12
#: What a word is worth when nothing is known of it.
UNKNOWN = 3.0


def make_exact(text: str) -> Alternative:
    """Words as they are written, one after the other."""
    tokens = {language: tuple(get_analyser(language).exact(text)) for language in LANGUAGES}
    return Alternative(text.strip(), {language: words for language, words in tokens.items() if words}, exact=True)


def make_phrase(text: str) -> Clause | None:
    """A quoted phrase, required as it is written; None when it has no word."""
    alternative = make_exact(text)
    return Clause(text.strip(), (alternative,), required=True, value=UNKNOWN) if alternative.tokens else None


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
    return _group_synonyms(language, tuple(tuple(synonym.get_terms()) for synonym in Synonym.objects.live()))


@lru_cache(maxsize=8)
def _group_synonyms(language: str, rows: tuple[tuple[str, ...], ...]) -> dict[tuple[str, ...], list[str]]:
    """Stemming all of them is a third of the reading of a query: done again when one of them changes."""
    analyser = get_analyser(language)
    found: dict[tuple[str, ...], list[str]] = {}
    for terms in rows:
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
