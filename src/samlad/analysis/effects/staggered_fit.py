"""What areas would have had, week by week, without a measure: level times week, from cells that had none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.errors import InputError
from samlad.analysis.regression.long_run import long_run_squares

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Newton's steps, each after so many rounds of fitting the margins, which cannot fail and bring it near.
MOST_STEPS, MARGINS, TOLERANCE = 100, 10, 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Untreated:
    """The fit to the cells without a measure.

    Attributes
    ----------
    expected : ndarray of float, shape (n_areas, n_weeks)
        Level times week, for every cell.
    inverse : ndarray of float
        Of the information matrix of areas and weeks (generalised: one level is free).
    dispersion : float
        Variance over mean of the cells without a measure.
    freedom : float
        Cells less parameters.
    """

    expected: Floats
    inverse: Floats
    dispersion: float
    freedom: float

    def spread(self, gradient: Floats) -> float:
        """Variance of a sum of expected cells, its derivatives by the logarithms of areas and weeks given."""
        return float(self.dispersion * gradient @ self.inverse @ gradient)


def fit_untreated(counts: Floats, untreated: Mask) -> Untreated:
    """Poisson regression on area and week, by fitting the margins in turn.

    Parameters
    ----------
    counts : ndarray of float, shape (n_areas, n_weeks)
    untreated : ndarray of bool, same shape
        Every area and every week must have such a cell.

    Returns
    -------
    Untreated

    Raises
    ------
    InputError
        If the margins do not settle: areas and weeks hang together too loosely.

    Notes
    -----
    a_i = Σ_t y / Σ_t b_t, b_t = Σ_i y / Σ_i a_i over the cells that count (W. E. Deming, F. F. Stephan,
    Ann. Math. Stat. 11, 1940, 427–444), with Newton's steps between: the maximum of the Poisson likelihood. φ is the
    sum of squared residuals over its expectation for φ = 1, Σ μ (1 − leverage); with neighbouring weeks' products
    (Bartlett's weights, up to three weeks apart) where that is larger.

    Examples
    --------
    >>> fit = fit_untreated(np.array([[2.0, 4.0], [4.0, 9.0]]), np.array([[True, True], [True, False]]))
    >>> fit.expected.round(6).tolist()
    [[2.0, 4.0], [4.0, 8.0]]
    """
    kept = np.where(untreated, counts, 0.0)
    level, week = np.ones(len(counts)), np.ones(counts.shape[1])
    for _ in range(MOST_STEPS):
        for _ in range(MARGINS):
            level = _over(kept.sum(axis=1), untreated @ week)
            week = _over(kept.sum(axis=0), level @ untreated)
        fitted = np.where(untreated, np.outer(level, week), 0.0)
        missing = np.concatenate([(kept - fitted).sum(axis=1), (kept - fitted).sum(axis=0)])
        inverse = np.asarray(np.linalg.pinv(_information(fitted), hermitian=True), dtype=np.float64)
        step = inverse @ missing
        if np.abs(step).max() <= TOLERANCE:
            break
        if np.abs(step).max() < 1:
            level, week = level * np.exp(step[: len(level)]), week * np.exp(step[len(level) :])
    else:
        raise InputError(
            "{argument} leave {value}: areas and weeks hang together too loosely. {remedy}",
            argument="starts",
            value="too few weeks in which areas can be compared",
            remedy="Add comparison areas, or weeks before the first start.",
        )
    expected = np.outer(level, week)
    freedom = np.count_nonzero(untreated & (expected > 0)) - np.linalg.matrix_rank(inverse, hermitian=True)
    return Untreated(expected, inverse, _dispersion(counts, expected, untreated, inverse), float(freedom))


def _over(sums: Floats, weights: Floats) -> Floats:
    return np.asarray(np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0))


def _information(weights: Floats) -> Floats:
    """X'WX of the indicators of areas, then of weeks."""
    return np.block([[np.diag(weights.sum(axis=1)), weights], [weights.T, np.diag(weights.sum(axis=0))]])


def _dispersion(counts: Floats, expected: Floats, untreated: Mask, inverse: Floats) -> float:
    n = len(counts)
    own = np.diagonal(inverse)
    leverage = expected * (own[:n, np.newaxis] + own[n:] + 2 * inverse[:n, n:])
    residuals = np.where(untreated, counts - expected, 0.0)
    variance = float(np.where(untreated, expected * (1 - leverage), 0.0).sum())
    squares = float(np.square(residuals).sum())
    waves = float(long_run_squares(residuals).sum())
    return max(squares, waves) / variance if variance > 1e-9 else 1.0
