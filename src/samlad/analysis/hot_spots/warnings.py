"""What a map of local statistics should be read with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.hot_spots.neighbours import Neighbours

Floats = NDArray[np.float64]

WITHOUT_NEIGHBOURS = "cells_without_neighbours"
SKEWED = "normal_p_doubtful_skewed_values"
TOTAL = "normal_p_wrong_under_the_total_null"
CLUSTERED = "clustered_as_a_whole"
TOO_FEW_PERMUTATIONS = "too_few_permutations_for_the_correction"

# Skewness of the sums over neighbours from which on hot cells at 0.1 % are half as many again as they should be, and
# classes are false too often: bench/truth_hot_spots.py.
MOST_SKEWED = 0.1
# Standard errors of the mean of z² by which it has to exceed 1.
CLEARLY = 5.0


def warnings_of(values: Floats, neighbours: Neighbours, z: Floats, null: str) -> tuple[str, ...]:
    """The codes that hold for a map of Gi, Gi* or local Moran."""
    found = []
    if (neighbours.counts == 0).any():
        found.append(WITHOUT_NEIGHBOURS)
    if null == "total":
        found.append(TOTAL)
    normal = null not in ("permutation", "exact")
    if normal and abs(skewness_of_sums(values, neighbours)) > MOST_SKEWED:
        found.append(SKEWED)
    if clustered(z, neighbours):
        found.append(CLUSTERED)
    return tuple(found)


def skewness_of_sums(values: Floats, neighbours: Neighbours) -> float:
    """Skewness of the sum of so many values as a cell typically has neighbours, drawn without replacement."""
    n, number = len(values), float(np.median(neighbours.counts[neighbours.counts > 0]))
    away = values - values.mean()
    spread = np.sqrt(np.mean(away**2))
    if n < 3 or not number < n or spread == 0:
        return 0.0
    skewness = np.mean((away / spread) ** 3)
    return float(skewness * (n - 2 * number) / (n - 2) * np.sqrt((n - 1) / (number * (n - number))))


def clustered(z: Floats, neighbours: Neighbours) -> bool:
    """Whether z² is on average so far above its expectation, 1, that high and low values lie together everywhere.

    Neighbourhoods overlap: there are about as many independent ones as go side by side.
    """
    independent = max(1.0, neighbours.n / (1 + float(neighbours.counts.mean())))
    return float(np.mean(z**2)) > 1 + CLEARLY * float(np.sqrt(2 / independent))


def unattainable(p: Floats, smallest: float, largest_level: float) -> bool:
    """Whether nothing can be significant, since the smallest p-value that permutations can give is too large."""
    at_it = max(1, int(np.count_nonzero(p <= smallest * (1 + 1e-9))))
    return smallest * p.size / at_it > largest_level
