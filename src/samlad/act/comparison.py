"""Where a measure could be compared with: areas whose weeks before it were most like the target's. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Weeks are added up by four, so that the ups and downs of chance do not hide the season and the trend.
TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike an area is to the target: incidents a week, the ratio of its level, and the correlation."""

    key: int
    per_week: float
    ratio: float | None
    correlation: float | None
    likeness: float


def most_alike(
    target: NDArray[np.int64], others: Sequence[tuple[int, NDArray[np.int64]]], *, most: int = 5
) -> list[Likeness]:
    """The others most alike to the target, the most alike first; half of it is level, half is correlation."""
    found = [_likeness(key, target, weeks) for key, weeks in others]
    return sorted(found, key=lambda one: -one.likeness)[:most]


def _likeness(key: int, target: NDArray[np.int64], weeks: NDArray[np.int64]) -> Likeness:
    own, other = float(target.mean()), float(weeks.mean())
    ratio = other / own if own else None
    correlation = _correlation(_together(target), _together(weeks))
    level = min(ratio, 1 / ratio) if ratio else 0.0
    likeness = 0.5 * level + 0.5 * max(0.0, correlation or 0.0)
    return Likeness(key, other, ratio, correlation, likeness)


def _together(weeks: NDArray[np.int64]) -> NDArray[np.int64]:
    whole = len(weeks) // TOGETHER * TOGETHER
    return np.asarray(weeks[len(weeks) - whole :].reshape(-1, TOGETHER).sum(axis=1), dtype=np.int64)


def _correlation(one: NDArray[np.int64], other: NDArray[np.int64]) -> float | None:
    if len(one) < 3 or not one.std() or not other.std():
        return None
    return float(np.corrcoef(one, other)[0, 1])
