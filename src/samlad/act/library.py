"""The measure library: what can be done, how it works, how well that is known; shipped as `data/measures.csv`."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from samlad.collect.words import folded

# How well it is known whether the measure works, best known first.
EVIDENCE = ("strong", "moderate", "limited", "insufficient")
# A word of a cause that is shorter says too little to be looked for.
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class MeasureType:
    """A type of measure. `works` is false where studies looked for an effect and found none."""

    code: str
    swedish: str
    english: str
    mechanism_swedish: str
    mechanism_english: str
    fits: tuple[str, ...]
    evidence: str
    works: bool
    finding_swedish: str
    finding_english: str
    source: str
    # Beginnings of words that, in a cause analysis, speak for this type.
    causes: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.swedish if language == "sv" else self.english

    def mechanism(self, language: str) -> str:
        return self.mechanism_swedish if language == "sv" else self.mechanism_english

    def finding(self, language: str) -> str:
        return self.finding_swedish if language == "sv" else self.finding_english


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A type of measure for a problem: which of its categories it fits, which words of its cause speak for it."""

    type: MeasureType
    categories: tuple[str, ...]
    words: tuple[str, ...]


@cache
def measure_types() -> dict[str, MeasureType]:
    """Every type of measure by its code."""
    text = (resources.files("samlad.act") / "data" / "measures.csv").read_text(encoding="utf-8")
    return {row["code"]: _type(row) for row in csv.DictReader(text.splitlines())}


def suggestions(categories: Iterable[str], cause: str) -> list[Suggestion]:
    """Every type: those that fit the categories (first-level codes) first, of them those that the words of the
    cause speak for, of equals the best known; what has been found not to work comes last."""
    mains = tuple(dict.fromkeys(code.split(".")[0] for code in categories))
    words = _words(cause)
    found = [
        Suggestion(
            type=kind,
            categories=tuple(code for code in mains if code in kind.fits),
            words=tuple(dict.fromkeys(word for word in words if folded(word).startswith(kind.causes)))
            if kind.causes
            else (),
        )
        for kind in measure_types().values()
    ]
    return sorted(found, key=_place)


def _place(one: Suggestion) -> tuple[bool, bool, bool, int]:
    return (not one.type.works, not one.categories, not one.words, EVIDENCE.index(one.type.evidence))


def _words(cause: str) -> list[str]:
    return [word.lower() for word in re.findall(r"\w+", cause) if len(word) >= _LEAST_LETTERS]


def _type(row: dict[str, str]) -> MeasureType:
    return MeasureType(
        code=row["code"],
        swedish=row["sv"],
        english=row["en"],
        mechanism_swedish=row["mechanism_sv"],
        mechanism_english=row["mechanism_en"],
        fits=tuple(row["fits"].split()),
        evidence=row["evidence"],
        works=row["works"] == "yes",
        finding_swedish=row["finding_sv"],
        finding_english=row["finding_en"],
        source=row["source"],
        causes=tuple(folded(word) for word in row["causes"].split()),
    )
