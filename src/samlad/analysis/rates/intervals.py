"""Confidence intervals of a single count and of a proportion."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaincinv, ndtri

from samlad.analysis.checks import as_counts, check_level, of_one_shape
from samlad.analysis.errors import InputError
from samlad.analysis.results import Estimate, Interval

Floats = NDArray[np.float64]


def poisson_interval(counts: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Exact interval of the mean behind a Poisson count (Garwood).

    Parameters
    ----------
    counts : array_like of int, any shape
        Observed counts.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Estimate
        The counts themselves with their limits; `n` is 1 for each.

    Raises
    ------
    InputError
        If a count is negative, not whole or unknown, or the level is not between 0 and 1.

    Notes
    -----
    The limits are quantiles of the gamma distribution: with α = 1 − level, the lower one is the α/2 quantile
    of Gamma(y), 0 when y = 0, and the upper one the 1 − α/2 quantile of Gamma(y + 1). Coverage is never below
    the level (F. Garwood, Biometrika 28, 1936, 437–442). Only for counts whose variance is their mean; for
    clustered incidents it is too narrow.

    Examples
    --------
    >>> result = poisson_interval([0, 10])
    >>> result.interval.low.round(3).tolist(), result.interval.high.round(3).tolist()
    ([0.0, 4.795], [3.689, 18.39])
    """
    check_level(level)
    observed = as_counts("counts", counts)
    low, high = garwood(observed, level)
    return _estimate(observed, low, high, np.ones(observed.shape), level, "poisson_garwood")


def garwood(counts: Floats, level: float) -> tuple[Floats, Floats]:
    """Limits of a Poisson mean; effective numbers of scattered counts need not be whole."""
    tail = (1 - level) / 2
    low = np.where(counts > 0, gammaincinv(np.where(counts > 0, counts, 1.0), tail), 0.0)
    return low, np.asarray(gammaincinv(counts + 1, 1 - tail))


def wilson_interval(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Wilson's score interval of a proportion.

    Parameters
    ----------
    successes : array_like of int, any shape
        How many of each group had the property.
    n : array_like of int, a shape that goes with that of `successes`
        Sizes of the groups, at least 1.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Estimate
        Proportions between 0 and 1 with their limits.

    Raises
    ------
    InputError
        If there are more successes than members, an empty group, or values that are not counts.

    Notes
    -----
    The set of proportions p whose score statistic (x/n − p) / sqrt(p(1 − p)/n) lies within ±z
    (E. B. Wilson, JASA 22, 1927, 209–212; recommended by R. G. Newcombe, Stat. Med. 17, 1998, 857–872).

    Examples
    --------
    >>> result = wilson_interval(81, 263)
    >>> round(float(result.interval.low), 4), round(float(result.interval.high), 4)
    (0.2553, 0.3662)
    """
    check_level(level)
    observed, sizes = _proportions(successes, n)
    squared = ndtri((1 + level) / 2) ** 2
    proportion = observed / sizes
    centre = (observed + squared / 2) / (sizes + squared)
    spread = np.sqrt(squared * (observed * (1 - proportion) + squared / 4)) / (sizes + squared)
    # at the ends the formula gives 0 and 1 only up to rounding
    low = np.where(observed == 0, 0.0, centre - spread)
    high = np.where(observed == sizes, 1.0, centre + spread)
    return _estimate(proportion, low, high, sizes, level, "wilson_score")


def binomial_interval(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Exact interval of a proportion (Clopper and Pearson).

    Parameters
    ----------
    successes, n, level
        As in `wilson_interval`.

    Returns
    -------
    Estimate
        Proportions between 0 and 1 with their limits.

    Raises
    ------
    InputError
        As `wilson_interval`.

    Notes
    -----
    Quantiles of the beta distributions B(x, n − x + 1) and B(x + 1, n − x): never less than the level, so wider than
    `wilson_interval` (C. J. Clopper, E. S. Pearson, Biometrika 26, 1934, 404–413).

    Examples
    --------
    >>> found = binomial_interval(3, 20)
    >>> round(float(found.interval.low), 4), round(float(found.interval.high), 4)
    (0.0321, 0.3789)
    """
    check_level(level)
    x, size = _proportions(successes, n)
    low, high = clopper_pearson(x, size - x, level)
    return _estimate(x / size, low, high, size, level, "clopper_pearson")


def clopper_pearson(yes: Floats, no: Floats, level: float) -> tuple[Floats, Floats]:
    """Limits of a proportion from how many said yes and no; effective numbers of a survey need not be whole."""
    tail = (1 - level) / 2
    # Where there is none, its quantile is not asked for: any number above 0 stands in.
    low = np.where(yes > 0, betaincinv(np.where(yes > 0, yes, 1.0), no + 1, tail), 0.0)
    high = np.where(no > 0, betaincinv(yes + 1, np.where(no > 0, no, 1.0), 1 - tail), 1.0)
    return low, high


def _estimate(estimate: Floats, low: Floats, high: Floats, n: Floats, level: float, method: str) -> Estimate:
    return Estimate(estimate, Interval(low, high, level), n.astype(np.int64), method, {"level": level})


def _proportions(successes: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Both of one shape, no group empty, no more successes than members; raises `InputError`."""
    observed, sizes = of_one_shape("successes", as_counts("successes", successes), "n", as_counts("n", n))
    if (sizes == 0).any():
        raise InputError(
            "{argument} holds {value}: an empty group has no proportion. {remedy}",
            argument="n",
            value=0,
            remedy="Leave groups without members out.",
        )
    if (observed > sizes).any():
        place = np.argmax(observed > sizes)
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="successes",
            value=f"{observed.flat[place]:g} of {sizes.flat[place]:g}",
            remedy="There cannot be more successes than members of the group.",
        )
    return observed, sizes
