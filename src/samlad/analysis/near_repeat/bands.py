"""Bands of distance and time as limits of one kind: from the first, to below the next."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.errors import InputError

Closed = Literal["left", "right"]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def as_edges(argument: str, values: ArrayLike) -> Floats:
    """Edges of bands: increasing from 0 or above; the last may be infinite."""
    edges = np.asarray(values)
    good = edges.dtype.kind in "iuf" and edges.ndim == 1 and len(edges) >= 2
    if good:
        edges = edges.astype(np.float64)
        good = bool(edges[0] >= 0 and np.isfinite(edges[0]) and (edges[1:] > edges[:-1]).all())
    if not good:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=argument,
            value=values,
            remedy="Give at least two edges, each above the one before, from 0 or above; the last may be infinite.",
        )
    return edges


def limits(edges: Floats, closed: Closed, include_outer: bool) -> Floats:
    """A value v is in band k where limits[k] <= v < limits[k + 1].

    Where the upper edge belongs to the band, the next larger number that there is begins the next.
    """
    above = np.nextafter(edges, np.inf)
    if closed == "left":
        return np.append(edges[:-1], above[-1]) if include_outer else edges
    return np.append(edges[0], above[1:]) if include_outer else above


def pairs_within(times: Floats, limit: Floats) -> Integers:
    """Of all pairs, how many are less than each limit apart in time."""
    values, counts = np.unique(times, return_counts=True)
    before = np.concatenate([[0], counts.cumsum()])
    same = int((counts * (counts - 1) // 2).sum())
    own = np.arange(len(values))
    found = []
    for value in limit:
        if value <= 0:
            found.append(0)
            continue
        end = _ends(values, value)
        found.append(same + int((counts * (before[end] - before[own + 1])).sum()))
    return np.array(found, dtype=np.int64)


def _ends(values: Floats, limit: float) -> Integers:
    """For each value, the first later one that is `limit` or more above it, as the subtraction rounds it."""
    last = len(values)
    end: Integers = np.maximum(np.searchsorted(values, values + limit), np.arange(last) + 1)
    while (more := (end < last) & (values[np.minimum(end, last - 1)] - values < limit)).any():
        end = end + more
    while (less := (values[end - 1] - values >= limit) & (end > np.arange(last) + 1)).any():
        end = end - less
    return end
