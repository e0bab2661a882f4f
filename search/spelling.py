"""The words of the index with how many documents have them, and the right spelling of those it has not.

A word that is in a title or a subject of a document is counted twice: as itself, and with `SUBJECT` after it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .analysis import get_analyser
from .engines.base import batched

#: Shorter words are not corrected, nor taken for the beginning of others; longer ones may be two edits away.
SHORTEST, SHORTEST_BEGINNING, LONG = 4, 3, 8
#: What is longer is no word to be counted.
LONGEST = 40
#: A stem of this length stands for its family.
SHORTEST_STEM = 5
#: Rows of one statement.
ROWS = 400
#: After a word that is in a title or a subject. Such rows have no length: no fault of typing leads to them.
SUBJECT = "*"


@dataclass
class Known:
    """What the index has of a stem."""

    #: How many documents have it, and have it in a title or a subject; of `size` in all.
    documents: int = 0
    subjects: int = 0
    size: int = 0
    #: Its words (folded), commonest first.
    words: tuple[str, ...] = ()


def learn_words(documents: Mapping[int, tuple[str, Mapping[str, tuple[str, str]]]]) -> None:
    """Count the words of documents, in place of those that they had: id → (language, folded word → stem and writing).

    A word of `SUBJECT` is one of a title or a subject.

    Only what changes is written, in one order, so that two writers never wait for each other.
    """
    changes, written, rows = _take_off(documents), {}, []
    for document, (code, words) in documents.items():
        language = get_analyser(code).language
        kept = sorted(word for word in words if len(word) <= LONGEST and not word.isdigit())
        rows.append((document, language, " ".join(kept)))
        changes.update((language, word) for word in kept)
        written.update({(language, word): words[word] for word in kept})
    _change(changes, written)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_words (document_id, language, words) VALUES (%s, %s, %s)"
            " ON CONFLICT (document_id) DO UPDATE SET language = excluded.language, words = excluded.words",
            rows,
        )


def forget_words(ids: Iterable[int]) -> None:
    """Take the words of documents off the counts."""
    ids = list(ids)
    _change(_take_off(ids), {})
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE document_id = %s", [[document] for document in ids])


def _take_off(ids: Iterable[int]) -> Counter[tuple[str, str]]:
    """(language, word) → minus how many of these documents have it now."""
    changes: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        for batch in batched(ids, ROWS):
            places = ", ".join(["%s"] * len(batch))
            cursor.execute(f"SELECT language, words FROM search_words WHERE document_id IN ({places})", batch)  # noqa: S608
            for language, words in cursor.fetchall():
                changes.subtract((language, word) for word in words.split())
    return changes


def _change(changes: Mapping[tuple[str, str], int], written: Mapping[tuple[str, str], tuple[str, str]]) -> None:
    """Add to the counts of words; those that may be new have their stem and writing in `written`."""
    more = []
    for (language, word), number in sorted(changes.items()):
        if number > 0:
            initial, length = (SUBJECT, 0) if word.endswith(SUBJECT) else (word[0], len(word))
            stem, shown = written[language, word]
            more.append((language, word, initial, length, stem, shown[:80], number))
    less = [(language, word, -number) for (language, word), number in sorted(changes.items()) if number < 0]
    with connection.cursor() as cursor:
        for batch in batched(more, ROWS):
            cursor.execute(
                "INSERT INTO search_vocabulary (language, word, initial, length, stem, shown, documents)"
                f" VALUES {', '.join(['(%s, %s, %s, %s, %s, %s, %s)'] * len(batch))}"
                " ON CONFLICT (language, word)"
                " DO UPDATE SET documents = search_vocabulary.documents + excluded.documents",
                list(chain.from_iterable(batch)),
            )
        for batch in batched(less, ROWS):
            cursor.execute(
                f"WITH less (language, word, number) AS (VALUES {', '.join(['(%s, %s, %s)'] * len(batch))})"
                " UPDATE search_vocabulary SET documents = documents - less.number FROM less"
                " WHERE search_vocabulary.language = less.language AND search_vocabulary.word = less.word",
                list(chain.from_iterable(batch)),
            )


def count_words(ids: Collection[int]) -> Counter[str]:
    """Word (folded) → how many of these documents have it: what hidden ones must not tell. One query at most."""
    if not ids:
        return Counter()
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(ids))
        cursor.execute(f"SELECT words FROM search_words WHERE document_id IN ({places})", list(ids))  # noqa: S608
        return Counter(word for (words,) in cursor.fetchall() for word in words.split())


def get_known(stems: Collection[str], languages: Sequence[str], hidden: Mapping[str, int]) -> dict[str, Known]:
    """Those of `stems` that some document has, beside the `hidden` ones (see `count_words`): one query."""
    if not stems:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stem, word, documents, (SELECT COUNT(*) FROM search_words) FROM search_vocabulary"
            f" WHERE documents > 0 AND stem IN ({', '.join(['%s'] * len(stems))})"
            f" AND language IN ({', '.join(['%s'] * len(languages))}) ORDER BY documents DESC, word",
            [*stems, *languages],
        )
        rows = cursor.fetchall()
    found: dict[str, Known] = {}
    for stem, word, documents, size in rows:
        left = documents - hidden.get(word, 0)
        if left <= 0:
            continue
        known = found.setdefault(stem, Known(size=size))
        if word.endswith(SUBJECT):
            known.subjects += left
        else:
            known.documents = min(known.documents + left, size)
            known.words += (word,)
    return {stem: known for stem, known in found.items() if known.words}


def get_spellings(
    words: Iterable[str], languages: Sequence[str], limit: int, hidden: Mapping[str, int]
) -> dict[str, list[str]]:
    """For each word (folded), the known ones that it may be a misspelling of, as they are written, likeliest first.

    A fault on the first letter is rarer: such words come after the others, and are one edit away.
    Words that only `hidden` documents have are left out. One query for all.
    """
    edits = {
        word: (len(word) >= SHORTEST) + (len(word) >= LONG)
        for word in words
        if len(word) >= SHORTEST_BEGINNING and not any(letter.isdigit() for letter in word)
    }
    rows = _get_near(edits, languages) if edits else {}
    return {word: _choose(word, most, rows, hidden)[:limit] for word, most in edits.items()}


def split_words(words: Iterable[str], languages: Sequence[str], hidden: Mapping[str, int]) -> dict[str, list[str]]:
    """« intelligenceartificielle »: those that are two known words without the space between them. One query."""
    ways = {w: [(w[:at], w[at:]) for at in range(SHORTEST, len(w) - SHORTEST + 1)] for w in words if w.isalpha()}
    stem = get_analyser(languages[0]).stem
    known = get_known({stem(part) for cuts in ways.values() for cut in cuts for part in cut}, languages, hidden)
    words = {word: row.documents for row in known.values() for word in row.words}
    found = {word: [cut for cut in cuts if words.keys() >= set(cut)] for word, cuts in ways.items()}
    return {
        word: [" ".join(max(cuts, key=lambda cut: min(words[part] for part in cut)))]
        for word, cuts in found.items()
        if cuts
    }


def _choose(word: str, edits: int, rows: Mapping[str, tuple[int, str]], hidden: Mapping[str, int]) -> list[str]:
    near = [known for known in rows if abs(len(known) - len(word)) <= (edits if known[0] == word[0] else 1)]
    found = []
    for known, distance, _place in process.extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=50):
        documents, shown = rows[known]
        if documents <= hidden.get(known, 0):
            continue
        if known[0] == word[0]:
            found.append((distance, -documents, shown))
        elif distance == 1:
            found.append((1.5, -documents, shown))
    if not found:
        # « éduc », « gouv »: the beginning of a known word; « pollue »: a form that nobody wrote of one.
        begun = [(known, *rows[known]) for known in rows if known.startswith(get_beginning(word))]
        found = [(0, -documents, shown) for known, documents, shown in begun if documents > hidden.get(known, 0)]
    return list(dict.fromkeys(shown for _distance, _documents, shown in sorted(found)))


def get_beginning(word: str) -> str:
    """What other forms of a word, and those of its family, begin with: its stem, when that says enough."""
    stem = get_analyser("fr").stem(word)
    return stem if len(stem) >= SHORTEST_STEM and word.startswith(stem) else word


def _get_near(edits: Mapping[str, int], languages: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Word → (documents, as it is written), of those whose length allows so few edits of one of these."""
    near, params = [], list(languages)
    for word, most in edits.items():
        length = len(word)
        near.append("initial = %s AND length > %s AND word LIKE %s")
        params += [word[0], length, f"{get_beginning(word)}%"]
        if most:
            near.append("length BETWEEN %s AND %s OR initial = %s AND length BETWEEN %s AND %s")
            params += [length - 1, length + 1, word[0], length - most, length + most]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, documents, shown FROM search_vocabulary WHERE documents > 0"  # noqa: S608
            f" AND length > 0 AND language IN ({', '.join(['%s'] * len(languages))}) AND ({' OR '.join(near)})",
            params,
        )
        return {known: (documents, shown) for known, documents, shown in cursor.fetchall()}
