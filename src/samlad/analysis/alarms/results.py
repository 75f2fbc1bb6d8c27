"""What every alarm of a series of counts answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

# why a period has no bound
TOO_FEW_INCIDENTS, NO_FIT, NO_SPREAD, NOT_KNOWN = (
    "too_few_incidents",
    "no_finite_estimate",
    "no_spread",
    "not_known",
)
# said where counts scatter more than the method's promise allows: docs/methods/alarms.md has how much too often it cries
OVER_DISPERSED = "over_dispersed_bound_too_low"
SCATTER = 1.5
# said where a bound that is normal on some scale is asked of small counts
SPARSE = "few_incidents_normal_bound_too_low"
SPARSE_MEAN = 3.0
REASON = np.dtype(f"U{len(NO_FIT)}")


@dataclass(frozen=True, slots=True, eq=False)
class Alarms:
    """Which periods of which series stand out. All arrays have the shape (n_series, n_judged).

    Attributes
    ----------
    periods : ndarray of int, shape (n_judged,)
        Columns that were judged.
    estimate : ndarray of float
        Expected count; NaN where `reasons` says why.
    interval : Interval
        `high` is the bound: a count above it is an alarm; NaN where `reasons` says why. `low` is 0 for methods that
        look upwards alone. `level` is 1 − α.
    alarm : ndarray of bool
        False where there is no bound.
    score : ndarray of float
        How far the count is from what was expected, in units of the way to the bound: above 1 is beyond it. NaN
        where there is no bound.
    p : ndarray of float
        Probability of at least the count that was seen; NaN where the method has none.
    dispersion : ndarray of float
        Variance over mean that the bound reckons with, at least 1; NaN where the method has none.
    trend : ndarray of bool
        Where the bound reckons with a trend.
    n : ndarray of int
        Earlier periods used.
    down_weighted : ndarray of int
        How many of them counted less, because they look like past outbreaks.
    weights : ndarray of float, shape (n_series, n_judged, n_periods), or None
        What each earlier period counted, mean 1 over those used and 0 for the others; kept only when asked for.
    reasons : ndarray of str
        'too_few_incidents', 'no_finite_estimate', 'no_spread', 'not_known', or '' where there is a bound.
    method, parameters, warnings
        As in `Estimate`.
    """

    periods: Integers
    estimate: Floats
    interval: Interval
    alarm: Mask
    score: Floats
    p: Floats
    dispersion: Floats
    trend: Mask
    n: Integers
    down_weighted: Integers
    weights: Floats | None
    reasons: NDArray[np.str_]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()
