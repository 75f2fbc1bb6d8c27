"""Where a measure could be compared with: areas that went the target's way in the weeks before it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import InputError, match_areas
from samlad.picture.periods import PER_YEAR, Kind


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike an area is to the target: incidents a week, the ratio of its level, whether it went the same way.

    `error` is what an effect that is measured against it is likely to be off, in per cent; None where there is too
    little to compare.
    """

    key: int
    per_week: float
    ratio: float | None
    same_way: bool
    error: float | None


def most_alike(
    target: NDArray[np.int64], others: Sequence[tuple[int, NDArray[np.int64]]], *, most: int = 5
) -> list[Likeness]:
    """The others against which an effect could be measured best, the best first."""
    if not others:
        return []
    try:
        found = match_areas(target, [weeks for _, weeks in others], periods_per_year=PER_YEAR[Kind.WEEK])
    except InputError:
        # Too few weeks, or nothing in the target: nobody is alike, and the largest are at hand first.
        ordered = sorted(others, key=lambda one: -one[1].sum())
        return [Likeness(key, _mean(weeks), None, False, None) for key, weeks in ordered[:most]]
    return [
        Likeness(
            key=others[number][0],
            per_week=_mean(others[number][1]),
            ratio=float(found.level[number]),
            same_way=bool(found.passes[number]),
            error=_percent(float(found.expected_error[number])),
        )
        for number in found.order[:most].tolist()
    ]


def _mean(weeks: NDArray[np.int64]) -> float:
    return float(weeks.sum()) / max(1, len(weeks))


def _percent(error: float) -> float | None:
    return 100 * float(np.expm1(error)) if np.isfinite(error) else None
