"""One Poisson regression with the whole covariance of its coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.errors import InputError
from samlad.analysis.regression.poisson import fit_poisson

Floats = NDArray[np.float64]

POISSON, WAVES = "poisson", "waves"


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFit:
    """Coefficients with covariance, the fitted series, and what its residuals look like."""

    coefficients: Floats
    covariance: Floats
    fitted: Floats
    dispersion: float
    alike: float

    def caused(self, slope: bool) -> slice:
        """The columns that only the measure moves."""
        return slice(2, 4) if slope else slice(2, 3)


def fit_series(counts: Floats, design: Floats, log_exposure: Floats, dispersion: str) -> SeriesFit:
    """Fit one series.

    Parameters
    ----------
    counts, log_exposure : ndarray of float, shape (n,)
    design : ndarray of float, shape (n, n_terms)
        Of full rank.
    dispersion : str
        'quasi', 'poisson' or 'waves'.

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
    spread = 1.0 if dispersion == POISSON else float(found.dispersion[0])
    residuals = (counts - fitted) / np.sqrt(fitted)
    squares = float(residuals @ residuals)
    alike = float(residuals[1:] @ residuals[:-1]) / squares if squares else 0.0
    covariance = inverse * spread
    if dispersion == WAVES:
        covariance = _newey_west(counts - fitted, design, inverse)
    return SeriesFit(coefficients, covariance, fitted, spread, alike)


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
