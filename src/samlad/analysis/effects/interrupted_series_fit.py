"""One Poisson regression with the whole covariance of its coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.effects.interrupted_series_correlated import correlated
from samlad.analysis.errors import InputError
from samlad.analysis.regression.poisson import fit_poisson

Floats = NDArray[np.float64]

POISSON, WAVES, CORRELATED = "poisson", "waves", "correlated"


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFit:
    """Coefficients with covariance, the fitted series, and the correlation of neighbouring residuals.

    Residuals of independent periods are not independent: what the terms take out leaves a correlation below 0 behind,
    `alike_by_chance`.
    """

    coefficients: Floats
    covariance: Floats
    fitted: Floats
    dispersion: float
    alike: float
    alike_by_chance: float

    def caused(self, slope: bool) -> slice:
        """The columns that only the measure moves."""
        return slice(2, 4) if slope else slice(2, 3)


def design_of(n: int, start: int, periods_per_year: float, harmonics: int, slope: bool) -> Floats:
    """Constant, trend, step, [slope,] season."""
    time = np.arange(n, dtype=np.float64)
    during = (time >= start).astype(np.float64)
    columns = [np.ones(n), time - (n - 1) / 2, during]
    columns += [during * (time - start + 1)] if slope else []
    years = time / periods_per_year
    columns += [wave(2 * np.pi * k * years) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    design = np.column_stack(columns)
    if design.shape[1] + 2 > n or np.linalg.matrix_rank(design) < design.shape[1]:
        raise InputError(
            "{argument} is {value}: the periods cannot carry so many terms. {remedy}",
            argument="harmonics",
            value=harmonics,
            remedy="Take fewer harmonics, or give more periods.",
        )
    return design


def fit_series(counts: Floats, design: Floats, log_exposure: Floats, variance: str) -> SeriesFit:
    """Fit one series.

    Parameters
    ----------
    counts, log_exposure : ndarray of float, shape (n,)
    design : ndarray of float, shape (n, n_terms)
        Of full rank.
    variance : str
        'quasi', 'poisson', 'waves' or 'correlated'.

    Returns
    -------
    SeriesFit

    Raises
    ------
    InputError
        If the likelihood has no finite maximum.

    Examples
    --------
    >>> fit = fit_series(np.array([2.0, 4, 8, 16]), np.column_stack([np.ones(4), np.arange(4.0)]), np.zeros(4), "quasi")
    >>> np.exp(fit.coefficients).round(6).tolist()
    [2.0, 2.0]
    """
    centred = log_exposure - log_exposure.mean()
    used = np.ones((1, len(counts)), dtype=np.bool_)
    found = fit_poisson(counts[np.newaxis], design, centred[np.newaxis], used)
    if not found.converged[0]:
        raise InputError(
            "{argument} holds {value} incidents, too few for the terms asked for. {remedy}",
            argument="counts",
            value=int(counts.sum()),
            remedy="Take fewer harmonics or no slope, or count over longer periods.",
        )
    coefficients = found.coefficients[0]
    fitted = np.exp(design @ coefficients + centred)
    inverse = np.linalg.inv((design.T * fitted) @ design)
    spread = 1.0 if variance == POISSON else float(found.dispersion[0])
    residuals = (counts - fitted) / np.sqrt(fitted)
    squares = float(residuals @ residuals)
    alike = float(residuals[1:] @ residuals[:-1]) / squares if squares else 0.0
    basis = np.linalg.qr(design * np.sqrt(fitted)[:, np.newaxis]).Q
    by_chance = -float((basis[1:] * basis[:-1]).sum()) / (len(counts) - design.shape[1])
    covariance = inverse * spread
    if variance == WAVES:
        covariance = _newey_west(counts - fitted, design, inverse)
    if variance == CORRELATED:
        coefficients, covariance = correlated(counts, design, fitted, coefficients)
        fitted = np.exp(design @ coefficients + centred)
    return SeriesFit(coefficients, covariance, fitted, spread, alike, by_chance)


def _newey_west(residuals: Floats, design: Floats, inverse: Floats) -> Floats:
    """Sandwich with Bartlett's weights, for scores that hang together over some periods."""
    n, terms = design.shape
    scores = design * residuals[:, np.newaxis]
    lags = int(4 * (n / 100) ** (2 / 9))
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        product = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (product + product.T)
    return np.asarray(inverse @ middle @ inverse * n / (n - terms))
