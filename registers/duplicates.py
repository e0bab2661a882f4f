"""Entries of a register that may be the same: which pairs, how sure, and why."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from wagtail.models import TranslatableMixin

from .models import DistinctPair, get_key
from .names import get_acronym, get_words

#: Pairs below this are not shown, of 100.
MIN_SCORE = 80
#: How alike two words must be to be the same word misspelt, of 100.
MIN_WORD = 80
#: Shorter words are the same or not: a letter changes them too much.
MIN_LETTERS = 4
#: Words that more entries than this share tell nothing of two of them.
MAX_SHARED = 250


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two entries that may be the same; `score` of 100, `reason` for the reader."""

    first: object
    second: object
    score: int
    reason: str


@dataclasses.dataclass
class Names:
    """What is compared of an entry: its names, each as folded words in order; its acronyms."""

    entry: object
    main: tuple[str, ...]
    others: set[tuple[str, ...]]
    acronyms: set[str]
    initials: set[str]

    @classmethod
    def read(cls, entry) -> "Names":
        main = tuple(get_words(entry.name))
        aliases = [line for line in getattr(entry, "aliases", "").splitlines() if line.strip()]
        others = {tuple(get_words(alias)) for alias in aliases} - {main, ()}
        acronym = "".join(get_words(getattr(entry, "acronym", "")))
        names = [entry.name, *aliases]
        return cls(entry, main, others, {acronym} - {""}, {get_acronym(name) for name in names} - {""})

    def get_hints(self) -> set[str]:
        """What two entries must share to be compared at all."""
        hints = set(self.acronyms) | self.initials
        for words in (self.main, *self.others):
            hints.add("".join(words))
            for word in words:
                if len(word) >= 3:
                    hints |= {f"{word[:3]}*", f"*{word[-3:]}"}
        return hints


def find_duplicates(model: type) -> list[Pair]:
    """The pairs of `model` that may be the same, the most likely first, but those said to be distinct.

    Two queries, whatever the number of entries.
    """
    label = model._meta.label
    distinct = set(DistinctPair.objects.filter(model=label).values_list("first", "second"))
    pairs = []
    for first, second in _candidates(_read(model)):
        if tuple(sorted((get_key(first.entry), get_key(second.entry)))) in distinct:
            continue
        score, reason = compare(first, second)
        if score >= MIN_SCORE:
            pairs.append(Pair(first.entry, second.entry, score, str(reason)))
    return sorted(pairs, key=lambda pair: (-pair.score, str(pair.first).casefold(), pair.first.pk, pair.second.pk))


def get_others(entry):
    """The other entries of its language."""
    rows = type(entry)._default_manager.exclude(pk=entry.pk)
    if isinstance(entry, TranslatableMixin):
        rows = rows.filter(locale=entry.locale_id).exclude(translation_key=entry.translation_key)
    return rows


def find_similar(entry, limit: int = 10) -> list[Pair]:
    """The entries most like `entry`, of its language, the most likely first."""
    own = Names.read(entry)
    pairs = [Pair(entry, row, *compare(own, Names.read(row))) for row in get_others(entry)]
    return sorted((pair for pair in pairs if pair.score >= MIN_SCORE), key=lambda pair: -pair.score)[:limit]


def mark_distinct(first, second, user=None) -> None:
    """Remember that two entries are not the same."""
    low, high = sorted((get_key(first), get_key(second)))
    DistinctPair.objects.get_or_create(
        model=first._meta.label, first=low, second=high, defaults={"user": user if user and user.pk else None}
    )


def _read(model: type) -> list[Names]:
    """One entry for each thing: in the site's first language if it can be."""
    rows = model._default_manager.all()
    if issubclass(model, TranslatableMixin):
        rows = rows.select_related("locale")
    found: dict[str, object] = {}
    for row in rows.order_by("pk"):
        known = found.setdefault(get_key(row), row)
        if known is not row and row.locale.language_code == settings.LANGUAGE_CODE:
            found[get_key(row)] = row
    return [Names.read(row) for row in found.values()]


def _candidates(entries: list[Names]) -> Iterator[tuple[Names, Names]]:
    """The pairs that share something, each once."""
    by_hint = defaultdict(list)
    for number, names in enumerate(entries):
        for hint in names.get_hints():
            by_hint[hint].append(number)
    seen = set()
    for numbers in by_hint.values():
        if len(numbers) <= MAX_SHARED:
            seen.update(combinations(numbers, 2))
    for first, second in sorted(seen):
        yield entries[first], entries[second]


def compare(first: Names, second: Names) -> tuple[int, str]:
    """(how sure that both are the same, of 100, why); (0, "") for nothing."""
    if sorted(first.main) == sorted(second.main):
        return (100, _("Same name")) if first.main == second.main else (98, _("Same name, words in another order"))
    if "".join(first.main) == "".join(second.main):
        return 99, _("Same name")
    for one, other in ((first, second), (second, first)):
        if other.main in one.others:
            return 97, _("The name of one is another spelling of the other")
    if first.others & second.others:
        return 95, _("Same other spelling")
    if first.acronyms & second.acronyms:
        return 94, _("Same acronym")
    for one, other in ((first, second), (second, first)):
        if one.acronyms & {"".join(words) for words in (other.main, *other.others)}:
            return 93, _("The acronym of one is the name of the other")
        if (one.acronyms or ({one.main[0]} if len(one.main) == 1 else set())) & other.initials:
            return 90, _("The acronym of one is made of the initials of the other")
    personal = getattr(type(first.entry), "has_personal_names", False)
    if personal and (score := compare_initials(first.main, second.main)):
        return score, _("Same initials, same last name")
    pairs = [(a, b) for a in (first.main, *first.others) for b in (second.main, *second.others)]
    best = max((compare_spelling(a, b) for a, b in pairs), default=0)
    if best >= MIN_SCORE:
        return best, _("Neighbouring spellings")
    if personal and (is_contained(first.main, second.main) or is_contained(second.main, first.main)):
        return 82, _("The name of one is contained in that of the other")
    return 0, ""


def compare_initials(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """90 for « A. Exemple » and « Anne Exemple », else 0."""
    if len(first) < 2 or len(first) != len(second) or first[-1] != second[-1] or len(first[-1]) < 3:
        return 0
    short = any(len(a) == 1 or len(b) == 1 for a, b in zip(first[:-1], second[:-1], strict=True))
    alike = all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(first, second, strict=True))
    return 90 if short and alike else 0


def compare_spelling(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How alike two names are, word by word whatever their order; 0 when a word or a number has no like."""
    if len(first) != len(second) or not first:
        return 0
    left, total, letters = list(second), 0.0, 0
    for word in sorted(first, key=len, reverse=True):
        best = max(left, key=lambda other: fuzz.ratio(word, other))
        ratio = fuzz.ratio(word, best)
        exact = any(c.isdigit() for c in word + best) or min(len(word), len(best)) < MIN_LETTERS
        if ratio < (100 if exact else MIN_WORD):
            return 0
        left.remove(best)
        total, letters = total + ratio * len(word), letters + len(word)
    return min(96, int(total / letters)) if total / letters < 100 else 96


def is_contained(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """« Marie Exemple » in « Marie Exemple Durand »: the same first word, and every other, in order."""
    if len(short) < 2 or len(long) != len(short) + 1 or short[0] != long[0]:
        return False
    words = iter(long)
    return all(word in words for word in short)
