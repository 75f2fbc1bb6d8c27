"""Poisson regression with a logarithmic link, for many series on the same design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_STEPS = 40
# relative size of the last step; convergence is quadratic, so what remains is rounding
TOLERANCE = 1e-10
# when the terms beside the constant move a fitted count by a factor exp(30), the maximum lies at infinity
FARTHEST = 30.0
# beyond it a solution would be rounding error
WORST_CONDITION = 1e13


@dataclass(frozen=True, slots=True, eq=False)
class PoissonFit:
    """Coefficients of many Poisson regressions.

    Attributes
    ----------
    coefficients : ndarray of float, shape (n_series, n_terms)
    unscaled_variance : ndarray of float, shape (n_series, n_terms)
        Variances of the coefficients for dispersion 1.
    dispersion : ndarray of float, shape (n_series,)
        Pearson's χ² over n − n_terms.
    converged : ndarray of bool, shape (n_series,)
        False where no finite maximum was found; the other values of that series mean nothing.
    """

    coefficients: Floats
    unscaled_variance: Floats
    dispersion: Floats
    converged: Mask


def fit_poisson(
    counts: Floats, design: Floats, offset: Floats, used: Mask, size: Floats | None = None
) -> PoissonFit:
    """Maximum likelihood by iteratively re-weighted least squares.

    Parameters
    ----------
    counts : ndarray of float, shape (n_series, n_periods)
        Each series must have more used periods than terms, and something in them.
    design : ndarray of float, shape (n_periods, n_terms)
    offset : ndarray of float, shape (n_series, n_periods)
    used : ndarray of bool, shape (n_series, n_periods)
    size : ndarray of float, shape (n_series,), optional
        For negative binomial counts of a known size: variance m + m² / size. Without it the variance is m.

    Returns
    -------
    PoissonFit

    Notes
    -----
    Newton's method with the expected information, started at (y + mean) / 2 as usual for counts.

    Examples
    --------
    >>> counts, design = np.array([[2.0, 4.0, 8.0, 16.0]]), np.column_stack([np.ones(4), np.arange(4.0)])
    >>> fit = fit_poisson(counts, design, np.zeros((1, 4)), np.ones((1, 4), dtype=bool))
    >>> np.exp(fit.coefficients).round(6).tolist()
    [[2.0, 2.0]]
    """
    n_series, n_terms = len(counts), design.shape[1]
    coefficients, information = np.zeros((n_series, n_terms)), np.zeros((n_series, n_terms, n_terms))
    converged, active = np.zeros(n_series, dtype=np.bool_), np.arange(n_series)
    mean = np.where(used, counts, 0).sum(axis=1) / np.maximum(used.sum(axis=1), 1)
    linear = np.log((counts + mean[:, np.newaxis]) / 2)
    for _ in range(MOST_STEPS):
        if not active.size:
            break
        # only periods that do not count can lie beyond the limits; they must not become 0/0
        fitted = np.exp(np.clip(linear[active], -500, 500))
        weights = np.where(
            used[active], fitted if size is None else fitted / (1 + fitted / size[active, np.newaxis]), 0
        )
        working = linear[active] - offset[active] + counts[active] / fitted - 1
        step, matrix, regular = _solve(weights, working, design)
        active = active[regular]
        moved = np.abs(step - coefficients[active]).max(axis=1, initial=0)
        coefficients[active], information[active] = step, matrix
        linear[active] = step @ design.T + offset[active]
        done = moved <= TOLERANCE * (1 + np.abs(step).max(axis=1, initial=0))
        converged[active[done]] = True
        swing = np.abs(step[:, 1:] @ design[:, 1:].T).max(axis=1, initial=0)
        active = active[~done & (swing < FARTHEST)]
    return _finish(counts, linear, used, coefficients, information, converged, size)


def _solve(weights: Floats, working: Floats, design: Floats) -> tuple[Floats, Floats, Mask]:
    """Weighted least squares of every series whose normal equations have one solution."""
    n_terms = design.shape[1]
    products = (design[:, :, np.newaxis] * design[:, np.newaxis, :]).reshape(len(design), n_terms**2)
    matrix = (weights @ products).reshape(-1, n_terms, n_terms)
    regular = np.linalg.cond(matrix) < WORST_CONDITION
    right = ((weights * working) @ design)[regular, :, np.newaxis]
    return np.linalg.solve(matrix[regular], right)[:, :, 0], matrix[regular], regular


def _finish(
    counts: Floats,
    linear: Floats,
    used: Mask,
    coefficients: Floats,
    information: Floats,
    converged: Mask,
    size: Floats | None,
) -> PoissonFit:
    n_series, n_terms = coefficients.shape
    variance, dispersion = np.full((n_series, n_terms), np.inf), np.full(n_series, np.nan)
    fitted = np.exp(linear[converged])
    inverse = np.linalg.inv(information[converged])
    variance[converged] = np.diagonal(inverse, axis1=1, axis2=2)
    spread = fitted if size is None else fitted * (1 + fitted / size[converged, np.newaxis])
    squares = np.where(used[converged], np.square(counts[converged] - fitted) / spread, 0).sum(axis=1)
    dispersion[converged] = squares / (used[converged].sum(axis=1) - n_terms)
    return PoissonFit(coefficients, variance, dispersion, converged)
