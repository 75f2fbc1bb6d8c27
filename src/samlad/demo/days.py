"""The calendar that people in Luleå live by: holidays, school, payday and the nights that stand out."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WORKDAY_START, WORKDAY_END = 7, 16


@dataclass(frozen=True, slots=True)
class Calendar:
    """One entry a day; the flags are what the rates depend on."""

    days: NDArray[np.datetime64]
    workday: NDArray[np.bool_]
    school_holiday: NDArray[np.bool_]
    payday: NDArray[np.bool_]
    valborg: NDArray[np.bool_]
    midsummer: NDArray[np.bool_]
    new_year: NDArray[np.bool_]


def calendar(start: date, end: date) -> Calendar:
    """The days from `start` to `end`, both included."""
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    return Calendar(
        days=np.array(days, dtype="datetime64[D]"),
        workday=np.array([is_workday(day) for day in days]),
        school_holiday=np.array([is_school_holiday(day) for day in days]),
        payday=np.array([is_payday_weekend(day) for day in days]),
        valborg=np.array([(day.month, day.day) == (4, 30) for day in days]),
        midsummer=np.array([day in (midsummer_eve(day.year), midsummer_eve(day.year) + DAY) for day in days]),
        new_year=np.array([(day.month, day.day) in ((12, 30), (12, 31), (1, 1)) for day in days]),
    )


DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus 1991, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def midsummer_eve(year: int) -> date:
    """The Friday between 19 and 25 June."""
    first = date(year, 6, 19)
    return first + timedelta(days=(4 - first.weekday()) % 7)


def is_workday(day: date) -> bool:
    """Whether caretakers, schools and offices are at work."""
    spring = easter(day.year)
    moving = {spring - 2 * DAY, spring + DAY, spring + 39 * DAY, midsummer_eve(day.year)}
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    return day.weekday() < 5 and day not in moving and (day.month, day.day) not in fixed


def is_school_holiday(day: date) -> bool:
    """The usual school year: summer, Christmas, Easter week, sports (week 10) and autumn (week 44)."""
    monday_before_easter = easter(day.year) - 6 * DAY
    return (
        (6, 12) <= (day.month, day.day) <= (8, 17)
        or (day.month, day.day) >= (12, 21)
        or (day.month, day.day) <= (1, 8)
        or day.isocalendar().week in (10, 44)
        or monday_before_easter <= day <= monday_before_easter + 7 * DAY
    )


def is_payday_weekend(day: date) -> bool:
    """The Friday or Saturday that follows payday, the 25th or the Friday before it."""
    if day.weekday() not in (4, 5):
        return False
    friday = day - (day.weekday() - 4) * DAY
    return any((friday - back * DAY).day == 25 for back in range(-2, 5))
