"""Dates and hours of actions in words, no more precise than they are known."""

import datetime
import re

from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

from content.models import FigureQualifier
from sections.dates import DatePrecision, day_number, display_partial, without_year

NBSP = "\u00a0"


def display_range(start, start_precision, end, end_precision) -> str:
    """« 19 et 20 octobre 2023 », « du 5 au 11 février 2025 », « de février au 24 octobre 2022 », « 2021–2025 »."""
    start_words = display_partial(start, start_precision)
    if end is None or (start, start_precision) == (end, end_precision):
        return start_words
    if start_precision == end_precision == DatePrecision.YEAR:
        return f"{start.year}–{end.year}"
    is_day, ends_on_day = start_precision == DatePrecision.DAY, end_precision == DatePrecision.DAY
    if end_precision == DatePrecision.YEAR and start.year == end.year:
        return gettext("%(start)s, ended in the same year") % {"start": display_start(start, start_precision)}
    if is_day and ends_on_day and (start.year, start.month) == (end.year, end.month):
        start_words = day_number(start)
        if (end - start).days == 1:
            return gettext("%(start)s and %(end)s") % {
                "start": start_words,
                "end": display_partial(end, end_precision),
            }
    elif DatePrecision.YEAR not in (start_precision, end_precision) and start.year == end.year:
        start_words = without_year(start, start_precision)
    text = {
        (True, True): pgettext("day to day", "%(start)s to %(end)s"),
        (True, False): pgettext("day to month or year", "%(start)s to %(end)s"),
        (False, True): pgettext("month or year to day", "%(start)s to %(end)s"),
        (False, False): pgettext("month or year to month or year", "%(start)s to %(end)s"),
    }[is_day, ends_on_day]
    return _elide(text % {"start": start_words, "end": display_partial(end, end_precision)})


def display_start(start, precision) -> str:
    """« à partir de 2020 », for what may go on: its end is not known."""
    if precision == DatePrecision.DAY:
        text = pgettext("day", "from %(start)s")
    else:
        text = pgettext("month or year", "from %(start)s")
    return _elide(text % {"start": display_partial(start, precision)})


def _elide(text: str) -> str:
    """« d’avril », « d’octobre » in French."""
    return re.sub(r"\bde (?=[aoé])", "d’", text) if (get_language() or "").startswith("fr") else text


def display_days(days: list[datetime.date]) -> str:
    """« 15 avril, 12 mai et 2 juin 2021 »."""
    days = sorted(set(days))
    if not days:
        return ""
    words = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        if following is None or following.year != day.year:
            words.append(display_partial(day, DatePrecision.DAY))
        elif following.month == day.month:
            words.append(day_number(day))
        else:
            words.append(without_year(day, DatePrecision.DAY))
    if len(words) == 1:
        return words[0]
    return gettext("%(start)s and %(end)s") % {"start": ", ".join(words[:-1]), "end": words[-1]}


def display_hour(time: datetime.time) -> str:
    """« 13 h 30 », « 15 h »; in English « 1:30 p.m. »."""
    if not (get_language() or "").startswith("fr"):
        return time_format(time, "P")
    return f"{time.hour}{NBSP}h" + (f"{NBSP}{time.minute:02}" if time.minute else "")


def display_hours(start: datetime.time | None, end: datetime.time | None) -> str:
    """« de 13 h 30 à 15 h », « à 18 h »."""
    if start and end:
        return gettext("from %(start)s to %(end)s") % {"start": display_hour(start), "end": display_hour(end)}
    return pgettext("hour", "at %(start)s") % {"start": display_hour(start)} if start else ""


def display_attendance(number: int | None, qualifier: str, people: str = "") -> str:
    """« plus de 150 personnes », `people` being other words for them; "" when nobody knows."""
    if not number:
        return ""
    told = [] if qualifier == FigureQualifier.EXACT else [str(FigureQualifier(qualifier).label)]
    told.append(number_format(number, use_l10n=True, force_grouping=True))
    return NBSP.join(told) + " " + (people or gettext("people"))


def display_weekday(number: int) -> str:
    """« jeudi »."""
    return format_date(datetime.date(2024, 1, 1 + number), "l")
