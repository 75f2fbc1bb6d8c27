"""Numbers, intervals and dates as a reader expects them in the active language."""

from __future__ import annotations

import datetime as dt
import unicodedata

from samlad.picture.document import Period, Row
from samlad.picture.labels import month_names, period_words, short_month_names, words

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


def clean(text: str) -> str:
    """Composed letters, and neither control characters nor the marks that turn the direction of writing."""
    composed = unicodedata.normalize("NFC", text)
    spaced = ("\u0020" if letter in "\t\r\n\u2028\u2029" else letter for letter in composed)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSAFE)
