"""Negative binomial regression with a logarithmic link, for many series on the same design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import psi, zeta

from samlad.analysis.regression.poisson import PoissonFit, fit_poisson

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_ROUNDS, MOST_STEPS = 50, 50
TOLERANCE = 1e-9
# beyond these the variance is that of Poisson counts, or has no bound
SMALLEST_SIZE, LARGEST_SIZE = 1e-4, 1e7


@dataclass(frozen=True, slots=True, eq=False)
class NegativeBinomialFit:
    """Coefficients of many regressions, and each series' size: variance m + m² / size; infinite where Poisson."""

    fit: PoissonFit
    size: Floats


def fit_negative_binomial(counts: Floats, design: Floats, offset: Floats, used: Mask) -> NegativeBinomialFit:
    """Maximum likelihood of coefficients and size, by turns, as in R's `MASS::glm.nb`.

    Parameters
    ----------
    counts, design, offset, used
        As in `fit_poisson`.

    Returns
    -------
    NegativeBinomialFit
        `fit.dispersion` is Pearson's χ² over its degrees of freedom under the fitted variance, near 1.

    Notes
    -----
    W. N. Venables and B. D. Ripley, Modern Applied Statistics with S, 4th ed. 2002, §7.4. The variances of the
    coefficients are for the size taken as known, as there.

    Examples
    --------
    >>> counts = np.array([[2.0, 9.0, 1.0, 14.0, 3.0, 7.0, 0.0, 12.0]])
    >>> found = fit_negative_binomial(counts, np.ones((8, 1)), np.zeros((1, 8)), np.ones((1, 8), dtype=bool))
    >>> float(np.exp(found.fit.coefficients[0, 0]).round(6)), float(found.size[0].round(3))
    (6.0, 1.255)
    """
    plain = fit_poisson(counts, design, offset, used)
    size = np.full(len(counts), LARGEST_SIZE)
    coefficients, variance = plain.coefficients.copy(), plain.unscaled_variance.copy()
    dispersion, converged = plain.dispersion.copy(), plain.converged.copy()
    active = np.flatnonzero(converged & (plain.dispersion > 0))
    for _ in range(MOST_ROUNDS):
        if not active.size:
            break
        means = np.exp(np.clip(coefficients[active] @ design.T + offset[active], -500, 500))
        now = _best_size(counts[active], means, used[active], size[active])
        fit = fit_poisson(counts[active], design, offset[active], used[active], now)
        moved = np.abs(np.log(now / size[active]))
        size[active] = now
        coefficients[active], variance[active] = fit.coefficients, fit.unscaled_variance
        dispersion[active], converged[active] = fit.dispersion, fit.converged
        active = active[fit.converged & (moved > TOLERANCE)]
    converged[active] = False
    size[size >= LARGEST_SIZE] = np.inf
    return NegativeBinomialFit(PoissonFit(coefficients, variance, dispersion, converged), size)


def _best_size(counts: Floats, means: Floats, used: Mask, start: Floats) -> Floats:
    """Newton's method on the logarithm of the size, for given means."""
    squares = np.where(used, np.square(counts / means - 1), 0).sum(axis=1)
    moments = used.sum(axis=1) / np.maximum(squares, 1e-300)
    size = np.clip(np.where(start < LARGEST_SIZE, start, moments), SMALLEST_SIZE, LARGEST_SIZE)
    for _ in range(MOST_STEPS):
        k = size[:, np.newaxis]
        score = psi(counts + k) - psi(k) + np.log(k) + 1 - np.log(k + means) - (counts + k) / (means + k)
        curve = (
            zeta(2, counts + k) - zeta(2, k) + 1 / k - 2 / (means + k) + (counts + k) / np.square(means + k)
        )
        slope, bend = (np.where(used, values, 0).sum(axis=1) * size for values in (score, curve))
        # on the logarithmic scale; where the likelihood bends the wrong way a step uphill is taken
        bend = slope + bend * size
        step = np.where(bend < 0, -slope / np.minimum(bend, -1e-300), np.sign(slope))
        size = np.clip(size * np.exp(np.clip(step, -1, 1)), SMALLEST_SIZE, LARGEST_SIZE)
        if (np.abs(step) < TOLERANCE / 10).all():
            break
    return size
