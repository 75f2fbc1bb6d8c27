"""Numbers, intervals and dates in both languages."""

import datetime as dt

import pytest

from samlad.picture.document import Period, Row
from samlad.picture.labels import speaking
from samlad.picture.notation import Notation, clean, period_title, short_period


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("sv", 1234567, "1\u00a0234\u00a0567"),
        ("en", 1234567, "1,234,567"),
        ("sv", -2.5, "−2,5"),
        ("en", -2.5, "−2.5"),
        ("en", -0.04, "0.0"),
        ("sv", 3.0, "3"),
        ("sv", None, "–"),
    ],
)
def test_numbers(language: str, value: float | None, text: str) -> None:
    assert Notation(language).number(value) == text


def test_share_under_one_per_cent_is_not_nought() -> None:
    assert Notation("en").percent(0.001) == "<\u00a01\u00a0%"
    assert Notation("en").percent(0) == "0\u00a0%"


def test_change_has_its_interval() -> None:
    row = Row("a", "A", 1, 0, 2, "within", 0.1, 0.12, -0.05, 0.31)
    with speaking("en"):
        assert Notation("en").change(row) == "+12\u00a0% (−5 to +31)"


@pytest.mark.parametrize(
    ("kind", "label", "title"),
    [
        ("week", "2019-W40", "Week 40, 2019"),
        ("month", "2019-05", "May 2019"),
        ("quarter", "2019-Q4", "Quarter 4, 2019"),
        ("year", "2019", "2019"),
        ("week", "odd", "odd"),
    ],
)
def test_period_titles(kind: str, label: str, title: str) -> None:
    day = dt.date(2019, 5, 1)
    with speaking("en"):
        assert period_title(Period(kind, label, day, day)) == title


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("2019-W05", ("w. 5", "2019")),
        ("2019-Q2", ("Q2", "2019")),
        ("2019-11", ("Nov", "2019")),
        ("2019", ("2019", "")),
        ("2019-13", ("2019-13", "")),
    ],
)
def test_short_periods(label: str, short: tuple[str, str]) -> None:
    with speaking("en"):
        assert short_period(label) == short


def test_ranges_of_days_say_what_differs_only() -> None:
    with speaking("en"):
        notation = Notation("en")
        assert notation.date_range(dt.date(2019, 10, 7), dt.date(2019, 10, 13)) == "7–13 October 2019"
        assert (
            notation.date_range(dt.date(2019, 9, 30), dt.date(2019, 10, 6)) == "30 September – 6 October 2019"
        )
        across = notation.date_range(dt.date(2018, 12, 31), dt.date(2019, 1, 6))
        assert across == "31 December 2018 – 6 January 2019"


def test_clean_composes_letters_and_drops_what_turns_the_writing() -> None:
    assert clean("a\u030a\u202e\x07b\nc") == "åb c"
