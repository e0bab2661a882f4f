"""English: possessives, a short list of stop words, the Porter stemmer."""

from .base import Analyser


class English(Analyser):
    language = "en"
    algorithm = "english"

    def finish(self, offset, parts):
        if len(parts) > 1 and parts[-1].lower() in ("s", "t", "re", "ve", "ll", "d"):
            parts = parts[:-1]
        # « l’école » in an English text is found as in a French one.
        while len(parts) > 1 and len(parts[0]) == 1 and parts[0].lower() in "ld":
            offset += len(parts.pop(0)) + 1
        return super().finish(offset, parts)
