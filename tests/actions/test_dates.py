"""Dates are said as far as they are known; the status is what the dates tell, and no more."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from actions.models import ActionPage
from events.dates import get_occurrences, repeat
from events.words import display_days, display_hours, display_range
from sections.dates import parse_partial

from .helpers import make_action

TODAY = datetime.date.today()


def day(offset: int) -> str:
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


def say(start: str, end: str = "") -> str:
    return display_range(*parse_partial(start), *(parse_partial(end) if end else (None, "day"))).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2023-10-19", "", "19 October 2023"),
        ("2023-10", "", "October 2023"),
        ("2023", "", "2023"),
        ("2023-10-19", "2023-10-20", "19 and 20 October 2023"),
        ("2025-02-05", "2025-02-11", "5 to 11 February 2025"),
        ("2022-11-22", "2023-09-07", "22 November 2022 to 7 September 2023"),
        ("2022-02", "2022-10-24", "February to 24 October 2022"),
        ("2021", "2025", "2021–2025"),
        ("2024-05-28", "2024", "from 28 May 2024, ended in the same year"),
    ],
)
def test_ranges_in_words(start, end, words):
    with override("en"):
        assert say(start, end) == words


def test_days_and_hours_in_words():
    days = [datetime.date(2021, 4, 15), datetime.date(2021, 5, 12), datetime.date(2021, 6, 2)]
    with override("en"):
        assert display_days(days).replace("\u00a0", " ") == "15 April, 12 May and 2 June 2021"
    with override("fr"):
        hours = display_hours(datetime.time(13, 30), datetime.time(15)).replace("\u00a0", " ")
    assert "13 h 30" in hours and hours.endswith("15 h")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"start": day(3)}, "upcoming"),
        ({"start": day(-3)}, "past"),
        ({"start": day(0)}, "ongoing"),
        ({"start": day(-3), "end": day(3)}, "ongoing"),
        ({"start": "2020", "kind": "partenariat"}, ""),
        ({"start": "2020", "kind": "atelier"}, "past"),
        ({"start": f"{TODAY.year}"}, ""),
        ({"start": "2020", "end": f"{TODAY.year + 2}"}, ""),
        ({}, ""),
        ({"start": day(3), "state": "cancelled"}, "cancelled"),
        ({"start": day(3), "state": "postponed"}, "postponed"),
        ({"sessions": [day(-9), day(9)]}, "ongoing"),
        ({"start": "2020-01-02", "recurrence": "weekly"}, "ongoing"),
        ({"recurrence": "weekly", "recurrence_day": 3}, ""),
    ],
)
def test_status(fields, status):
    assert make_action(**fields).event_status == status


@pytest.mark.django_db
def test_partial_dates_give_no_day():
    assert get_occurrences(make_action("2023-10")) == []
    assert get_occurrences(make_action("2023")) == []
    assert get_occurrences(make_action()) == []
    assert [row.start.day for row in get_occurrences(make_action("2023-10-19", "2023-12"))] == [19]


@pytest.mark.django_db
def test_discontinuous_sessions_are_days_of_their_own():
    page = make_action("2021-04-15", "2021-06-02", sessions=["2021-06-02", "2021-04-15", "2021-05-12"])
    assert [row.start.isoformat() for row in page.occurrences] == ["2021-04-15", "2021-05-12", "2021-06-02"]
    assert len({row.key for row in page.occurrences}) == 3
    assert page.last_day == datetime.date(2021, 6, 2)


@pytest.mark.django_db
def test_recurring_days():
    page = make_action("2024-05-28", recurrence="weekly", recurrence_until=datetime.date(2024, 6, 20))

    def get_days() -> list[int]:
        event = page.get_event()
        june = datetime.date(2024, 6, 1), datetime.date(2024, 6, 30)
        return [found.day for found in repeat(event.first_day, event.step, event.until, *june)]

    assert get_days() == [4, 11, 18]
    page.recurrence = "fortnightly"
    assert get_days() == [11]
    assert make_action(recurrence="weekly", recurrence_day=1).get_event().first_day is None


@pytest.mark.parametrize(
    "fields",
    [
        {"end_date": datetime.date(2024, 1, 1)},
        {"date": datetime.date(2024, 2, 1), "end_date": datetime.date(2024, 1, 1)},
        {"end_time": datetime.time(10)},
        {"date": datetime.date(2024, 2, 1), "start_time": datetime.time(10), "end_time": datetime.time(9)},
        {"date": datetime.date(2024, 2, 1), "date_precision": "month", "start_time": datetime.time(10)},
        {"slug": "agenda"},
        {"call_opens": datetime.date(2024, 2, 1), "call_closes": datetime.date(2024, 1, 1)},
    ],
)
@pytest.mark.django_db
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(ValidationError):
        ActionPage(**{"title": "Essai", "slug": "essai", "reference": "essai", **fields}).clean()
