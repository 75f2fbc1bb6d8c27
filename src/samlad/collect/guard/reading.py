"""The text as a person reads it: other digits, dashes, spaces and invisible characters made plain.

Searching is done in this plain text; `origin` leads back to the characters of the text as it was written.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

ORDINARY = re.compile(r"[\n\r\t -~åäöÅÄÖéÉ²³]*")
DIGITS = re.compile(r"[0-9]+")
# Stands where something has been found already; no pattern matches it.
TAKEN = "\x01"
# The words in the masks are not words of the text.
MASKS = re.compile(r"\[(?:personnummer|telefon|e-post|registreringsnummer)\]")

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2796\u30fc\ufe58\ufe63\uff0d\u00ad"
_MIDDLE_DOTS = "\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb"
# Letters of other alphabets that look like those of registration plates and e-mail addresses.
_LOOK_ALIKES = dict(
    zip("АВЕКМНОРСТХУЅЈԌаеорсхуѕјΑΒΕΖΗΚΜΝΟΡΤΧΥ", "ABEKMHOPCTXYSJGaeopcxysjABEZHKMNOPTXY", strict=True)
)


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """Plain text, and for each of its characters the index of the one it was read from."""

    plain: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]` stands in the text as it was written."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1

    def without(self, start: int, end: int) -> "Reading":
        """The same with a span taken out of the search."""
        return Reading(self.plain[:start] + TAKEN * (end - start) + self.plain[end:], self.origin)


@dataclass(frozen=True, slots=True, repr=False)
class Group:
    """A run of digits, what stands between it and the run before, and where it stands."""

    digits: str
    before: str
    start: int
    end: int


def read(text: str) -> Reading:
    """Make the text plain."""
    if ORDINARY.fullmatch(text):
        return Reading(text.translate(_WHITE), None)
    if all(len(_plain(character)) == 1 for character in set(text)):
        return Reading("".join(map(_plain, text)), None)
    plain: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        read_as = _plain(character)
        plain.append(read_as)
        origin.extend([index] * len(read_as))
    return Reading("".join(plain), tuple(origin))


_WHITE = str.maketrans("\n\r\t", "   ")


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character == TAKEN:
        return " "
    if character in _DASHES:
        # A soft hyphen is shown as a dash or not at all; as a dash it still may stand between any two digits.
        return "-"
    if character in _MIDDLE_DOTS:
        return "."
    category = unicodedata.category(character)
    if character.isspace() or category in {"Zs", "Zl", "Zp"}:
        return " "
    # Invisible characters, combining marks and control characters separate nothing to a reader's eye.
    if category in {"Cf", "Mn", "Me", "Cc"}:
        return ""
    # m² and m³ are units, not a digit after a letter.
    if character.isascii() or character in "²³":
        return character
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character]
    value = unicodedata.digit(character, None)
    if value is not None:
        return str(value)
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isascii() else character


def groups(plain: str) -> list[Group]:
    """Every run of digits in the text."""
    found: list[Group] = []
    last = 0
    for match in DIGITS.finditer(plain):
        found.append(Group(match[0], plain[last : match.start()], match.start(), match.end()))
        last = match.end()
    return found


def windows(
    plain: str, *, fewest: int, most: int, joins: Callable[[str], bool]
) -> Iterator[tuple[Group, ...]]:
    """Every row of neighbouring groups with so many digits in all, longest first for each beginning."""
    for chain in _chains(groups(plain), joins):
        if sum(len(group.digits) for group in chain) < fewest:
            continue
        for first in range(len(chain)):
            length, last = 0, first
            rows: list[tuple[Group, ...]] = []
            while last < len(chain) and length + len(chain[last].digits) <= most:
                length += len(chain[last].digits)
                last += 1
                if length >= fewest:
                    rows.append(tuple(chain[first:last]))
            yield from reversed(rows)


def _chains(found: list[Group], joins: Callable[[str], bool]) -> Iterator[list[Group]]:
    chain: list[Group] = []
    for group in found:
        if chain and not joins(group.before):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain
