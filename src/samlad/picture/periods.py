"""ISO weeks, months, quarters and years as runs of local days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Kind(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PER_YEAR = {Kind.WEEK: 365.2425 / 7, Kind.MONTH: 12.0, Kind.QUARTER: 4.0, Kind.YEAR: 1.0}


class PeriodProblem(ValueError):
    """The text names no period; the message says how one is written."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"The period is {value!r}; write a week as 2026-W07, a month as 2026-02, a quarter as 2026-Q1 or "
            "a year as 2026."
        )
        self.value = value


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period; `first` and `last` are its first and last local day."""

    first: date
    kind: Kind

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read '2026-W07', '2026-02', '2026-Q1' or '2026'."""
        found = re.fullmatch(r"(\d{4})(?:-(?:W(\d{2})|Q([1-4])|(\d{2})))?", text.strip().upper())
        if not found or not 1900 <= int(found[1]) <= 2200:
            raise PeriodProblem(text)
        year = int(found[1])
        try:
            if found[2]:
                return cls(date.fromisocalendar(year, int(found[2]), 1), Kind.WEEK)
            if found[3]:
                return cls(date(year, 3 * int(found[3]) - 2, 1), Kind.QUARTER)
            return cls(date(year, int(found[4] or 1), 1), Kind.MONTH if found[4] else Kind.YEAR)
        except ValueError as error:
            raise PeriodProblem(text) from error

    @classmethod
    def holding(cls, day: date, kind: Kind) -> Self:
        """The period of that kind that the day lies in."""
        if kind is Kind.WEEK:
            return cls(day - timedelta(days=day.weekday()), kind)
        months = _MONTHS[kind]
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), kind)

    def shifted(self, steps: int) -> Self:
        """The period so many steps later, or earlier where `steps` is negative."""
        if self.kind is Kind.WEEK:
            return type(self)(self.first + timedelta(weeks=steps), self.kind)
        months = self.first.year * 12 + self.first.month - 1 + steps * _MONTHS[self.kind]
        return type(self)(date(months // 12, months % 12 + 1, 1), self.kind)

    @property
    def last(self) -> date:
        return self.shifted(1).first - timedelta(days=1)

    @property
    def first_day(self) -> int:
        """The first day, counted from 1 January 1970."""
        return self.first.toordinal() - _EPOCH

    @property
    def end_day(self) -> int:
        """The day after the last, counted from 1 January 1970."""
        return self.shifted(1).first_day

    @property
    def label(self) -> str:
        """The text that `parse` reads."""
        if self.kind is Kind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind is Kind.QUARTER:
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return (
            f"{self.first.year}-{self.first.month:02d}" if self.kind is Kind.MONTH else f"{self.first.year}"
        )

    def __str__(self) -> str:
        return self.label


def day_of(day: date) -> int:
    """A date as days since 1 January 1970."""
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """Days since 1 January 1970 as a date."""
    return date.fromordinal(day + _EPOCH)
