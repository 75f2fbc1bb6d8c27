"""How often `effect` will see a measure, from what is expected beforehand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from samlad.analysis.effects.effect import MINIMUM_EXPECTED, MINIMUM_WEEKS

Floats = NDArray[np.float64]


def power_by_weeks(
    ratio: float,
    target: float,
    comparison: float,
    weeks_before: float,
    weeks: Floats,
    dispersion: float,
    alpha: float,
) -> Floats:
    """How often `effect` sees the ratio, by length; 0 where it would answer 'too little data'."""
    freedom = np.maximum(weeks_before + weeks - 2, 1)
    error = standard_error(np.full(weeks.shape, ratio), target, comparison, weeks_before, weeks, dispersion)
    bound = stdtrit(freedom, 1 - alpha / 2)
    seen = stdtr(freedom, abs(np.log(ratio)) / error - bound)
    long = np.minimum(weeks, weeks_before) >= MINIMUM_WEEKS
    many = (
        least_expected(np.full(weeks.shape, ratio), target, comparison, weeks_before, weeks)
        >= MINIMUM_EXPECTED
    )
    return np.where(long & many, seen, 0.0)


def standard_error(
    ratio: Floats, target: float, comparison: float, before: float, weeks: Floats, dispersion: float
) -> Floats:
    """Of the logarithm of the ratio that `effect` will see."""
    cells = (
        1 / (target * before)
        + 1 / (target * weeks * ratio)
        + 1 / (comparison * before)
        + 1 / (comparison * weeks)
    )
    return np.sqrt(dispersion * cells)


def least_expected(ratio: Floats, target: float, comparison: float, before: float, weeks: Floats) -> Floats:
    """The least cell if the measure did nothing, as `effect` reckons it from what it will see."""
    of_target = target * (before + weeks * ratio)
    of_comparison = comparison * (before + weeks)
    first, second = (target + comparison) * before, (target * ratio + comparison) * weeks
    least = np.minimum(of_target, of_comparison) * np.minimum(first, second)
    return np.asarray(least / (of_target + of_comparison))
