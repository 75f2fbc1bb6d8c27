"""How unlikely a cluster is: its rank among simulated maxima, Gumbel's tail, and how often to expect the like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Two sums of the same numbers in another order differ in their last digits: such a tie counts as one.
TIE = 1 - 1e-9


def monte_carlo_p(ratio: float, simulated: Floats) -> float:
    """(1 + simulated maxima at least as large) / (1 + simulations): M. Dwass, Ann. Math. Stat. 28, 1957, 181–187."""
    return float(1 + np.count_nonzero(simulated >= ratio * TIE)) / (1 + len(simulated))


def gumbel_p(ratio: float, simulated: Floats) -> float:
    """The tail of Gumbel's distribution with the mean and variance of the simulated maxima.

    A. M. Abrams, K. Kleinman, M. Kulldorff, International Journal of Health Geographics 9, 2010, 61. It tells p-values
    apart that are below what so few simulations can reach.
    """
    deviation = float(np.std(simulated, ddof=1))
    scale = np.sqrt(6) * deviation / np.pi
    if scale == 0:
        return monte_carlo_p(ratio, simulated)
    location = float(simulated.mean()) - np.euler_gamma * scale
    return float(-np.expm1(-np.exp(-(ratio - location) / scale)))
