"""A document as the rows of words that the embedded engines keep.

Three tables: `search_titles` has each title in exact form between two marks, for exact titles and
completion; `search_fields` has a row for each short field, and one for the words of the full text, so
that ranking reads one row a field and document; `search_parts` has the full text and the passages with
all their words in order, for phrases and passages.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ..analysis import get_analyser
from ..models import SearchDocument
from ..spelling import SUBJECT

#: Words that no text has, before and after a title.
BEGIN, END = "00begin00", "00end00"
#: The slots of `search_fields`; a title's depends on its length.
TITLES = (0, 1, 2)
OTHER_TITLES, PEOPLE, SUMMARY, HEADINGS, TEXT = 3, 4, 5, 6, 7
#: Those that say what a document is about.
SUBJECTS = (*TITLES, OTHER_TITLES, PEOPLE, HEADINGS)
#: Slot → field, of those that are kept as they are.
FIELDS = {OTHER_TITLES: "other_titles", PEOPLE: "people", SUMMARY: "summary", HEADINGS: "headings"}
#: Titles of up to so many words are short, then middling.
TITLE_LENGTHS = (4, 9)
#: How ids and slots share a row's number: documents << SHIFT | slot.
TITLE_SHIFT, FIELD_SHIFT, PART_SHIFT = 6, 4, 20
#: No more titles of a document are kept.
MAX_TITLES = 32
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

    lines = [line for line in (document.title, *document.other_titles.splitlines()) if line.strip()]
    titles = [Row(slot, [], [BEGIN, *analyser.exact(line), END]) for slot, line in enumerate(lines[:MAX_TITLES])]
    title = read(0, document.title)
    length = sum(len(title.stems) > limit for limit in TITLE_LENGTHS)
    fields = [title._replace(slot=TITLES[length])]
    fields += [read(slot, getattr(document, name)) for slot, name in FIELDS.items()]
    parts = [read(number, text) for number, text in zip(range(FIRST_PASSAGE), split_text(document.text), strict=False)]
    for passage in document.passages.all():
        slot = FIRST_PASSAGE + passage.position
        if slot < 1 << PART_SHIFT:
            parts.append(read(slot, f"{passage.title}\n{passage.text}"))
    found = dict.fromkeys(stem for part in parts for stem in part.stems)
    fields.append(Row(TEXT, list(found)[:MAX_WORDS], [], order=False))
    kept = dict(list(words.items())[:MAX_WORDS])
    subjects = {word for row in fields if row.slot in SUBJECTS for word in row.exact}
    kept |= {word + SUBJECT: kept[word] for word in subjects & kept.keys()}
    return Rows(titles, [r for r in fields if r.stems or r.exact], [r for r in parts if r.exact], kept)
