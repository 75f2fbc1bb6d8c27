"""Whether neighbouring periods hang together, so that no test that takes them as independent keeps its promise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEIGHBOURS_ALIKE = "neighbouring_periods_alike"
# What chance alone exceeds once in twenty, in standard errors; and a correlation too small to matter.
ONCE_IN_TWENTY, SMALL = 1.645, 0.1
ROUNDING, FEWEST = 1e-12, 10


def neighbours_alike(residuals: Floats, taken_out: int = 2) -> bool:
    """Whether the mean correlation of neighbouring residuals is above what chance explains; with ten periods or more.

    Parameters
    ----------
    residuals : ndarray of float, shape (n_series, n_periods)
        About whatever was fitted, of about the same spread in all periods; 0 where a period is not used.
    taken_out : int
        Terms that were fitted: each leaves a correlation of about −1/n behind.

    Returns
    -------
    bool

    Examples
    --------
    >>> neighbours_alike(np.array([[1.0, -1] * 20])), neighbours_alike(np.array([[1.0] * 20 + [-1.0] * 20]))
    (False, True)
    """
    n = residuals.shape[1]
    largest = np.maximum(residuals.max(axis=1, initial=0.0), -residuals.min(axis=1, initial=0.0))
    some = largest > ROUNDING
    if not some.any() or n < FEWEST:
        return False
    left = residuals / np.where(some, largest, 1)[:, np.newaxis]
    neighbours, squares = (
        np.einsum("ij,ij->i", left[:, 1:], left[:, :-1]),
        np.einsum("ij,ij->i", left, left),
    )
    each = neighbours[some] / squares[some]
    return bool(each.mean() + taken_out / n > max(SMALL, ONCE_IN_TWENTY / np.sqrt(n * len(each))))


def about_a_line(series: Floats) -> Floats:
    """What is left of each series when its straight line is taken out."""
    time = np.arange(series.shape[1]) - (series.shape[1] - 1) / 2
    away = series - series.mean(axis=1, keepdims=True)
    return np.asarray(away - np.outer(away @ time / (time @ time), time))
