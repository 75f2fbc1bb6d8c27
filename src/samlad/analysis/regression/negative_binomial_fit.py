"""How over-dispersed counts are: the negative binomial's overdispersion by maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]

LEAST, MOST, STEPS, HALVINGS = 1e-6, 1e3, 200, 60
GOLDEN = (np.sqrt(5) - 1) / 2


def overdispersion(counts: Floats, means: Floats) -> float:
    """The k of counts with variance μ + k μ², their means being known or fitted.

    Parameters
    ----------
    counts, means : ndarray of float, shape (n,)
        Means above 0.

    Returns
    -------
    float
        0 where the likelihood falls from there on: squared deviations add up to no more than the counts.

    Notes
    -----
    k maximises Σ log Γ(y + 1/k) − log Γ(1/k) + y log(k μ) − (y + 1/k) log(1 + k μ), on a grid of logarithms and then by
    the golden section; 1/k is `theta` of R's `MASS::glm.nb` (B. Levin, J. Reeds, Ann. Stat. 5, 1977, 79–87, for the
    boundary).

    Examples
    --------
    >>> counts = np.array([0.0, 1, 4, 9, 2, 0, 7, 3])
    >>> round(overdispersion(counts, np.full(8, 3.25)), 4)
    0.8535
    """
    if float((np.square(counts - means) - counts).sum()) <= 0:
        return 0.0
    logs = np.linspace(np.log(LEAST), np.log(MOST), STEPS)
    best = int(np.argmax([_likelihood(float(np.exp(value)), counts, means) for value in logs]))
    low, high = float(logs[max(best - 1, 0)]), float(logs[min(best + 1, STEPS - 1)])
    for _ in range(HALVINGS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        better = _likelihood(float(np.exp(left)), counts, means) > _likelihood(
            float(np.exp(right)), counts, means
        )
        low, high = (low, right) if better else (left, high)
    return float(np.exp((low + high) / 2))


def _likelihood(k: float, counts: Floats, means: Floats) -> float:
    shape = 1 / k
    terms = gammaln(counts + shape) - gammaln(shape) + counts * np.log(k * means)
    return float((terms - (counts + shape) * np.log1p(k * means)).sum())
