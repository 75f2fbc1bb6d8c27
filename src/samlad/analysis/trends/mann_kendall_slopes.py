"""Pairs of periods: how many rise, how many tie, and the slopes of some ranks; in C where compiled, else in NumPy."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

REALS, WHOLE = kernels.array(np.float64), kernels.array(np.int64)
SCORES = (kernels.SIZE, kernels.SIZE, REALS, WHOLE)
SLOPES = (kernels.SIZE, kernels.SIZE, REALS, kernels.SIZE, WHOLE, REALS)
# Series are shared among threads from so many pairs on.
PAIRS_EACH = 200_000
# Slopes that are held at a time in NumPy.
HELD = 4_000_000


def scores(x: Floats) -> Integers:
    """S of each row: rising pairs less falling ones."""
    kernel = kernels.function("mann_kendall_scores", *SCORES, result=kernels.INTEGER)
    if kernel is None:
        found = np.zeros(len(x), dtype=np.int64)
        for lag in range(1, x.shape[1]):
            found += np.sign(x[:, lag:] - x[:, :-lag]).sum(axis=1).astype(np.int64)
        return found
    found = np.empty(len(x), dtype=np.int64)

    def some(part: tuple[int, int]) -> int:
        return int(kernel(part[1] - part[0], x.shape[1], x[slice(*part)], found[slice(*part)]))

    _check_memory(kernels.in_threads(some, _parts(x)))
    return found


def slopes_of_ranks(x: Floats, ranks: Integers) -> Floats:
    """For each row, the slopes of pairs that have these ranks, counted from 0, among all; ranks in rising order."""
    kernel = kernels.function("pairwise_slopes", *SLOPES, result=kernels.INTEGER)
    if kernel is None:
        return _sorted_slopes(x, ranks)
    found = np.empty(ranks.shape)
    ranks = np.ascontiguousarray(ranks)

    def some(part: tuple[int, int]) -> int:
        here = slice(*part)
        return int(kernel(part[1] - part[0], x.shape[1], x[here], ranks.shape[1], ranks[here], found[here]))

    _check_memory(kernels.in_threads(some, _parts(x)))
    return found


def _check_memory(lacking: list[int]) -> None:
    if any(lacking):
        raise MemoryError


def tie_sums(ranked: Floats) -> tuple[Floats, Floats]:
    """Over groups of t equal values in each sorted row: the sums of t(t − 1)(2t + 5), and of t(t − 1)/2."""
    begins = np.ones(ranked.shape, dtype=np.bool_)
    np.not_equal(ranked[:, 1:], ranked[:, :-1], out=begins[:, 1:])
    if begins.all():
        return np.zeros(len(ranked)), np.zeros(len(ranked))
    starts = np.flatnonzero(begins)
    t = np.diff(starts, append=ranked.size)
    starts, t = starts[t > 1], t[t > 1].astype(np.float64)
    row = starts // ranked.shape[1]
    both: list[Floats] = [
        np.bincount(row, sizes, minlength=len(ranked)).astype(np.float64)
        for sizes in (t * (t - 1) * (2 * t + 5), t * (t - 1) / 2)
    ]
    return both[0], both[1]


def _sorted_slopes(x: Floats, ranks: Integers) -> Floats:
    earlier, later = np.triu_indices(x.shape[1], 1)
    found = np.empty(ranks.shape)
    step = max(1, HELD // len(earlier))
    for start in range(0, len(x), step):
        here = slice(start, start + step)
        slopes = np.sort((x[here][:, later] - x[here][:, earlier]) / (later - earlier), axis=1)
        found[here] = np.take_along_axis(slopes, ranks[here], axis=1)
    return found


def _parts(x: Floats) -> list[tuple[int, int]]:
    """First and end row for each thread."""
    pairs = len(x) * x.shape[1] * (x.shape[1] - 1) / 2
    number = min(len(x), kernels.processors()) if pairs > PAIRS_EACH else 1
    return list(pairwise(len(x) * part // number for part in range(number + 1)))
