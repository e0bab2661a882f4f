"""A document as the rows of words that the embedded engines keep.

Three tables: `search_titles` has each title in exact form between two marks, for exact titles,
their beginnings and completion; `search_fields` has a row for each short field, and a few for the
full text (the words that it has, those that come often…), so that ranking reads one row a field
and document; `search_parts` has the full text and the passages with all their words in order,
for phrases and passages.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..analysis import Token, get_analyser
from ..models import SearchDocument
from ..spelling import SUBJECT

#: Words that no text has, before and after a title.
BEGIN, END = "00begin00", "00end00"
#: The slots of `search_fields`; a title's depends on its length.
TITLES = (0, 1, 2)
OTHER_TITLES, PEOPLE, SUMMARY, HEADINGS = 3, 4, 5, 6
TEXTS = (7, 8, 9, 10)
#: Those that say what a document is about.
SUBJECTS = (*TITLES, OTHER_TITLES, PEOPLE, HEADINGS)
#: Slot → field, as reasons name them.
FIELD_OF_SLOT = {
    **dict.fromkeys(TITLES, "title"),
    OTHER_TITLES: "other_titles",
    PEOPLE: "people",
    SUMMARY: "summary",
    HEADINGS: "headings",
    **dict.fromkeys(TEXTS, "text"),
}
#: A word is in the row of `TEXTS[n]` when it comes this often, for a text of ordinary length.
OFTEN = (0, 3, 8, 20)
ORDINARY = 4_000
#: Titles of up to so many words are short, then middling.
TITLE_LENGTHS = (4, 9)
#: How ids and slots share a row's number: documents << SHIFT | slot.
TITLE_SHIFT, FIELD_SHIFT, PART_SHIFT = 6, 4, 20
#: A title that begins with an article is there without it too, this many slots further.
BARE = 32
#: The first parts are those of the document's own text; passages come from here on.
FIRST_PASSAGE = 1024
#: Characters of a part of the full text: cut at a line, or at a space where lines are long.
PART_SIZE, PART_MAX = 2_000, 6_000
#: No document has more different words than this; what is beyond is noise.
MAX_WORDS = 60_000


class Row(NamedTuple):
    """A row of one of the tables; `words` are all to be found, `order` tells if they follow each other."""

    slot: int
    stems: list[str]
    exact: list[str]
    order: bool = True


class Rows(NamedTuple):
    titles: list[Row]
    fields: list[Row]
    parts: list[Row]
    #: Every different word of the document: folded → (stem, as it is written).
    words: dict[str, tuple[str, str]]


def split_text(text: str) -> Iterator[str]:
    """Cut a long text into parts, at the ends of lines if there are any."""
    start = 0
    while start < len(text):
        end = start + PART_SIZE
        if end < len(text):
            cut = text.find("\n", end, start + PART_MAX)
            if cut < 0:
                cut = text.rfind(" ", end, start + PART_MAX)
            end = cut + 1 if cut >= 0 else start + PART_MAX
        yield text[start:end]
        start = end


def get_titles(document: SearchDocument) -> list[str]:
    """The title, then the other ones: at most as many as there are slots."""
    lines = [document.title, *document.other_titles.splitlines()]
    return [line for line in lines if line.strip()][:BARE]


def leave_articles(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Exact words without those at the beginning that do not matter, unless there are only such."""
    first = next((place for place, token in enumerate(tokens) if token.stem), 0)
    return tuple(token.exact for token in tokens[first:])


def build_rows(document: SearchDocument) -> Rows:
    """Analyse a document and its passages (`document.passages`, prefetched or not)."""
    analyser = get_analyser(document.language)
    words: dict[str, tuple[str, str]] = {}

    def read(slot: int, text: str) -> Row:
        row = Row(slot, [], [])
        if slot in (PEOPLE, HEADINGS):
            # Each line between marks: subjects are found whole.
            for line in text.splitlines():
                found = read(-1, line)
                row.stems.extend([BEGIN, *found.stems, END] if found.stems else [])
                row.exact.extend(found.exact)
            return row
        for token in analyser.tokenise(text):
            row.exact.append(token.exact)
            if token.stem:
                row.stems.append(token.stem)
                if token.exact not in words:
                    words[token.exact] = token.stem, text[token.start : token.end]
        return row

    titles = []
    for number, title in enumerate(get_titles(document)):
        tokens = list(analyser.tokenise(title))
        for place, found in enumerate({tuple(t.exact for t in tokens): 0, leave_articles(tokens): 0}):
            titles.append(Row(number + place * BARE, [], [BEGIN, *found, END]))
    title = read(0, document.title)
    length = sum(len(title.stems) > limit for limit in TITLE_LENGTHS)
    fields = [title._replace(slot=TITLES[length])] + [
        read(slot, getattr(document, FIELD_OF_SLOT[slot])) for slot in (OTHER_TITLES, PEOPLE, SUMMARY, HEADINGS)
    ]
    parts = [read(number, text) for number, text in zip(range(FIRST_PASSAGE), split_text(document.text), strict=False)]
    for passage in document.passages.all():
        slot = FIRST_PASSAGE + passage.position
        if slot < 1 << PART_SHIFT:
            parts.append(read(slot, f"{passage.title}\n{passage.text}"))
    counts = Counter(stem for part in parts for stem in part.stems)
    scale = 0.4 + 0.6 * min(counts.total() / ORDINARY, 10)
    for slot, often in zip(TEXTS, OFTEN, strict=True):
        found = [stem for stem, count in counts.most_common(MAX_WORDS) if count >= often * scale]
        fields.append(Row(slot, found, [], order=False))
    kept = dict(list(words.items())[:MAX_WORDS])
    subjects = {word for row in fields if row.slot in SUBJECTS for word in row.exact}
    kept |= {word + SUBJECT: kept[word] for word in subjects & kept.keys()}
    return Rows(titles, [r for r in fields if r.stems or r.exact], [r for r in parts if r.exact], kept)
