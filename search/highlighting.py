"""Words found, marked in the source text, and why a document was found: the same whatever the engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .analysis import get_analyser
from .contract import Reason
from .engines.base import ParsedQuery
from .models import SearchDocument

#: Characters of an extract, and of what comes before the first word found.
EXTRACT, BEFORE = 260, 70
#: No more of a text than this is read to find an extract in it.
MAX_READ = 60_000
#: Fields in the order in which they count; those of several lines show the lines that match.
FIELDS = ("title", "other_titles", "people", "summary", "headings", "text")
LINES = ("other_titles", "people", "headings")


@dataclass(frozen=True)
class Found:
    """A place of a text: clause and alternative of the query, first and last character."""

    clause: int
    alternative: int
    start: int
    end: int


class Highlighter:
    """Marks the words of one query."""

    def __init__(self, query: ParsedQuery):
        self.query = query
        #: language → exact? → first token → [(tokens, clause, alternative)]
        self._sequences: dict[str, dict[bool, dict[str, list]]] = {}

    def find(self, text: str, language: str) -> list[Found]:
        """Where the words of the query are in `text`, in order."""
        analyser = get_analyser(language)
        if analyser.language not in self._sequences:
            self._sequences[analyser.language] = self._read_sequences(analyser.language)
        sequences = self._sequences[analyser.language]
        tokens = list(analyser.tokenise(text[:MAX_READ])) if any(sequences.values()) else []
        stems = [(token.stem, token.start, token.end) for token in tokens if token.stem]
        exact = [(token.exact, token.start, token.end) for token in tokens]
        found = [*_find(stems, sequences[False]), *_find(exact, sequences[True])]
        return sorted(found, key=lambda place: (place.start, -place.end))

    def _read_sequences(self, language: str) -> dict[bool, dict[str, list]]:
        sequences: dict[bool, dict[str, list]] = {True: {}, False: {}}
        for number, clause in enumerate(self.query.clauses):
            for other, alternative in enumerate(clause.alternatives):
                if tokens := tuple(alternative.tokens.get(language, ())):
                    sequences[alternative.exact].setdefault(tokens[0], []).append((tokens, number, other))
        return sequences

    def extract(self, text: str, language: str) -> tuple[SafeString, str, list[Found]]:
        """The best extract of a long text: (safe HTML, plain text, what was found in all of it)."""
        found = self.find(text, language)
        first, last = _choose(text, found)
        before, after = "… " if first else "", " …" if last < len(text) else ""
        html = mark_safe(before + _mark(text, found, first, last) + after)  # noqa: S308
        return html, before + " ".join(text[first:last].split()) + after, found

    def highlight(self, document: SearchDocument) -> tuple[dict[str, SafeString], list[Reason]]:
        """What was found in a document: (field → safe HTML, reasons: the best field of each word)."""
        highlights: dict[str, SafeString] = {}
        best: dict[int, tuple[int, str]] = {}
        for name in FIELDS:
            text = getattr(document, name)
            if name in LINES:
                html, found = self._mark_lines(text, document.language)
            elif name == "text":
                if len(best) == len(self.query.clauses) and "summary" in highlights:
                    continue
                html, _plain, found = self.extract(text, document.language)
            else:
                found = self.find(text, document.language)
                html = _mark(text, found, 0, len(text))
            if found:
                highlights[name] = html
                for place in sorted(found, key=lambda place: place.alternative):
                    best.setdefault(place.clause, (place.alternative, name))
        return highlights, [self.explain(clause, *best[clause]) for clause in sorted(best)]

    def _mark_lines(self, text: str, language: str) -> tuple[SafeString, list[Found]]:
        shown, all_found = [], []
        for line in text.splitlines():
            if found := self.find(line, language):
                all_found += found
                if len(shown) < 3:
                    shown.append(_mark(line, found, 0, len(line)))
        return mark_safe(" · ".join(shown)), all_found  # noqa: S308

    def explain(self, clause: int, alternative: int, field: str) -> Reason:
        chosen = self.query.clauses[clause].alternatives[alternative]
        return Reason(self.query.clauses[clause].source, field, chosen.through, chosen.text if chosen.through else "")

    def explain_passages(self, found: Iterable[Found], known: Sequence[Reason]) -> list[Reason]:
        """The reasons that only what was found in passages gives."""
        words = {reason.word for reason in known}
        best: dict[int, int] = {}
        for place in found:
            if self.query.clauses[place.clause].source not in words:
                best[place.clause] = min(place.alternative, best.get(place.clause, place.alternative))
        return [self.explain(clause, best[clause], "passage") for clause in sorted(best)]


def _find(tokens: list[tuple[str, int, int]], sequences: dict[str, list]) -> list[Found]:
    found = []
    for number, (word, start, end) in enumerate(tokens):
        for sequence, clause, alternative in sequences.get(word, ()):
            if len(sequence) == 1:
                found.append(Found(clause, alternative, start, end))
            elif tuple(token[0] for token in tokens[number : number + len(sequence)]) == sequence:
                found.append(Found(clause, alternative, start, tokens[number + len(sequence) - 1][2]))
    return found


def _choose(text: str, found: Sequence[Found]) -> tuple[int, int]:
    """The bounds of the extract that has most of the words, at spaces."""
    best, first = 0, 0
    for number, place in enumerate(found[:400]):
        within = {other.clause for other in found[number : number + 40] if other.end <= place.start + EXTRACT - BEFORE}
        if len(within) > best:
            best, first = len(within), max(place.start - BEFORE, 0)
    if first:
        space = text.find(" ", first, first + BEFORE)
        first = space + 1 if space >= 0 else first
    last = min(first + EXTRACT, len(text))
    if last < len(text):
        space = text.rfind(" ", first + EXTRACT // 2, last)
        last = space if space >= 0 else last
    return first, last


def _mark(text: str, found: Sequence[Found], first: int, last: int) -> SafeString:
    pieces, at = [], first
    for place in found:
        if place.start < at or place.end > last:
            continue
        pieces += [escape(text[at : place.start]), "<mark>", escape(text[place.start : place.end]), "</mark>"]
        at = place.end
    pieces.append(escape(text[at:last]))
    return mark_safe("".join(pieces))  # noqa: S308
