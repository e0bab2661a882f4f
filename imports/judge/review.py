"""A document and its draft line by line, side by side, with what is wrong marked in both."""

from difflib import SequenceMatcher

from .verdict import Verdict, space

#: Lines beyond these are not shown beside each other: the lists of losses say them all.
MAX_LINES = 8_000
#: So many pairs of lines are compared one by one; of longer texts, those that come often stand for nothing.
MAX_PAIRS = 20_000_000


def lay_out(verdict: Verdict) -> list[tuple[str, str, bool, bool]]:
    """(line of the source, of the draft, whether the first lost something, whether the second has a fault)."""
    source, draft = verdict.source[:MAX_LINES], verdict.draft[:MAX_LINES]
    keys = [[space(line) for line in lines] for lines in (source, draft)]
    is_long = len(source) * len(draft) > MAX_PAIRS
    rows: list[tuple[str, str]] = []
    for _name, start, end, from_, to in SequenceMatcher(None, *keys, autojunk=is_long).get_opcodes():
        many = max(end - start, to - from_)
        left, right = source[start:end], draft[from_:to]
        rows += zip(left + [""] * (many - len(left)), right + [""] * (many - len(right)), strict=True)
    lost, wrong = set(verdict.lost), {*verdict.moved, *verdict.doubled, *verdict.shown}
    return [(one, other, _holds(one, lost), _holds(other, wrong)) for one, other in rows]


def _holds(line: str, sentences: set[str]) -> bool:
    return bool(line) and any(sentence in line for sentence in sentences)
