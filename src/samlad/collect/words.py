"""Words of files made comparable: case, accents and punctuation do not tell two words apart."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_NOT_WORD = re.compile(r"[^0-9a-z+<>?]+")


def folded(text: str) -> str:
    """Lower case without accents, whatever stands between the words made one space."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    return _NOT_WORD.sub(" ", plain).strip()


def squashed(text: str) -> str:
    """As `folded`, with nothing between the words: "X-Coord" and "x_coord" are one header.

    A text of punctuation only stays what it is, so that "-" differs from nothing.
    """
    return folded(text).replace(" ", "") or text.strip()


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that most resembles `word`, or nothing."""
    by_fold = {squashed(name): name for name in known}
    found = get_close_matches(squashed(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""
