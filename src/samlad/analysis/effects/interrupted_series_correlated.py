"""Coefficients of one series whose neighbouring periods hang together, averaged over how much they may."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How much of a period's deviation the next one keeps, and how much of the variance keeps at all.
KEPT = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SHARES = (0.5, 0.75, 1.0)


def correlated(counts: Floats, design: Floats, fitted: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    """Coefficients and covariance by generalised least squares, no single correlation being taken as known.

    Parameters
    ----------
    counts, fitted : ndarray of float, shape (n,)
        The series, and what Poisson regression fits.
    design : ndarray of float, shape (n, n_terms)
    coefficients : ndarray of float, shape (n_terms,)
        Of the Poisson regression.

    Returns
    -------
    coefficients : ndarray of float, shape (n_terms,)
    covariance : ndarray of float, shape (n_terms, n_terms)

    Notes
    -----
    One step of Fisher's scoring from the Poisson fit: z = √m (x'β̂ + (y − m)/m) on √m x, whose errors have the variance φ
    and between periods so many apart the correlation κ ρ^lag: an autoregressive process and independent noise, the
    counts' own. A plugged-in ρ is too low in short series, and the interval too short. So β is averaged over a grid of
    ρ and κ with the weights of their restricted likelihood, |V|^-½ |X'V⁻¹X|^-½ RSS^-(n−p)/2 (D. A. Harville, Biometrika
    61, 1974, 383–385: the likelihood of β integrated out; A. Zellner, G. C. Tiao, JASA 59, 1964, 763–778), all ρ alike
    before the series is seen. The covariance is the mean of the covariances and the covariance of the means.

    Examples
    --------
    >>> counts, design = np.array([4.0, 6, 5, 5, 4, 6]), np.ones((6, 1))
    >>> middle, covariance = correlated(counts, design, np.full(6, 5.0), np.log([5.0]))
    >>> round(float(np.exp(middle[0])), 1)
    5.0
    """
    from scipy.linalg import cholesky, solve_triangular  # late: it is slow to import, and few need it

    n, terms = design.shape
    root = np.sqrt(fitted)
    response = root * (design @ coefficients) + (counts - fitted) / root
    both = np.column_stack([design * root[:, np.newaxis], response])
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    likelihoods: list[float] = []
    means: list[Floats] = []
    covariances: list[Floats] = []
    for kept in KEPT:
        for share in SHARES if kept else (0.0,):
            variance = share * kept**apart
            np.fill_diagonal(variance, 1.0)
            factor = cholesky(variance, lower=True)
            triangle = np.asarray(np.linalg.qr(solve_triangular(factor, both, lower=True), mode="r"))
            left, residual = triangle[:terms, :terms], float(triangle[terms, terms]) ** 2
            residual = max(residual, np.finfo(np.float64).tiny)
            likelihoods.append(
                -np.log(np.diag(factor)).sum()
                - np.log(np.abs(np.diag(left))).sum()
                - (n - terms) / 2 * np.log(residual)
                - np.log(len(SHARES) if kept else 1)
            )
            inverse = np.linalg.inv(left)
            means.append(inverse @ triangle[:terms, terms])
            covariances.append(residual / (n - terms) * inverse @ inverse.T)
    weights = np.exp(np.array(likelihoods) - max(likelihoods))
    weights /= weights.sum()
    middle = weights @ np.array(means)
    away = np.array(means) - middle
    covariance = np.tensordot(weights, np.array(covariances), axes=1) + (away.T * weights) @ away
    return middle, covariance
