"""English: possessives, a short list of stop words, the Porter stemmer."""

from .base import Analyser

STOP = frozenset(
    """
    a an and are as at be been but by for from had has have he her his how i if in into is it its me my no not of on or
    our she so that the their them then there these they this those to was we were what when where which who whom whose
    why will with you your do does did can could should would about s t
    """.split()
)

FAMILIES = {
    "news": "news",
    "data": "data datum",
    "medium": "medium media",
    "universit": "university universities",
    "univers": "universe universes",
    "universal": "universal universally",
    "organisation": "organisation organisations organization organizations",
    "digitalis": "digitalisation digitalization digitise digitize",
}


class English(Analyser):
    language = "en"
    algorithm = "english"
    stop = STOP
    overrides = {word: stem for stem, words in FAMILIES.items() for word in words.split()}

    def finish(self, offset, parts):
        if len(parts) > 1 and parts[-1].lower() in ("s", "t", "re", "ve", "ll", "d"):
            parts = parts[:-1]
        # « l’école » in an English text is found as in a French one.
        while len(parts) > 1 and len(parts[0]) == 1 and parts[0].lower() in "ld":
            offset += len(parts.pop(0)) + 1
        return super().finish(offset, parts)
