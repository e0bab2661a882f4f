"""Dates as French writes them: « vendredi 23 mai 2025 », « 1er mars 2024 », « 14/02/2025 »."""

import datetime
import re

from registers.names import fold

MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12, "janv": 1, "fevr": 2, "avr": 4, "juil": 7,
    "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_WORDS = re.compile(rf"(?:\b({'|'.join(DAYS)})\s+)?(?:\ble\s+)?\b(\d{{1,2}})\s*(?:er)?\s+({_NAMES})\b\.?\s+(\d{{4}})\b")
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH = re.compile(rf"\b({_NAMES})\b\.?\s+(\d{{4}})\b")
#: Years that a document of the site can bear.
YEARS = range(1990, 2100)


def find_date(text: str) -> datetime.date | None:
    """The first whole date of `text`, or None."""
    found = find_dated(text)
    return found[0] if found else None


def find_dated(text: str) -> tuple[datetime.date, str] | None:
    """The first whole date of `text` and the day of the week written before it ("" if none)."""
    folded = fold(text)
    found = [(m.start(), _make(m[4], MONTHS[m[3]], m[2]), m[1] or "") for m in _WORDS.finditer(folded)]
    found += [(m.start(), _make(m[3], m[2], m[1]), "") for m in _FIGURES.finditer(folded)]
    found += [(m.start(), _make(m[1], m[2], m[3]), "") for m in _ISO.finditer(folded)]
    first = min((row for row in found if row[1]), default=None)
    return first and first[1:]


def find_month(text: str) -> datetime.date | None:
    """The first « mars 2024 » of `text`, as the first day of that month, or None."""
    match = _MONTH.search(fold(text))
    return _make(match[2], MONTHS[match[1]], 1) if match else None


def is_right_weekday(day: datetime.date, weekday: str) -> bool:
    """Whether `day` fell on `weekday`, a French word; "" fits any."""
    return not weekday or DAYS[day.weekday()] == weekday


def _make(year, month, day) -> datetime.date | None:
    try:
        made = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if made.year in YEARS else None
