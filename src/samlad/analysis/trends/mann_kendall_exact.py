"""The distribution of Mann–Kendall's score over all orders of a series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def exact_p(score: NDArray[np.int64], n: int) -> Floats:
    """Two-sided p-values of scores of series of n periods without ties.

    Notes
    -----
    The falling pairs of a random order are a sum of independent uniform numbers from 0 to 0, 1, …, n − 1 (M. G.
    Kendall, Rank Correlation Methods, 1975, §5.2).
    """
    chances = np.ones(1)
    for most in range(1, n):
        sums = np.concatenate([chances, np.zeros(most)]).cumsum()
        sums[most + 1 :] -= sums[: -most - 1].copy()
        chances = sums / (most + 1)
    pairs = n * (n - 1) // 2
    falling = np.minimum(pairs - score, pairs + score) // 2
    return np.asarray(np.minimum(2 * chances.cumsum()[falling], 1))
