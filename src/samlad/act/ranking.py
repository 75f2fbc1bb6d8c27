"""Need and influence of a problem as figures from 0 to 100, with the parts that they are made of. Pure.

A part that nobody has assessed, or that there is too little data for, is left out and said to be missing; the
others keep their proportions. Nothing is guessed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Fewer answers about felt insecurity than these say nothing about a place.
LEAST_ANSWERS = 3
# So many weighted incidents a year, or more, are the whole of that part.
FULL_VOLUME = 1_000.0
NEED = {"volume": 40, "change": 15, "felt": 15, "seriousness": 20, "worry": 10}
INFLUENCE = {"mandate": 40, "resources": 30, "partners": 30}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data say of a problem, over the last 52 weeks; the change is a ratio per year, with its interval."""

    incidents: int
    weighted: float
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    felt: float | None = None
    felt_answers: int = 0
    # Among areas of the same level (or places), the first having the most; `ahead` is the only one with more.
    position: int = 0
    spots: int = 0
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the group said of a problem, 1–5 each."""

    seriousness: int | None = None
    worry: int | None = None
    mandate: int | None = None
    resources: int | None = None
    partners: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: 0–100, or None where it is not known, and how much it weighs."""

    name: str
    value: float | None
    weight: int


@dataclass(frozen=True, slots=True)
class Score:
    """0–100, or None where no part is known; beside it the parts, in the order of their weights."""

    value: float | None
    known: tuple[float | None, ...]
    weights: Mapping[str, int]

    @property
    def parts(self) -> tuple[Part, ...]:
        together = zip(self.weights.items(), self.known, strict=True)
        return tuple(Part(name, value, weight) for (name, weight), value in together)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if part.value is None)


def need(facts: Facts, said: Assessment) -> Score:
    """How great the need is: from the data, and from what the group says."""
    values = {
        "volume": volume(facts.weighted),
        "change": None if facts.change is None else change(facts.change),
        "felt": _of_five(facts.felt) if facts.felt_answers >= LEAST_ANSWERS else None,
        "seriousness": _of_five(said.seriousness),
        "worry": _of_five(said.worry),
    }
    return _score(values, NEED)


def influence(said: Assessment) -> Score:
    """How much this group can do about it; the group says so itself."""
    values = {name: _of_five(getattr(said, name)) for name in INFLUENCE}
    return _score(values, INFLUENCE)


def volume(weighted: float) -> float:
    """Ten times as many incidents are a third more: 9 → 33, 99 → 67, 999 → 100."""
    return 100 * min(1.0, math.log10(1 + weighted) / math.log10(FULL_VOLUME))


def change(ratio: float) -> float:
    """Half as many a year later → 0, as many → 50, twice as many → 100."""
    if ratio <= 0:
        return 0.0
    return 100 * min(1.0, max(0.0, 0.5 + 0.5 * math.log2(ratio)))


def priority(need: Score, influence: Score) -> float | None:
    """Need and influence together, as their geometric mean: without either there is no priority."""
    if need.value is None or influence.value is None:
        return None
    return math.sqrt(need.value * influence.value)


def ranked(scores: Sequence[tuple[Score, Score]]) -> list[int]:
    """The positions of the pairs of need and influence, first what comes first; unassessed ones last, by need."""

    def place(number: int) -> tuple[bool, float, float]:
        need, influence = scores[number]
        together = priority(need, influence)
        return (together is None, -(together or 0.0), -(need.value or 0.0))

    return sorted(range(len(scores)), key=place)


def _of_five(value: float | None) -> float | None:
    return None if value is None else 100 * (value - 1) / 4


def _score(values: Mapping[str, float | None], weights: Mapping[str, int]) -> Score:
    known = tuple(values[name] for name in weights)
    total = weight = 0.0
    for value, own in zip(known, weights.values(), strict=True):
        if value is not None:
            total, weight = total + value * own, weight + own
    return Score(total / weight if weight else None, known, weights)
