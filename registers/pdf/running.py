"""What was printed around a text: running heads, and the numbers of pages."""

import re

_NUMBER = re.compile(
    r"^\W*(?:page\s*|p\.\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|sur|of)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_AT_END = re.compile(r"^(\d{1,4})\b|\b(\d{1,4})(?:\s?(?:/|sur|of|de)\s?\d{1,4})?\W*$")
#: Lines at the top and at the bottom of a page among which they are; characters of one, and of one without capital.
EDGE, MAX_HEAD, MAX_SMALL = 3, 150, 30


def find_running(pages: list[list[str]]) -> set[tuple[int, int]]:
    """(page, line) of the lines, from the top, that come again around the pages near by, and of the pages' numbers."""
    edges = []
    for lines in pages:
        filled = [number for number, line in enumerate(lines) if line.strip()]
        edges.append({n: _split(lines[n]) for n in sorted({*filled[:EDGE], *filled[-EDGE:]})} if filled else {})
    found = set()
    for page, own in enumerate(edges):
        steps = [step for step in (-2, -1, 1, 2) if 0 <= page + step < len(edges)]
        near = {(words, number and number - step) for step in steps for words, number in edges[page + step].values()}
        same = {pages[page + step][line] for step in steps for line in edges[page + step]}
        for line, head in own.items():
            is_outer, words = line in (min(own), max(own)), pages[page][line].strip()
            if words[-1] in "-,\u2010\ufffe" or (words[0].islower() and len(words) > MAX_SMALL and not head[1]):
                continue
            if ((head in near or pages[page][line] in same) and len(words) <= MAX_HEAD) or (
                is_outer and _NUMBER.match(pages[page][line])
            ):
                found.add((page, line))
    return found


def _split(line: str) -> tuple[str, int]:
    """A head without the number of the page, which stands at one of its ends, and that number, 0 without one."""
    words = " ".join(line.lower().split())
    match = _AT_END.search(words)
    return (words[: match.start()] + words[match.end() :], int(match[1] or match[2])) if match else (words, 0)
