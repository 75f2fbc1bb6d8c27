"""The circles around each cell, grown by one neighbour at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Centres at a time: their distances to all cells within reach are held at once.
DISTANCES, MOST_CENTRES = 2_000_000, 60_000
# A share of the whole is met although its last digit is not.
SLACK = 1 + 1e-12


def circles(
    x: Floats, y: Floats, weights: Floats, share: float, radius: float
) -> tuple[Integers, NDArray[np.int32]]:
    """Neighbours of each cell in the order of distance, then x, then y, the cell itself first.

    Cells at the same distance are taken in one at a time, as SaTScan does: on a regular grid the circle is not always
    full. A circle ends before it holds more than `share` of the weights or reaches farther than `radius`.

    Returns
    -------
    first : ndarray of int, shape (n_cells + 1,)
        Where each centre's neighbours begin.
    members : ndarray of int
        The neighbours of all centres.
    """
    order = np.lexsort((y, x))
    x, y, weights = x[order], y[order], weights[order]
    most = share * weights.sum() * SLACK
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    start = 0
    while start < len(x):
        end = _end_of_block(x, start, radius)
        found.append(_neighbours(x, y, weights, (start, end), radius, most))
        start = end
    numbers = np.empty(len(x), dtype=np.int64)
    numbers[order] = np.concatenate([number for number, _ in found])
    first = np.concatenate([[0], numbers.cumsum()])
    ordered = order[np.concatenate([members for _, members in found])].astype(np.int32)
    return first, _in_order_of_cells(order, numbers, first, ordered)


def _end_of_block(x: Floats, start: int, radius: float) -> int:
    """So few centres, and so near each other, that not many more distances are taken than are within reach."""
    near = int(np.searchsorted(x, x[start] + radius / 2, "right"))
    within = int(np.searchsorted(x, x[start] + 2 * radius, "right") - np.searchsorted(x, x[start] - radius))
    return max(start + 1, min(near, start + DISTANCES // within, start + MOST_CENTRES))


def _neighbours(
    x: Floats, y: Floats, weights: Floats, block: tuple[int, int], radius: float, most: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many neighbours each centre of the block has, and all of them; cells are sorted by x, then y."""
    low = int(np.searchsorted(x, x[block[0]] - radius * SLACK))
    high = int(np.searchsorted(x, x[block[1] - 1] + radius * SLACK, "right"))
    here = slice(*block)
    distances = np.sqrt((x[here, None] - x[low:high]) ** 2 + (y[here, None] - y[low:high]) ** 2)
    centre, member = np.nonzero(distances <= radius)
    # Both sorts are stable: at the same distance the order of x and y stays.
    by_distance = np.argsort(distances[centre, member], kind="stable")
    by_centre = by_distance[np.argsort(centre[by_distance].astype(np.uint16), kind="stable")]
    centre, member = centre[by_centre], member[by_centre] + low
    held = _running(centre, weights[member])
    kept = held <= most
    return np.bincount(centre[kept], minlength=block[1] - block[0]), member[kept]


def _running(group: NDArray[np.int64], values: Floats) -> Floats:
    """Sums along each group of consecutive entries."""
    sums = values.cumsum()
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    before = np.concatenate([[0.0], sums])[starts]
    result: Floats = sums - np.repeat(before, np.diff(np.append(starts, len(group))))
    return result


def _in_order_of_cells(
    order: Integers, numbers: Integers, first: Integers, members: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The neighbours, found in the order of x and y, put into the order that the cells came in."""
    sizes = numbers[order]
    shift = first[order] - np.concatenate([[0], sizes.cumsum()[:-1]])
    placed = np.empty_like(members)
    placed[np.arange(len(members)) + np.repeat(shift, sizes)] = members
    return placed
