"""Partial dates: said as far as they are known."""

import datetime

import pytest
from django.utils import translation

from sections.dates import display_partial, display_period, iso_partial, parse_partial

DAY = datetime.date(2021, 5, 12)


@pytest.mark.parametrize(
    ("date", "precision", "words", "iso"),
    [
        (DAY, "day", "12\u00a0mai 2021", "2021-05-12"),
        (datetime.date(2021, 5, 1), "day", "1er\u00a0mai 2021", "2021-05-01"),
        (DAY, "month", "mai 2021", "2021-05"),
        (DAY, "year", "2021", "2021"),
        (None, "day", "", ""),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(date, precision, words, iso):
    with translation.override("fr"):
        assert display_partial(date, precision) == words
    assert iso_partial(date, precision) == iso


def test_a_date_is_said_in_english():
    with translation.override("en"):
        assert display_partial(DAY, "day") == "12\u00a0May 2021"


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (datetime.date(2012, 1, 1), datetime.date(2017, 1, 1), "year", "2012-2017"),
        (datetime.date(2025, 2, 5), datetime.date(2025, 2, 11), "day", "du 5 au 11\u00a0février 2025"),
        (datetime.date(2025, 4, 28), datetime.date(2025, 5, 1), "day", "du 28\u00a0avril au 1er\u00a0mai 2025"),
        (datetime.date(2021, 2, 1), None, "month", "depuis février 2021"),
        (None, datetime.date(2023, 9, 15), "day", "jusqu’au 15\u00a0septembre 2023"),
        (None, None, "year", ""),
    ],
)
def test_a_period_is_said_in_words(start, end, precision, words):
    with translation.override("fr"):
        assert display_period(start, end, precision) == words


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("2021", datetime.date(2021, 1, 1), "year"),
        ("2021-05", datetime.date(2021, 5, 1), "month"),
        ("2021-05-12", DAY, "day"),
    ],
)
def test_a_written_date_is_read(text, date, precision):
    assert parse_partial(text) == (date, precision)


@pytest.mark.parametrize("text", ["", "21", "2021-13", "2021-02-30", "mai 2021", "2021-05-12T00:00"])
def test_a_wrong_date_is_refused(text):
    with pytest.raises(ValueError):
        parse_partial(text)
