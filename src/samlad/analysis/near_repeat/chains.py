"""Chains of incidents: each close to another of its chain, in space and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import check_at_least, check_choice
from samlad.analysis.near_repeat.checks import as_incidents
from samlad.analysis.near_repeat.near_repeat import METRICS
from samlad.analysis.near_repeat.pairs import Metric, close_pairs
from samlad.analysis.results import Parameters

ALONE = -1
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class NearRepeatChains:
    """Chains, the longest first; of equal ones, the one with the earliest first incident.

    Attributes
    ----------
    chain : ndarray of int, shape (n_incidents,)
        The chain of each incident; −1 for one that is near no other.
    size : ndarray of int, shape (n_chains,)
        Incidents of each chain.
    first, last : ndarray of int, shape (n_chains,)
        The earliest and the latest incident of each chain, as places in the input.
    days : ndarray of float, shape (n_chains,)
        From the earliest to the latest.
    share : float
        Incidents in chains, of all.
    pairs : int
        Pairs that are close and near.
    n, method, parameters, warnings
        As in `Estimate`.
    """

    chain: Integers
    size: Integers
    first: Integers
    last: Integers
    days: Floats
    share: float
    pairs: int
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def near_repeat_chains(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    distance: float,
    days: float,
    *,
    metric: Metric = "manhattan",
) -> NearRepeatChains:
    """Link incidents at most `distance` and `days` apart, and theirs, into chains.

    Parameters
    ----------
    x, y, time, metric
        As in `near_repeat`.
    distance, days : float
        What is close and near; both limits are within.

    Returns
    -------
    NearRepeatChains

    Raises
    ------
    InputError
        If distance or days are not numbers from 0, or as in `near_repeat`.

    Notes
    -----
    Connected components of the graph of near pairs. How long a chain is by chance grows with the number of incidents:
    `near_repeat` says whether there is something to look for.

    Examples
    --------
    >>> found = near_repeat_chains([0, 60, 120, 5000], [0, 0, 0, 0], [3, 0, 6, 6], 100, 7)
    >>> found.chain.tolist(), found.size.tolist(), found.first.tolist(), found.days.tolist()
    ([0, 0, 0, -1], [3], [1], [6.0])
    """
    points = as_incidents(x, y, time)
    check_choice("metric", metric, METRICS)
    for argument, value in (("distance", distance), ("days", days)):
        check_at_least(argument, value, 0)
    first, second, _ = close_pairs(points.x, points.y, float(np.nextafter(distance, np.inf)), metric)
    near = abs(points.time[first] - points.time[second]) <= days * points.day
    chain, size = _chains(_components(first[near], second[near], len(points.x)), points.time)
    order = np.lexsort((np.arange(len(chain)), points.time, chain))
    ends = np.searchsorted(chain[order], np.arange(len(size) + 1))
    earliest, latest = order[ends[:-1]], order[ends[1:] - 1]
    return NearRepeatChains(
        chain=chain,
        size=size,
        first=earliest,
        last=latest,
        days=(points.time[latest] - points.time[earliest]) / points.day,
        share=float((chain != ALONE).mean()),
        pairs=int(near.sum()),
        n=len(chain),
        method="near_repeat_chains",
        parameters={"distance": float(distance), "days": float(days), "metric": metric},
    )


def _components(first: Integers, second: Integers, incidents: int) -> Integers:
    """The lowest incident that each is linked to by any number of steps.

    Labels go along links, and each label takes its own label's, until none changes: some log n rounds.
    """
    label = np.arange(incidents)
    while True:
        low = np.minimum(label[first], label[second])
        lower = label.copy()
        for end in (first, second):
            np.minimum.at(lower, end, low)
            np.minimum.at(lower, label[end], low)
        lower = lower[lower]
        if (lower == label).all():
            return label
        label = lower


def _chains(root: Integers, times: Floats) -> tuple[Integers, Integers]:
    """Numbers of the chains by size, then by first incident; and the sizes."""
    roots, member, sizes = np.unique(root, return_inverse=True, return_counts=True)
    begun = np.full(len(roots), np.inf)
    np.minimum.at(begun, member, times)
    order = np.lexsort((begun, -sizes))
    order = order[sizes[order] > 1]
    number = np.full(len(roots), ALONE)
    number[order] = np.arange(len(order))
    return number[member], sizes[order]
