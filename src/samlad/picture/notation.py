"""Numbers, intervals and dates as a reader expects them in the active language."""

from __future__ import annotations

import datetime as dt
import unicodedata
from urllib.parse import parse_qsl

from samlad.picture.document import Period, Row
from samlad.picture.labels import (
    month_names,
    period_words,
    recipe_units,
    recipe_values,
    short_month_names,
    weekday_names,
    words,
)

NO_BREAK = "\u00a0"
MISSING = "–"
SUPPRESSED = ".."
"""What statistical offices print for a count that is too small to be shown."""
_UNSAFE = {"Cc", "Cf", "Cs", "Cn", "Co"}


class Notation:
    """How one language writes decimals and thousands, with the words that go with figures."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.decimal = "," if language == "sv" else "."
        self.thousands = NO_BREAK if language == "sv" else ","
        self.words = words()

    def number(self, value: float | None, decimals: int = 1) -> str:
        """Whole numbers without decimals, a true minus, grouped thousands."""
        if value is None:
            return MISSING
        text = f"{abs(value):,.0f}" if float(value).is_integer() else f"{abs(value):,.{decimals}f}"
        text = text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.thousands)
        return f"−{text}" if value < 0 and any(digit in text for digit in "123456789") else text

    def count(self, value: int | None) -> str:
        return SUPPRESSED if value is None else self.number(value)

    def interval(self, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return MISSING
        if low == high:
            return self.number(low)
        return f"{self.number(low)}–{self.number(high)}"

    def percent(self, share: float | None, signed: bool = False) -> str:
        if share is None:
            return MISSING
        rounded = round(share * 100)
        if not signed and rounded == 0 and share > 0:
            return f"<{NO_BREAK}1{NO_BREAK}%"
        sign = "+" if signed and rounded > 0 else ""
        return f"{sign}{self.number(rounded)}{NO_BREAK}%"

    def change(self, row: Row) -> str:
        """The trend with its interval: +12 % (−5 to +31)."""
        if row.change_per_year is None:
            return MISSING
        change = self.percent(row.change_per_year, signed=True)
        if row.change_low is None or row.change_high is None:
            return change
        low, high = (self.percent(end, signed=True)[:-2] for end in (row.change_low, row.change_high))
        return self.words["per_year_range"].format(change=change, low=low, high=high)

    def count_expected(self, count: int | None, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return self.words["count_only"].format(count=self.count(count))
        return self.words["count_expected"].format(count=self.count(count), range=self.interval(low, high))

    def setting(self, name: str, value: str | float | bool | None) -> str:
        """A value of the recipe in words, with its unit; what is not known here is shown as it is."""
        if name == "periods" and isinstance(value, str):
            return " – ".join(named_period(label) for label in value.split("…"))
        if name == "query" and isinstance(value, str):
            return "; ".join(_chosen(field, code) for field, code in parse_qsl(value) if field != "map")
        if isinstance(value, bool) or not isinstance(value, int | float):
            return recipe_values().get(str(value), str(value))
        if name == "level":
            return self.percent(value)
        whole = float(value).is_integer()
        number = self.number(value) if whole else f"{value:.6g}".replace(".", self.decimal)
        return recipe_units().get(name, "{number}").format(number=number)

    def date(self, day: dt.date) -> str:
        return f"{day.day} {self._month(day)} {day.year}"

    def date_range(self, first: dt.date, last: dt.date) -> str:
        if first == last:
            return self.date(first)
        if first.year != last.year:
            return f"{self.date(first)} – {self.date(last)}"
        if first.month != last.month:
            return f"{first.day} {self._month(first)} – {self.date(last)}"
        return f"{first.day}–{self.date(last)}"

    def _month(self, day: dt.date) -> str:
        name = month_names()[day.month - 1]
        return name.lower() if self.language == "sv" else name


def period_title(period: Period) -> str:
    """Week 40, 2019; October 2019; Quarter 4, 2019; 2019."""
    year, _dash, part = period.label.partition("-")
    number = part.lstrip("WQ")
    if not number.isdigit():
        return period.label
    if period.kind == "month" and 1 <= int(number) <= 12:
        name = month_names()[int(number) - 1]
        return f"{name[0].upper()}{name[1:]} {year}"
    template = period_words().get(period.kind)
    return template.format(number=int(number), year=year) if template else period.label


def short_period(label: str) -> tuple[str, str]:
    """What stands under a mark on the axis, and the year it belongs to."""
    year, _dash, part = label.partition("-")
    number = part.lstrip("WQ")
    if not number.isdigit():
        return label, ""
    named = period_words()
    if part.startswith("W"):
        return named["short_week"].format(number=int(number)), year
    if part.startswith("Q"):
        return named["short_quarter"].format(number=int(number)), year
    return (short_month_names()[int(number) - 1], year) if 1 <= int(number) <= 12 else (label, "")


def named_period(label: str) -> str:
    """A period in the midst of a line: w. 40 2019; Oct 2019."""
    return " ".join(short_period(label)).strip()


def _chosen(field: str, code: str) -> str:
    """One part of a query; where no list of names is at hand, areas and kinds go by their codes."""
    if field == "period":
        return named_period(code)
    if field == "weekday" and code in {"0", "1", "2", "3", "4", "5", "6"}:
        return weekday_names()[int(code)]
    if field == "hour" and code.isdecimal():
        return f"{int(code):02d}–{(int(code) + 1) % 24:02d}"
    return code


def clean(text: str) -> str:
    """Composed letters, and neither control characters nor the marks that turn the direction of writing."""
    composed = unicodedata.normalize("NFC", text)
    spaced = ("\u0020" if letter in "\t\r\n\u2028\u2029" else letter for letter in composed)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSAFE)
