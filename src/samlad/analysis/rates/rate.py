"""Rates of counts by population or time, and their intervals."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from samlad.analysis.checks import (
    as_counts,
    as_numbers,
    check_above_zero,
    check_choice,
    check_level,
    check_positive,
    of_one_shape,
)
from samlad.analysis.rates.intervals import garwood
from samlad.analysis.regression.dispersion import told_dispersion
from samlad.analysis.results import Estimate, Interval

Floats = NDArray[np.float64]
Method = Literal["exact", "byar", "byar_half"]
METHODS = ("exact", "byar", "byar_half")


def rate(
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    per: float = 1.0,
    method: Method = "exact",
    dispersion: float | None = None,
    level: float = 0.95,
) -> Estimate:
    """Rates with an interval each.

    Parameters
    ----------
    counts : array_like of int, any shape
        Incidents.
    exposure : array_like of float, a shape that goes with that of `counts`
        Inhabitants, or inhabitants times years, above 0.
    per : float
        The rate is of so many: 1000 gives incidents per thousand inhabitants.
    method : {'exact', 'byar', 'byar_half'}
        The interval of the count: exact (Garwood), Byar's approximation, or Byar's with y + ½ on both sides as R's
        epitools has it (where that falls below 0, 0).
    dispersion : float, optional
        Variance over mean of the counts: 1 where incidents are independent, from `count_dispersion` where there are
        periods. One count cannot tell; left out it is taken as 1, with a warning.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Estimate
        With the warning 'counts_taken_as_poisson' where no dispersion was told.

    Raises
    ------
    InputError
        If a count is no count, an exposure is not above 0, the dispersion is below 1, shapes do not go together, or
        the method is not known.

    Notes
    -----
    Byar: y (1 − 1/(9y) − z/(3√y))³ and (y+1) (1 − 1/(9(y+1)) + z/(3√(y+1)))³ (N. E. Breslow, N. E. Day, Statistical
    Methods in Cancer Research II, 1987, p. 69). With a dispersion φ the limits are φ times those of y/φ, the number of
    independent incidents that would say as much. With 1 equal to epitools' `pois.exact` and `pois.byar`.

    Examples
    --------
    >>> found = rate([3, 10], [1000, 2000], per=1000)
    >>> found.estimate.tolist(), found.interval.low.round(2).tolist()
    ([3.0, 5.0], [0.62, 2.4])
    """
    check_level(level)
    y, people = counts_and_exposure(counts, exposure)
    check_above_zero("per", per, ", such as 1000")
    check_choice("method", method, METHODS)
    phi, warnings = told_dispersion(dispersion)
    low, high = _limits(y / phi, method, level)
    scale = per / people
    return Estimate(
        estimate=y * scale,
        interval=Interval(phi * low * scale, phi * high * scale, level),
        n=np.ones(y.shape, dtype=np.int64),
        method=f"poisson_rate_{method}",
        parameters={"level": level, "per": per, "dispersion": phi},
        warnings=warnings,
    )


def _limits(y: Floats, method: Method, level: float) -> tuple[Floats, Floats]:
    if method == "exact":
        return garwood(y, level)
    if method == "byar":
        low = np.where(y > 0, _byar(np.where(y > 0, y, 1.0), -1, level), 0.0)
        return np.maximum(low, 0), _byar(y + 1, 1, level)
    return np.maximum(_byar(y + 0.5, -1, level), 0), _byar(y + 0.5, 1, level)


def counts_and_exposure(counts: ArrayLike, exposure: ArrayLike) -> tuple[Floats, Floats]:
    """Both of one shape; raises `InputError`."""
    y, people = as_counts("counts", counts), as_numbers("exposure", exposure)
    check_positive(
        "exposure", people, "A rate needs a population above 0; leave areas without inhabitants out."
    )
    return of_one_shape("counts", y, "exposure", people)


def _byar(y: Floats, side: int, level: float) -> Floats:
    z = ndtri((1 + level) / 2)
    found: Floats = y * (1 - 1 / (9 * y) + side * z / (3 * np.sqrt(y))) ** 3
    return found
