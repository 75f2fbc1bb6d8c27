"""Personnummer and samordningsnummer.

A number counts when its date is a date and its check digit is right, in whatever way its digits are
grouped. The form YYMMDD-NNNN (or YYYYMMDD-NNNN, also with +) counts even with a wrong check digit, and so
does every form where the text speaks of a personnummer: a mistyped number still says when a person was born,
and nearly who it is.

A moment is written with the same digits: 2019-10-04 18.30. Dates of 2010–2029 followed by what can be a
clock time are therefore taken for moments, unless the form (nothing or one dash or plus between) and the
check digit both say otherwise.
"""

import calendar
import re
from collections.abc import Iterator

from samlad.collect.guard.reading import MASKS, Group, windows

_SEPARATORS = frozenset(" .-+/_*")
_RECENT = range(2010, 2030)
OF_IDENTITY = re.compile(
    r"\b(?:pers(?:on)?|samordnings?|födelse)[. -]*(?:nr|nummer)|\bpnr|\bfödd", re.IGNORECASE
)


def spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where identity numbers stand; spans may overlap."""
    spoken_of = bool(OF_IDENTITY.search(MASKS.sub(" ", plain)))
    for row in windows(plain, fewest=10, most=12, joins=_joins):
        if _is_identity_number(row, plain, spoken_of=spoken_of):
            yield row[0].start, row[-1].end


def has_check_digit(ten: str) -> bool:
    """Whether the tenth digit fits the nine before it (the Luhn formula)."""
    total = 0
    for index, digit in enumerate(ten):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_birth_date(century: str, six: str) -> bool:
    """Whether the digits are a date; the day of a coordination number has sixty added to it."""
    year, month, day = int(century + six[:2]), int(six[2:4]), int(six[4:])
    day = day - 60 if day > 60 else day
    if not 1 <= month <= 12 or day < 1:
        return False
    if century:
        return day <= calendar.monthrange(year, month)[1]
    # Without a century, 00 is a leap year: 2000.
    return day <= calendar.monthrange(2000 + year, month)[1]


def _joins(between: str) -> bool:
    return 0 < len(between) <= 8 and len(between.strip()) <= 3 and _SEPARATORS.issuperset(between)


def _is_identity_number(row: tuple[Group, ...], plain: str, *, spoken_of: bool) -> bool:
    digits = "".join(group.digits for group in row)
    if len(digits) not in {10, 12}:
        return False
    century, ten = digits[:-10], digits[-10:]
    if century and century not in {"18", "19", "20"}:
        return False
    between = _between_date_and_number(row)
    if between is None or not is_birth_date(century, ten[:6]):
        return False
    # 65.8501011234 is the decimals of a coordinate.
    if len(row) == 1 and re.search(r"[0-9][.,]$", plain[max(0, row[0].start - 2) : row[0].start]):
        return False
    moment = _can_be_moment(century, ten)
    if has_check_digit(ten):
        return between in {"", "-", "+"} or not moment
    whole_date = [len(group.digits) for group in row] in ([6, 4], [8, 4])
    return not moment and (spoken_of or (whole_date and between.strip() in {"-", "+"}))


def _between_date_and_number(row: tuple[Group, ...]) -> str | None:
    """What stands between the date and the last four digits; None if the groups are not cut there.

    A group may not run across that place unless it is the whole number: in 10-04 – 2019-10 it does.
    """
    left = 4
    between = ""
    for group in reversed(row):
        if left == 0:
            return between
        if len(group.digits) > left:
            return "" if len(group.digits) - left >= 6 else None
        left -= len(group.digits)
        between = group.before
    return None


def _can_be_moment(century: str, ten: str) -> bool:
    year = int((century or "20") + ten[:2])
    if year not in _RECENT:
        return False
    first, second = int(ten[6:8]), int(ten[8:])
    return first < 24 and second < 60
