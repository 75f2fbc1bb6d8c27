"""Telephone numbers: Swedish ones by how their digits are grouped, foreign ones by + or 00.

A clock time, a date and a sum are written with the same signs: 0730–0815, 08.15–09.30. What tells a
telephone number is its first group (area code or 07x) and the sizes of the groups that follow.
"""

import re
from collections.abc import Iterator

from samlad.collect.guard.reading import Group, windows

_SEPARATORS = frozenset(" .-/()_*")
_THREE_DIGIT_AREAS = frozenset(
    [
        "010",
        "011",
        "013",
        "016",
        "018",
        "019",
        "020",
        "021",
        "023",
        "026",
        "031",
        "033",
        "035",
        "036",
        "040",
        "042",
        "044",
        "046",
        "054",
        "060",
        "063",
        "090",
    ]
)
# A coordinate's decimals, a date's month and a case number's serial hang on the digits before them.
_ATTACHED = re.compile(r"[0-9][-.,:+]$")
# O70-123 45 67: the letter for the digit.
_LETTER_FOR_ZERO = re.compile(r"(?<![^\W_])[oO](?=7[02369])")
_AFTER_STOCKHOLM = {(7,), (8,), (3, 4), (4, 3), (4, 4), (3, 2, 2), (2, 2, 3), (3, 3, 2), (6,), (2, 2, 2)}
_AFTER_THREE = {(5,), (6,), (7,), (3, 2), (2, 3), (2, 2, 2), (3, 3), (2, 4), (3, 4), (3, 2, 2), (2, 2, 3)}
_AFTER_FOUR = {(5,), (6,), (3, 2), (2, 3), (2, 2, 2), (3, 3), (2, 4)}


def spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand; spans may overlap."""
    yield from _international(plain)
    plain = _LETTER_FOR_ZERO.sub("0", plain)
    for row in windows(plain, fewest=8, most=11, joins=_joins):
        start = row[0].start
        if len(row) == 1 and re.fullmatch("467[02369][0-9]{7}", row[0].digits):
            yield start, row[0].end
        if row[0].digits[0] != "0" or _ATTACHED.search(plain[max(0, start - 2) : start]):
            continue
        if _is_swedish(row):
            area_in_brackets = (
                plain[start - 1 : start] == "(" and ")" in row[1].before if len(row) > 1 else False
            )
            yield start - area_in_brackets, row[-1].end


_INTERNATIONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\+ ?|(?<![0-9][-.,:])00[ -]?)(?=[1-9])"
    r"(?P<country>[0-9]{1,3})(?P<rest>(?:[ .\-/()_*]{0,3}[0-9]){6,12})(?![0-9])"
)


def _international(plain: str) -> Iterator[tuple[int, int]]:
    if "+" not in plain and "00" not in plain:
        return
    for match in _INTERNATIONAL.finditer(plain):
        digits = sum(character.isdigit() for character in match["country"] + match["rest"])
        # 00 also begins a clock time and a serial number: then only a Swedish or neighbouring country code.
        neighbour = re.match(r"4[4-9]|3[0-9]", match["country"] + match["rest"].strip(" -.()"))
        if 8 <= digits <= 15 and (match[0][0] == "+" or neighbour):
            yield match.start(), match.end()


def _joins(between: str) -> bool:
    return 0 < len(between) <= 8 and len(between.strip()) <= 3 and _SEPARATORS.issuperset(between)


def _is_swedish(row: tuple[Group, ...]) -> bool:
    digits = "".join(group.digits for group in row)
    sizes = tuple(len(group.digits) for group in row)
    if digits[1] == "0":
        return False
    # 0 7 0 1234567: digits written one by one at the beginning are read together.
    singles = next((number for number, size in enumerate(sizes) if size > 1), len(sizes))
    if len(sizes) == 1 or singles == len(sizes):
        return len(digits) in {9, 10}
    together = max(singles, 1)
    first, rest = digits[: sum(sizes[:together])], sizes[together:]
    if first[:2] == "07":
        return _is_mobile(digits, first, rest)
    if first == "08":
        return rest in _AFTER_STOCKHOLM and not _is_clock(row)
    if first in _THREE_DIGIT_AREAS:
        return rest in _AFTER_THREE
    return len(first) == 4 and rest in _AFTER_FOUR


def _is_mobile(digits: str, first: str, rest: tuple[int, ...]) -> bool:
    if len(digits) != 10:
        # 077x and 075x are area codes of nine or ten digits.
        return len(digits) == 9 and len(first) == 4 and rest in {(5,), (3, 2), (2, 3)}
    if len(first) == 3:
        return min(rest) >= 2 or max(rest) == 1
    return (len(first) == 4 and rest in {(6,), (2, 2, 2), (3, 3)}) or (
        len(first) == 6 and rest in {(4,), (2, 2)}
    )


def _is_clock(row: tuple[Group, ...]) -> bool:
    """08.15–09.30 and 08–09 15 30: groups of two that all can be hours or minutes."""
    if [len(group.digits) for group in row] != [2, 2, 2, 2]:
        return False
    return row[1].before != "-" or int(row[1].digits) < 24
