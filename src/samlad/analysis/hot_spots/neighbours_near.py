"""Neighbours among points: those within a distance, and the nearest ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_places, check_above_zero, check_whole
from samlad.analysis.hot_spots.neighbours import Integers, Neighbours

Floats = NDArray[np.float64]

# Distances that are held at a time.
DISTANCES = 4_000_000
# A point at just this distance is within it although the last digit says otherwise.
SLACK = 1 + 1e-12


def near_neighbours(x: ArrayLike, y: ArrayLike, *, distance: float) -> Neighbours:
    """All points within a distance of each.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Coordinates in metres or another unit of length, not degrees.
    distance : float
        Points at exactly this distance are neighbours too.

    Returns
    -------
    Neighbours

    Raises
    ------
    InputError
        If coordinates are unknown or of different number, or the distance is not above 0.

    Notes
    -----
    As spdep's `dnearneigh(coords, 0, distance)` and libpysal's `DistanceBand`. Points are sorted by x; each block is
    held against the strip that it can reach.

    Examples
    --------
    >>> near_neighbours([0, 100, 250], [0, 0, 0], distance=150).counts.tolist()
    [1, 2, 1]
    """
    across, up = as_places(x, y, 2, "one point has no neighbours")
    check_above_zero("distance", distance, ", in the unit of x and y")
    order = np.argsort(across, kind="stable")
    across, up = across[order], up[order]
    pairs = [
        _within(across, up, start, end, distance * SLACK) for start, end in _blocks(across, distance * SLACK)
    ]
    owners = order[np.concatenate([pair[0] for pair in pairs])]
    members = order[np.concatenate([pair[1] for pair in pairs])]
    return _in_rows(owners, members, len(order))


def nearest_neighbours(x: ArrayLike, y: ArrayLike, *, number: int) -> Neighbours:
    """The so many nearest points of each; of those at the same distance, the first ones.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Coordinates in metres or another unit of length, not degrees.
    number : int
        Neighbours of each point, at least 1.

    Returns
    -------
    Neighbours
        Not mutual: the nearest of an outlier need not have it among theirs.

    Raises
    ------
    InputError
        If coordinates are unknown or of different number, or there are not more points than neighbours.

    Examples
    --------
    >>> nearest_neighbours([0, 1, 3, 7], [0, 0, 0, 0], number=1).members.tolist()
    [1, 0, 1, 2]
    """
    across, up = as_places(x, y, 2, "one point has no neighbours")
    n = len(across)
    check_whole("number", number, 1, n - 1)
    members = np.empty((n, number), dtype=np.int64)
    step = max(1, DISTANCES // n)
    for start in range(0, n, step):
        here = slice(start, min(start + step, n))
        squared = (across[here, None] - across) ** 2 + (up[here, None] - up) ** 2
        squared[np.arange(squared.shape[0]), np.arange(here.start, here.stop)] = np.inf
        members[here] = np.argsort(squared, axis=1, kind="stable")[:, :number]
    return _in_rows(np.repeat(np.arange(n), number), members.ravel(), n)


def _blocks(across: Floats, distance: float) -> list[tuple[int, int]]:
    """Consecutive points, so few that their distances to all that they can reach fit into memory."""
    low = np.searchsorted(across, across - distance)
    high = np.searchsorted(across, across + distance, "right")
    blocks, start = [], 0
    while start < len(across):
        end = start + 1
        while end < len(across) and (end + 1 - start) * (high[end] - low[start]) <= DISTANCES // 64:
            end += 1
        blocks.append((start, end))
        start = end
    return blocks


def _within(across: Floats, up: Floats, start: int, end: int, distance: float) -> tuple[Integers, Integers]:
    low = int(np.searchsorted(across, across[start] - distance))
    high = int(np.searchsorted(across, across[end - 1] + distance, "right"))
    squared = (across[start:end, None] - across[low:high]) ** 2 + (up[start:end, None] - up[low:high]) ** 2
    owner, member = np.nonzero(squared <= distance**2)
    owner, member = owner + start, member + low
    other = owner != member
    return owner[other], member[other]


def _in_rows(owners: Integers, members: Integers, n: int) -> Neighbours:
    order = np.lexsort((members, owners))
    first = np.concatenate([[0], np.bincount(owners, minlength=n).cumsum()]).astype(np.int64)
    return Neighbours(first, members[order])
