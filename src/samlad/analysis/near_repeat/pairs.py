"""Pairs of incidents that are close in space, found by a cell list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.errors import InputError

Metric = Literal["manhattan", "euclidean"]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Pairs = tuple[Integers, Integers, Floats]

# Candidates that are measured at a time, and pairs that fit in memory.
CANDIDATES = 1 << 20
MOST_PAIRS = 50_000_000
# A cell is a little wider than the reach, so that rounding moves no pair beyond the cells beside.
MARGIN = 1 + 1e-9
# No more cells along a side than this: their numbers stay whole.
MOST_CELLS = 1 << 30


def close_pairs(x: Floats, y: Floats, reach: float, metric: Metric) -> Pairs:
    """Both incidents of each pair nearer than `reach`, and their distance.

    Raises
    ------
    InputError
        If there are more pairs than fit in memory.
    """
    blocks: list[Pairs] = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    found = 0
    for first, second in _candidates(x, y, reach):
        away = distance(x[first] - x[second], y[first] - y[second], metric)
        near = away < reach
        blocks.append((first[near], second[near], away[near]))
        found += len(blocks[-1][0])
        if found > MOST_PAIRS:
            raise InputError(
                "{argument} reaches {value} pairs. {remedy}",
                argument="distance_bands",
                value=f"{reach:g}: more than {MOST_PAIRS}",
                remedy="Give a shorter distance, or fewer incidents.",
            )
    firsts, seconds, distances = zip(*blocks, strict=True)
    return np.concatenate(firsts), np.concatenate(seconds), np.concatenate(distances)


def distance(dx: Floats, dy: Floats, metric: Metric) -> Floats:
    """As the crow flies, or along a grid of streets."""
    away: Floats = abs(dx) + abs(dy) if metric == "manhattan" else np.sqrt(dx * dx + dy * dy)
    return away


def _candidates(x: Floats, y: Floats, reach: float) -> Iterator[tuple[Integers, Integers]]:
    """Each two incidents in the same cell or in cells side by side, once."""
    if len(x) < 2:
        return
    extent = max(float(np.ptp(x)), float(np.ptp(y)))
    cell = max(reach * MARGIN, extent / MOST_CELLS, np.finfo(np.float64).tiny)
    column = ((x - x.min()) / cell).astype(np.int64)
    row = ((y - y.min()) / cell).astype(np.int64)
    columns = int(column.max()) + 2
    key = row * columns + column
    order = np.argsort(key, kind="stable")
    key = key[order]
    # The rest of the own cell and the cell to the right; then the three cells of the row above.
    starts = np.array([np.arange(1, len(key) + 1), np.searchsorted(key, key + columns - 1)])
    ends = np.array(
        [np.searchsorted(key, key + 1, "right"), np.searchsorted(key, key + columns + 1, "right")]
    )
    for start, end in zip(starts, ends, strict=True):
        yield from ((order[one], order[other]) for one, other in _ranges(start, end))


def _ranges(start: Integers, end: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Each place with each of its range, some at a time."""
    lengths = np.maximum(end - start, 0)
    before = np.concatenate([[0], lengths.cumsum()])
    first = 0
    while first < len(lengths):
        last = int(np.searchsorted(before, before[first] + CANDIDATES, "right")) - 1
        last = min(max(last, first + 1), len(lengths))
        number = lengths[first:last]
        one = np.repeat(np.arange(first, last), number)
        within = np.arange(len(one)) - np.repeat(before[first:last] - before[first], number)
        yield one, np.repeat(start[first:last], number) + within
        first = last
