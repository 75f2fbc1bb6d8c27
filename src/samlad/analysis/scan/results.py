"""What a scan found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ScanCluster:
    """A circle and an interval with more (fewer) cases than expected.

    Attributes
    ----------
    centre : int
        The cell in the middle.
    cells : ndarray of int
        The cells of the circle, nearest first.
    radius, span : float
        From the centre to the farthest cell, and between the two cells that are farthest apart.
    start, end : int
        First and last period, both within.
    statistic : float
        The log likelihood ratio; for the space–time permutation, its test statistic.
    observed, expected, ratio : float
        Cases, expected ones, and the former over the latter.
    relative_risk : float or None
        Rate inside over rate outside; infinite where all cases are inside. None for the space–time permutation,
        which knows no rates.
    p : float
        Monte Carlo: how often the largest statistic of all cylinders is as large where nothing is going on.
    gumbel_p : float
        The same by Gumbel's distribution, also below 1/(replications + 1).
    recurrence_interval : float or None
        Analyses (one per period) until one such would be expected by chance; None for a retrospective scan.
    high : bool
        Whether there are more than expected.
    """

    centre: int
    cells: NDArray[np.int64]
    radius: float
    span: float
    start: int
    end: int
    statistic: float
    observed: int
    expected: float
    ratio: float
    relative_risk: float | None
    p: float
    gumbel_p: float
    recurrence_interval: float | None
    high: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What a scan found, the most likely cluster first.

    Attributes
    ----------
    clusters : tuple of ScanCluster
        The most likely one, and the secondary ones that share no cell and period with a likelier one and are likelier
        than the largest of at least one simulation. Empty where nothing exceeds what is expected.
    simulated : ndarray of float
        The largest statistic of each replication.
    n : int
        Cases.
    cylinders : int
        How many candidates were looked at.
    dispersion : float
        Variance over what the null hypothesis lets expect, beside the clusters found; 1 if it holds.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'overdispersed': the null hypothesis of independent cases does not hold beside
        the clusters, and p-values are too small. 'few_cases': fewer than 20.
    """

    clusters: tuple[ScanCluster, ...]
    simulated: Floats
    n: int
    cylinders: int
    dispersion: float
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()
