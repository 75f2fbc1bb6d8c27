"""Where the true effect of one more study lies, the studies' heterogeneity not being taken as known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from samlad.analysis.results import Interval

Floats = NDArray[np.float64]

# Values of τ that are averaged over, up to so many times the spread of the estimates.
GRID, FARTHEST = 400, 10.0
HALVINGS = 60


def averaged_prediction(estimates: Floats, variances: Floats, level: float) -> Interval:
    """Limits of the next study's true effect, averaged over τ with the weights of its restricted likelihood.

    Parameters
    ----------
    estimates, variances : ndarray of float, shape (n,)
    level : float

    Returns
    -------
    Interval

    Notes
    -----
    All τ are alike before the studies are seen (A. Gelman, Bayesian Analysis 1, 2006, 515–534, for a flat prior of
    τ). Given τ the effect is normal about μ̂(τ) with variance τ² + 1/Σ w; the limits are the quantiles of the mixture.
    Plugging one τ in instead, often 0, makes the interval too short.

    Examples
    --------
    >>> found = averaged_prediction(np.log([0.7, 0.9, 0.45, 1.05, 0.8]), np.full(5, 0.04), 0.95)
    >>> round(float(np.exp(found.low)), 2), round(float(np.exp(found.high)), 2)
    (0.24, 2.35)
    """
    scale = float(np.sqrt(estimates.var() + variances.max()))
    taus = np.linspace(0, FARTHEST * scale, GRID)
    inverse = 1 / (variances + np.square(taus)[:, np.newaxis])
    total = inverse.sum(axis=1)
    mean = inverse @ estimates / total
    squares = (inverse * np.square(estimates - mean[:, np.newaxis])).sum(axis=1)
    likelihood = (np.log(inverse).sum(axis=1) - np.log(total) - squares) / 2
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    spread = np.sqrt(np.square(taus) + 1 / total)

    def quantile(tail: float) -> float:
        low, high = float((mean - 12 * spread).min()), float((mean + 12 * spread).max())
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            below = float(weights @ ndtr((middle - mean) / spread)) < tail
            low, high = (middle, high) if below else (low, middle)
        return (low + high) / 2

    return Interval(np.array(quantile((1 - level) / 2)), np.array(quantile((1 + level) / 2)), level)
