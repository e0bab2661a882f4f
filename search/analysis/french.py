"""French: elisions, a short list of stop words (« été » is a season, not one), a stemmer put right."""

import re

from .base import Analyser

ELISIONS = frozenset("l m t qu n s j d c jusqu quoiqu lorsqu puisqu".split())


_VOWEL = re.compile("[aeiouy]")
#: « directrice », « chercheuse », « professeure », « heureuse »: as the masculine.
_FEMININE_AGENT = re.compile("trice$")
_AGENT = re.compile("(...)(?:eure?|euse|eux)$")
#: Endings that make another word of a verb or of a noun, in any number and gender.
_ENDING = re.compile(
    "(ement|ment|[ae]nce|[tsx]ion|age|isme|ique|ite|oir|ure|ade|esse|able|if|iv|eur|eu|iste|ien|ier|al|el)"
    "(?:le|ne|se|s|x|e|es|les|nes|aux|ses)?$"
)


class French(Analyser):
    language = "fr"
    algorithm = "french"

    def is_elision(self, word: str) -> bool:
        return word in ELISIONS

    def get_ending(self, word: str) -> str:
        if word in self.overrides:
            return ""
        word = _FEMININE_AGENT.sub("teur", word.removesuffix("s"))
        found = _ENDING.search(word)
        return {"eu": "eur", "iv": "if"}.get(found[1], found[1]) if found else ""

    def _stem(self, word: str) -> str:
        if len(word) <= 3 or not word.isalpha() or not _VOWEL.search(word):
            # Acronyms and codes have no plural.
            return word
        # The stemmer, made for accents, keeps the s of « contenus », the ee of « invitee », and takes
        # the it of « recit » but not of « recits »: number and gender go first, so that all forms end alike.
        if word.endswith("s"):
            word = word[:-1]
            if word in self.overrides:
                return self.overrides[word]
        if word.endswith("ee"):
            word = word[:-1]
        word = _FEMININE_AGENT.sub("teur", word)
        if not word.endswith("ateur"):
            word = _AGENT.sub(r"\1eu", word)
        return super()._stem(word)
