"""How a file writes its dates: what a profile or the columns themselves say of it."""

import re
from dataclasses import dataclass
from typing import Literal

from samlad.collect.reasons import InputError, Reason, gettext_noop

Order = Literal["day", "month", "mixed"]

DAY_FIRST = "day/month"
MONTH_FIRST = "month/day"
# Dates of both kinds: those that can be read either way are not read.
MIXED = "mixed"
WORDS: dict[str, Order] = {DAY_FIRST: "day", MONTH_FIRST: "month", MIXED: "mixed"}
_LETTERS = re.compile(r"y+|å+|d+|m+|h+|t+|s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateRules:
    """`order` decides 1/3/2024; `pattern` (strptime) is tried before every other form.

    `midnight_is_day`: the file's times are all 00:00, which a spreadsheet writes where there is only a date.
    """

    order: Order
    pattern: str = ""
    midnight_is_day: bool = False


def checked_date_format(text: str) -> DateRules:
    """The rules that a profile's `date_format` means: "day/month", "MM/DD/YYYY HH:MM" or "%m/%d/%Y %H:%M"."""
    if text in WORDS:
        return DateRules(order=WORDS[text])
    pattern = text if "%" in text else _from_letters(text)
    codes = re.findall(r"%[-_]?([A-Za-z])", pattern)
    year = {"Y", "y"} & set(codes)
    month = [codes.index(code) for code in codes if code in "mbB"]
    day = [codes.index(code) for code in codes if code in "de"]
    whole = (year and month and day) or set(codes) & {"F", "D", "j", "s"}
    if not whole or set(codes) - set("YymbBdeHIMSfpPzTRFDjsZ"):
        raise InputError(
            Reason(
                gettext_noop(
                    "The profile's date_format is “{value}”. Write it with day, month and year, as "
                    "“YYYY-MM-DD HH:MM”, or write “day/month” or “month/day”."
                ),
                {"value": text},
            )
        )
    return DateRules(
        order="month"
        if month and day and month[0] < day[0] and not pattern.startswith(("%Y", "%y"))
        else "day",
        pattern=pattern,
    )


def _from_letters(text: str) -> str:
    """YYYY-MM-DD HH:MM:SS (or ÅÅÅÅ, TT) as strptime writes it. MM after the hour are minutes."""
    after_hour = False

    def code(match: re.Match[str]) -> str:
        nonlocal after_hour
        letter, length = match.group()[0].lower(), len(match.group())
        if letter in "yå":
            return "%Y" if length == 4 else "%y"
        if letter in "ht":
            # The T of 2024-03-01T14:30 stands alone; hours are two letters.
            if length == 1:
                return match.group()
            after_hour = True
            return "%H"
        if letter == "m":
            return "%M" if after_hour else "%m"
        return "%d" if letter == "d" else "%S"

    return _LETTERS.sub(code, text)
