"""A sentence and its topic: what each word typed weighs, and which words in a row are what is asked about.

« Où trouver quelque chose à lire sur la sobriété numérique ? » is about « sobriété numérique ». What is said by
whoever asks (« ma classe », « je prépare »), the words of asking itself (to look for, to explain, something…) and
those that the site's texts have everywhere but never as their subject weigh little; none is lost.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from .analysis import Token, get_analyser

#: What is left of the weight of a word: of asking; of whoever asks; what is done to ask (« je voudrais travailler »);
#: said in the part of a sentence that is about whoever asks; when the index has it everywhere but as a subject.
ASKING, OWNED, DONE, ASIDE, NO_SUBJECT = 0.05, 0.2, 0.3, 0.45, 0.5
#: And of a word that says what is asked of the topic: its impact, its risks, what is at stake.
ASPECT = 0.3
#: Of the contents that have a word, this share has it as a subject when the word is one.
SUBJECT_SHARE = 0.4
#: A word of this weight is part of the topic.
TOPIC = 0.5

#: Whoever asks, and who is asked.
_PERSONS = frozenset(
    "je j moi me m mon ma mes nous notre nos tu toi te ton ta tes vous votre vos i my me we our us you your".split()
)
#: What follows is theirs, or is what they are.
_OWNERS = frozenset("mon ma mes ton ta tes suis sommes my am m".split())
_INFINITIVE = re.compile("...(?:er|ir|re)$")
#: « dépend-elle », « a-t-on »: what comes before is the verb of the question.
_INVERTED = re.compile(r"-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce)\b", re.IGNORECASE)
#: What a topic comes after; « de » and « à » after a word of asking only.
_MARKERS = frozenset("sur concernant avec envers autour propos about on regarding concerning".split())
_LINKS = frozenset("de du des d a au aux of to for".split())
_BREAK = re.compile(r"[,;:.!?()…]|\s[-–—]\s")
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
    persons = [token.exact in _PERSONS for token in tokens]
    content = [
        bool(t.stem) and not ask and not light and shares.get(t.stem, 1.0) > 0
        for t, ask, light in zip(tokens, asks, lights, strict=True)
    ]
    is_sentence = bool(_QUESTION.search(text)) or any(asks)
    if not is_sentence or not any(content):
        # Words of asking only: they are the topic.
        return Weighed([1.0] * len(tokens), [], is_sentence)
    parts = _number_parts(text, tokens, asks)
    about_asker = {part for part, person in zip(parts, persons, strict=True) if person}
    # The site itself is asked: « que pense le Conseil de… ».
    asked = next(iter(get_analyser(language).stems(settings.WAGTAIL_SITE_NAME)), "")
    elsewhere = any(good and part not in about_asker for good, part in zip(content, parts, strict=True))
    weights, owned = [], False
    for place, token in enumerate(tokens):
        owned = token.exact in _OWNERS or (owned and (content[place] or token.exact in ("un", "une", "a", "an", "pas")))
        if not content[place]:
            weight = ASKING
        elif owned:
            weight = OWNED
        elif (place and asks[place - 1] and _INFINITIVE.search(token.exact)) or _INVERTED.match(text, token.end):
            weight = DONE
        elif token.stem in aspects or token.stem == asked:
            weight = ASPECT
        else:
            weight = ASIDE if elsewhere and parts[place] in about_asker else 1.0
        share = shares.get(token.stem, SUBJECT_SHARE) / SUBJECT_SHARE
        weights.append(weight * max(NO_SUBJECT, min(share, 1.0)))
    best = max(weight for weight, good in zip(weights, content, strict=True) if good)
    if best < TOPIC:
        # What is said of whoever asks is the topic: « mes données personnelles ».
        weights = [weight / best if good else weight for weight, good in zip(weights, content, strict=True)]
    return Weighed(weights, _find_topics(tokens, weights, parts), True)


def _number_parts(text: str, tokens: Sequence[Token], asks: Sequence[bool]) -> list[int]:
    """The part of the sentence that each word is in: they are cut at signs, and where a topic begins."""
    parts, number = [], 0
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        if before and (
            _BREAK.search(text[before.end : token.start])
            or before.exact in _MARKERS
            or (token.exact in _LINKS and asks[place - 1])
        ):
            number += 1
        parts.append(number)
    return parts


def _find_topics(tokens: Sequence[Token], weights: Sequence[float], parts: Sequence[int]) -> list[tuple[int, int]]:
    """The runs of words that weigh, with the stop words between them: (first place, place after the last)."""
    topics: list[list[int]] = []
    for place, token in enumerate(tokens):
        if not token.stem or weights[place] < TOPIC:
            continue
        last = topics[-1] if topics else None
        follows = last and parts[last[1] - 1] == parts[place]
        if follows and not any(tokens[between].stem for between in range(last[1], place)):
            last[1] = place + 1
        else:
            topics.append([place, place + 1])
    return [(first, last) for first, last in topics]
