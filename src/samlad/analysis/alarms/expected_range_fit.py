"""Mean and dispersion of earlier counts, past outbreaks weighing less, and the range that follows from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc, ndtr, ndtri, stdtrit

from samlad.analysis.regression.negative_binomial import quantile

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SEARCH_RESIDUAL, SEARCH_PASSES = 1.0, 2
# stands for Poisson counts in the formulas of the negative binomial
LEAST_DISPERSION = 1 + 1e-6


def weighted_moments(
    counts: Floats, used: Mask, outbreak_residual: float | None
) -> tuple[Floats, Floats, Floats]:
    """Mean, dispersion and weights (mean 1 over the used periods) of series with something in them."""
    n = used.sum(axis=1, keepdims=True)
    weights = used.astype(np.float64)
    mean, dispersion = _moments(counts, weights, n)
    if outbreak_residual is not None:
        # a large outbreak would hide in the dispersion that it causes itself, so it is looked for from a mean
        # and dispersion to which high counts contributed little
        for _ in range(SEARCH_PASSES):
            weights = _weights(_anscombe(counts, n, mean, dispersion), used, n, SEARCH_RESIDUAL)
            mean, dispersion = _moments(counts, weights, n)
        high = used & (_anscombe(counts, n, mean, dispersion) > SEARCH_RESIDUAL)
        weights = _weights(_quantile_residuals(counts, mean, dispersion, high), used, n, outbreak_residual)
        mean, dispersion = _moments(counts, weights, n)
    return mean[:, 0], dispersion[:, 0], weights


def _anscombe(counts: Floats, n: NDArray[np.int64], mean: Floats, dispersion: Floats) -> Floats:
    scale = 1.5 / (np.power(mean, 1 / 6) * np.sqrt(dispersion * (1 - 1 / n)))
    residuals: Floats = (np.square(np.cbrt(counts)) - np.square(np.cbrt(mean))) * scale
    return residuals


def _quantile_residuals(counts: Floats, mean: Floats, dispersion: Floats, high: Mask) -> Floats:
    """The normal quantile as far out as each count is in the negative binomial with this mean and dispersion.

    Few counts that scatter much have a long tail, in which Anscombe's residual takes ordinary high weeks for outbreaks.
    Reckoned for the `high` counts alone.
    """
    series, _ = np.nonzero(high)
    spread = np.maximum(dispersion[series, 0], LEAST_DISPERSION)
    above = betaincc(mean[series, 0] / (spread - 1), counts[high], 1 / spread)
    residuals = np.full(counts.shape, -np.inf)
    residuals[high] = -ndtri(np.maximum(above, np.finfo(np.float64).tiny))
    return residuals


def _weights(residuals: Floats, used: Mask, n: NDArray[np.int64], threshold: float) -> Floats:
    """Weights with mean 1 over the used periods: less for residuals above the threshold."""
    weights = used.astype(np.float64)
    outbreak = used & (residuals > threshold)
    weights[outbreak] = residuals[outbreak] ** -2
    weights *= n / weights.sum(axis=1, keepdims=True)
    return weights


def _moments(counts: Floats, weights: Floats, n: NDArray[np.int64]) -> tuple[Floats, Floats]:
    mean = np.einsum("ij,ij->i", weights, counts)[:, np.newaxis] / n
    squares = np.einsum("ij,ij->i", weights, np.square(counts - mean))[:, np.newaxis]
    return mean, np.maximum(1.0, squares / (n - 1) / mean)


def limits(
    mean: Floats, dispersion: Floats, weights: Floats, n: NDArray[np.int64], level: float
) -> tuple[Floats, Floats]:
    """The quantiles of the negative binomial about an estimated mean, both of them within the range."""
    tail = (1 - level) / 2
    uncertain_tail = ndtr(-np.abs(stdtrit(n - 1, tail)))
    tails = np.where(dispersion > 1, uncertain_tail, tail)
    predictive = dispersion * (1 + np.einsum("ij,ij->i", weights, weights) / n**2)
    start = -ndtri(tails) * np.sqrt(mean * predictive)
    low = quantile(tails, mean, predictive, start=mean - start)
    high = quantile(1 - tails, mean, predictive, start=mean + start)
    return low, high
