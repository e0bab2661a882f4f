"""A sentence and its topic: what each word typed weighs, and which words in a row are what is asked about.

« Où trouver quelque chose à lire sur la sobriété numérique ? » is about « sobriété numérique ». The words of asking
itself (to look for, to explain, something…) and those that the site's texts have everywhere but never as their
subject weigh little; none is lost.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from .analysis import Token, get_analyser

#: What is left of the weight of a word: of asking; that the index has everywhere but as a subject.
ASKING, NO_SUBJECT = 0.05, 0.5
#: And of a word that says what is asked of the topic: its impact, its risks, what is at stake.
ASPECT = 0.3
#: Of the contents that have a word, this share has it as a subject when the word is one.
SUBJECT_SHARE = 0.4
#: A word of this weight is part of the topic.
TOPIC = 0.5

_QUESTION = re.compile(
    r"\?\s*$|^(?:[aà] |de |en |pour |sur |chez |dans |par )?(?:qui|que|quoi|quels?|quelles?|comment|pourquoi|combien|où|est-ce|"
    r"qu'|c'est quoi|existe-t|y a-t|peut-on|faut-il|who|what|why|how|where|when|which|is|are|does?|can|should)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Weighed:
    """The words of a text: what each weighs, from 0 to 1, and the runs of places that are topics of its own."""

    weights: list[float]
    topics: list[tuple[int, int]]
    is_sentence: bool


@cache
def _read_words(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words of asking, those that only link others, those of what may be asked: as they are, and as stems."""
    analyser = get_analyser(language)

    def read(words: list[str]) -> frozenset[str]:
        return frozenset({*words, *(analyser.stem(word) for word in words if len(word) > 3)})

    return tuple(read(analyser.words[name].split()) for name in ("asking", "light", "aspects"))


def weigh(text: str, tokens: Sequence[Token], language: str, shares: Mapping[str, float]) -> Weighed:
    """Weigh the words of a text (`tokens`, stop words too).

    `shares` says of each stem in which part of the contents that have it, it is in a title or a subject; 0 when
    nothing has it.
    """
    asking, light, aspects = _read_words(get_analyser(language).language)
    stem = get_analyser(language).stem
    asks = [token.exact in asking or stem(token.exact) in asking for token in tokens]
    lights = [token.exact in light or stem(token.exact) in light for token in tokens]
    content = [
        bool(t.stem) and not ask and not light and shares.get(t.stem, 1.0) > 0
        for t, ask, light in zip(tokens, asks, lights, strict=True)
    ]
    is_sentence = bool(_QUESTION.search(text)) or any(asks)
    if not is_sentence or not any(content):
        # Words of asking only: they are the topic.
        return Weighed([1.0] * len(tokens), [], is_sentence)
    # The site itself is asked: « que pense le Conseil de… ».
    asked = next(iter(get_analyser(language).stems(settings.WAGTAIL_SITE_NAME)), "")
    weights = []
    for token, good in zip(tokens, content, strict=True):
        weight = ASKING if not good else ASPECT if token.stem in aspects or token.stem == asked else 1.0
        share = shares.get(token.stem, SUBJECT_SHARE) / SUBJECT_SHARE
        weights.append(weight * max(NO_SUBJECT, min(share, 1.0)))
    best = max(weight for weight, good in zip(weights, content, strict=True) if good)
    if best < TOPIC:
        # What is asked of it is the topic: « quels sont les risques ».
        weights = [weight / best if good else weight for weight, good in zip(weights, content, strict=True)]
    return Weighed(weights, _find_topics(tokens, weights), True)


def _find_topics(tokens: Sequence[Token], weights: Sequence[float]) -> list[tuple[int, int]]:
    """The runs of words that weigh, with the stop words between them: (first place, place after the last)."""
    topics: list[list[int]] = []
    for place, token in enumerate(tokens):
        if not token.stem or weights[place] < TOPIC:
            continue
        if topics and not any(tokens[between].stem for between in range(topics[-1][1], place)):
            topics[-1][1] = place + 1
        else:
            topics.append([place, place + 1])
    return [(first, last) for first, last in topics]
