"""What serial correlation makes of the variance of Mann–Kendall's score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


def inflation(x: Floats, slope: Floats, level: float, lags: int) -> Floats:
    """By how much the variance is multiplied: K. H. Hamed, A. R. Rao, J. Hydrology 204, 1998, equation 7.

    Of the autocorrelations of the ranks about the trend, those count that are significant.
    """
    n = x.shape[1]
    about_trend = x - np.arange(1, n + 1) * slope[:, np.newaxis]
    correlations = _autocorrelations(average_ranks(about_trend))[:, 1 : lags + 1]
    significant = np.abs(correlations) > ndtri((1 + level) / 2) / np.sqrt(n)
    lag = np.arange(1, lags + 1)
    weights = (n - lag) * (n - lag - 1) * (n - lag - 2) / (n * (n - 1) * (n - 2))
    found: Floats = 1 + 2 * (np.where(significant, correlations, 0) * weights).sum(axis=1)
    return found


def average_ranks(x: Floats) -> Floats:
    """Ranks in each row, ties sharing the mean of theirs."""
    order = np.argsort(x, axis=1, kind="stable")
    ranked = np.take_along_axis(x, order, axis=1)
    begins = np.ones(x.shape, dtype=np.bool_)
    begins[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    places = np.arange(x.shape[1], dtype=np.float64)
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=x.size)
    first = places[starts % x.shape[1]]
    means = np.repeat(first + (lengths + 1) / 2, lengths).reshape(x.shape)
    ranks = np.empty(x.shape)
    np.put_along_axis(ranks, order, means, axis=1)
    return ranks


def _autocorrelations(ranks: Floats) -> Floats:
    away = ranks - ranks.mean(axis=1, keepdims=True)
    n = away.shape[1]
    spectrum = np.fft.rfft(away, 2 * n, axis=1)
    products = np.fft.irfft(np.abs(spectrum) ** 2, 2 * n, axis=1)[:, :n]
    whole = products[:, :1]
    return np.divide(products, whole, out=np.zeros_like(products), where=whole > 0)
