"""Does the pattern of places change with time? Then close pairs are near in time though none caused another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

PATTERN_CHANGES = "pattern_changes"
PERIODS = 4
# Zones along each side, and how many incidents these need: five to each zone and period.
FINE, COARSE = 3, 2
LEVEL = 0.01
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def pattern_changes(x: Floats, y: Floats, time: Floats) -> bool:
    """Whether large zones have other shares in other parts of the time; False where incidents are too few to say.

    Pearson's chi-square of zones × periods, all with about as many incidents. Zones and periods are far larger than
    what near repeats reach, so that these hardly show in it.
    """
    incidents = len(x)
    side = FINE if incidents >= 5 * FINE**2 * PERIODS else COARSE
    if incidents < 5 * side**2 * PERIODS:
        return False
    column = _parts(x, side)
    zone = np.zeros(incidents, dtype=np.int64)
    for part in np.unique(column):
        inside = column == part
        zone[inside] = part * side + _parts(y[inside], side)
    table = np.zeros((side**2, PERIODS))
    np.add.at(table, (zone, _parts(time, PERIODS)), 1)
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / incidents
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    if not freedom:
        return False
    statistic = ((table - expected) ** 2 / expected).sum()
    return bool(gammaincc(freedom / 2, statistic / 2) < LEVEL)


def _parts(values: Floats, number: int) -> Integers:
    """Parts with about as many values each; equal values are in one part."""
    edges = np.quantile(values, np.arange(1, number) / number, method="inverted_cdf")
    parts: Integers = np.searchsorted(edges, values, side="left")
    return parts
