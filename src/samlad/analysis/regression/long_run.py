"""Sums of squares of residuals whose neighbours hang together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# What is odd in one week is often odd in the next ones too: periods up to so many apart are looked at together.
WAVE_PERIODS = 3


def long_run_squares(residuals: Floats) -> Floats:
    """Sum of squares and twice the products of neighbouring periods, with falling weights (Bartlett's).

    Parameters
    ----------
    residuals : ndarray of float, shape (..., n_periods)
        Oldest first.

    Returns
    -------
    ndarray of float, shape (...)
        Smaller than the sum of squares where neighbours are unlike.

    Notes
    -----
    Σ r_t² + 2 Σ_l (1 − l/4) Σ r_t r_{t−l}, l = 1, 2, 3 (W. K. Newey and K. D. West, Econometrica 55, 1987, 703–708).

    Examples
    --------
    >>> long_run_squares(np.array([[1.0, 1, -1, -1], [1, -1, 1, -1]])).tolist()
    [3.0, 1.0]
    """
    products = [
        (1 - lag / (WAVE_PERIODS + 1)) * (residuals[..., lag:] * residuals[..., :-lag]).sum(axis=-1)
        for lag in range(1, WAVE_PERIODS + 1)
    ]
    return np.asarray(np.square(residuals).sum(axis=-1) + 2 * np.sum(products, axis=0))
