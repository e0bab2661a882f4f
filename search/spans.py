"""What a query holds besides plain words: quoted phrases, dates, numbers, what to leave out, addresses."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_AP

from registers.names import fold
from sections.dates import DatePrecision, get_end_of

#: Years that a query may mean; others are numbers.
FIRST_YEAR, LAST_YEAR = 1950, 2100
#: A sign of inclusive writing; with a dot or a hyphen, only before such an ending.
_INCLUSIVE = re.compile(
    r"(?<=[^\W\d_]{3})(?:[·•‧⋅∙・][^\W\d_]{1,6}|[.(/-](?:eu)?(?:e|es|ne|nes|le|les|euse|euses|se|ses|rice|rices|trice|trices"
    r"|ère|ères|ive|ives|te|tes)(?=[.)/-]?s?\b)\)?)+(?:[·•‧⋅∙・.)/-]*s\b)?(?![\w-])"
)
_HASHTAG = re.compile(r"(?<![\w&])#(?=\w)(\w+)")
_HUMP = re.compile(
    r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[^\W\d_])(?=(?:19|20)\d\d(?!\d))"
)
_QUOTED = re.compile(r'"([^"]*)"')
_MINUS = re.compile(r'(?<!\S)-(?=[^\W_"]|"\w)(?:"([^"]*)"|(\S+))')
_BUT = re.compile(
    r"(?<!\w)(?:sauf|hormis|excepté|hors|mais pas|but not|except)\s+(?!que\b)([^,;.!?\"]+)", re.IGNORECASE
)
#: What is left out, one thing after the other.
_PART = re.compile(r"(?:\s(?:et|ou|ni|and|or)\s)?(.+?)(?=\s(?:et|ou|ni|and|or)\s|$)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[ .,]\d{3})+(?![\w/-])|(?<![\w.,/-])\d+[.,]\d+(?![\w/-])")
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\w./-])")
_MONTHLY = re.compile(r"(?<![\w./-])(0?[1-9]|1[0-2])/((?:19|20)\d{2})(?![\w./-])")
_ISO = re.compile(r"(?<![\w./-])((?:19|20)\d{2})-(\d{2})(?:-(\d{2}))?(?![\w./-])")
_YEARS = re.compile(
    r"(?<![\w./-])((?:19|20)\d{2})(?:\s?(?:[-–/]|(?:à|au|et|to)\s)\s?((?:19|20)\d{2}))?(?![\w./-]|[.,]\d)"
)
_ADDRESS = re.compile(r"\s*(?:https?://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S+|/[\w-]+/\S*)\s*", re.IGNORECASE)
#: Shorter ones are words like others: « tiers-lieux ».
_REFERENCE = re.compile(r"[a-zA-Z0-9_]+(?:-[a-zA-Z0-9_]+){2,}")


@dataclass(frozen=True)
class Span:
    """A part of a query, and where it is."""

    start: int
    end: int
    text: str
    #: quoted, left_out, date or number.
    kind: str
    since: datetime.date | None = None
    until: datetime.date | None = None


def unfold_signs(text: str) -> str:
    """Hashtags as words, inclusive writing as one word."""
    text = _HASHTAG.sub(lambda match: _HUMP.sub(" ", match[1]).replace("_", " "), text)
    return _INCLUSIVE.sub(_end_inclusive, text)


def _end_inclusive(match: re.Match) -> str:
    plural = match[0].rstrip(").").endswith("s") and match.string[match.start() - 1] != "s"
    return "s" if plural else ""


def find_path(text: str) -> tuple[str, str]:
    """(path, identifier) of a query that is an address of the site or a permanent identifier, else ("", "")."""
    if _ADDRESS.fullmatch(text):
        path = unquote(urlsplit(text.strip()).path if "//" in text else "/" + text.strip().partition("/")[2])
        path = path.rstrip("/") + "/"
        return path, path.rstrip("/").rpartition("/")[2]
    return "", text.strip() if _REFERENCE.fullmatch(text.strip()) else ""


def find_spans(text: str) -> list[Span]:
    """The parts of a query that are no plain words, in order; what is inside another is left out."""
    found: list[Span] = []
    for span in _iterate(text):
        if not any(span.start < other.end and other.start < span.end for other in found):
            found.append(span)
    return sorted(found, key=lambda span: span.start)


def _iterate(text: str) -> Iterator[Span]:
    for kind, pattern in (("left_out", _MINUS), ("quoted", _QUOTED)):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), match[match.lastindex], kind)
    for match in _BUT.finditer(text):
        start = match.start()
        for part in _PART.finditer(text, match.start(1), match.end(1)):
            yield Span(start, part.end(), part[1], "left_out")
            start = part.end()
    yield from _iterate_dates(text)
    for match in _NUMBER.finditer(text):
        yield Span(match.start(), match.end(), match[0], "number")


def _iterate_dates(text: str) -> Iterator[Span]:
    for match in _NUMERIC.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        yield from _make_date(match, year if year > 99 else 2000 + year, month, day)
    for match in _ISO.finditer(text):
        yield from _make_date(match, int(match[1]), int(match[2]), int(match[3] or 0))
    for match in _MONTHLY.finditer(text):
        yield from _make_date(match, int(match[2]), int(match[1]))
    for match in _get_written().finditer(text):
        month = _get_months()[fold(match["month"])]
        yield from _make_date(match, int(match["year"]), month, int(match["day"] or 0))
    for match in _YEARS.finditer(text):
        first, last = int(match[1]), int(match[2] or match[1])
        if FIRST_YEAR <= first <= last <= LAST_YEAR:
            since, until = datetime.date(first, 1, 1), datetime.date(last, 12, 31)
            yield Span(match.start(), match.end(), match[0], "date", since, until)


def _make_date(match: re.Match, year: int, month: int, day: int = 0) -> Iterator[Span]:
    """The span of a day or a month, if there is such a day."""
    try:
        since = datetime.date(year, month, day or 1)
        until = get_end_of(since, DatePrecision.DAY if day else DatePrecision.MONTH)
    except ValueError:
        return
    yield Span(match.start(), match.end(), match[0], "date", since, until)


@cache
def _get_months() -> dict[str, int]:
    """The names of months, folded, in the languages of the site, long and short → number."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for names in (MONTHS, MONTHS_AP):
                found |= {fold(str(name)).rstrip("."): number for number, name in names.items()}
    return found


@cache
def _get_written() -> re.Pattern:
    """« 7 février 2025 », « 1er mai 2021 », « novembre 2023 », « May 2021 »; accents may be left out."""
    letters = {"e": "[eéè]", "u": "[uû]", "a": "[aàâ]"}
    names = [
        "".join(letters.get(c, re.escape(c)) for c in name) for name in sorted(_get_months(), key=len, reverse=True)
    ]
    return re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+)?(?P<month>{'|'.join(names)})\.?\s+(?P<year>(?:19|20)\d{{2}})(?!\w)",
        re.IGNORECASE,
    )


def write_dates(since: datetime.date, until: datetime.date) -> list[str]:
    """A day, a month or a year in words, in the languages of the site: as texts and headings say it."""
    if (since.month, until.month) == (1, 12):
        return [str(year) for year in range(since.year, until.year + 1)][:30]
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            month = f"{MONTHS[since.month]} {since.year}"
        found.append(month if since != until else f"{'1er' if since.day == 1 and code == 'fr' else since.day} {month}")
    return list(dict.fromkeys(found))
