"""The bound of a count whose mean was estimated: by a power, or by a distribution of counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc, gammainc, gammaincc, ndtr, ndtri

from samlad.analysis.regression.negative_binomial import quantile, smallest_count

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats, Floats]

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
# R's slack for a probability that a whole number reaches exactly
FUZZ = 1 - 64 * float(np.finfo(np.float64).eps)
# below this excess over 1 the two distributions differ by less than their rounding
POISSON = 1e-9
LARGEST_MEAN = 1e12


def power_bounds(
    counts: Floats, mean: Floats, error: Floats, dispersion: Floats, *, tail: float, power: str
) -> Bounds:
    """Lower and upper bound and the p-value, normal on the scale of a power of the count.

    Farrington et al. 1996, eq. 8 and after: Y^(2/3) is about normal, its variance is that of a new count plus that of
    the estimated mean (`error` is its standard error).
    """
    exponent = POWERS[power]
    spread = dispersion + np.square(error) / mean
    scale = np.sqrt(np.square(exponent) * np.power(mean, 2 * exponent - 1) * spread)
    centre = np.power(mean, exponent)
    away = -ndtri(tail) * scale
    with np.errstate(invalid="ignore"):
        low, high = np.power(centre - away, 1 / exponent), np.power(centre + away, 1 / exponent)
    # a negative base has no power of 3/2, and its square is no lower bound
    low = np.where(centre > away, np.minimum(low, high), 0.0)
    return low, high, ndtr((centre - np.power(counts, exponent)) / scale)


def count_bounds(counts: Floats, mean: Floats, dispersion: Floats, *, tail: float) -> Bounds:
    """Lower and upper quantile and P(Y ≥ count), negative binomial, or Poisson for dispersion 1.

    NaN for a mean that is no count any more.
    """
    shape = mean.shape
    y, m, phi = (
        np.ravel(values).astype(np.float64) for values in np.broadcast_arrays(counts, mean, dispersion)
    )
    finite = m < LARGEST_MEAN
    m = np.where(finite, m, 1.0)
    away = -ndtri(tail) * np.sqrt(m * phi)
    poisson = phi - 1 < POISSON
    safe = np.where(poisson, 2.0, phi)
    low, high, p = (np.full_like(m, np.nan) for _ in range(3))
    plain, other = np.flatnonzero(poisson & finite), np.flatnonzero(~poisson & finite)
    for result, probability, start in ((low, tail, m - away), (high, 1 - tail, m + away)):
        wanted = np.full(len(m), probability * FUZZ)
        result[plain] = poisson_quantile(wanted[plain], m[plain], start=start[plain])
        result[other] = quantile(wanted[other], m[other], safe[other], start=start[other])
    p[plain] = np.where(y[plain] > 0, gammainc(np.maximum(y[plain], 1), m[plain]), 1.0)
    above = betaincc(m[other] / (safe[other] - 1), np.maximum(y[other], 1), 1 / safe[other])
    p[other] = np.where(y[other] > 0, above, 1.0)
    return low.reshape(shape), high.reshape(shape), p.reshape(shape)


def poisson_quantile(probability: Floats, mean: Floats, *, start: Floats) -> Floats:
    """Smallest count whose cumulative Poisson probability reaches `probability`."""
    return smallest_count(lambda count, where: gammaincc(count + 1, mean[where]) >= probability[where], start)
