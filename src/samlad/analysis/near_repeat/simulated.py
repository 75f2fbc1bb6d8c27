"""Close pairs that are near in time when the times are dealt out anew, the same ones in C and in NumPy."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.scan.draws import numbers

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Seeds = NDArray[np.uint64]

# Replications side by side in C, and those of one call.
WIDTH = 8
AT_A_TIME = 64
# Without the kernel: permuted times, and times between two incidents, that are held at once.
PERMUTED, VALUES, STEPS = 1 << 23, 1 << 18, 1 << 10
REALS, WHOLE, PLACES = kernels.array(np.float64), kernels.array(np.int64), kernels.array(np.int32)
SEEDS = kernels.array(np.uint64)
KERNEL = (
    *(kernels.SIZE, REALS, kernels.SIZE, WHOLE, PLACES, PLACES, kernels.SIZE, REALS),
    *(kernels.SIZE, SEEDS, REALS, REALS, WHOLE),
)


@dataclass(frozen=True, slots=True, eq=False)
class CloseInSpace:
    """Pairs that are close in space, band after band: band b is from starts[b] to below starts[b + 1]."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    starts: Integers

    @property
    def bands(self) -> int:
        return len(self.starts) - 1


def observed_within(pairs: CloseInSpace, times: Floats, limit: Floats) -> Integers:
    """Pairs less than each limit apart in time: bands × limits."""
    gap = abs(times[pairs.first] - times[pairs.second])
    parts = itertools.pairwise(pairs.starts)
    return np.array([[(gap[start:end] < value).sum() for value in limit] for start, end in parts], np.int64)


def simulated_within(pairs: CloseInSpace, times: Floats, limit: Floats, seeds: Seeds) -> Integers:
    """The same with permuted times, for each seed: replications × bands × limits."""
    kernel = kernels.function("near_repeat", *KERNEL)
    together = AT_A_TIME if kernel else int(np.clip(PERMUTED // len(times), 1, AT_A_TIME))
    parts = [seeds[first : first + together] for first in range(0, len(seeds), together)]
    if kernel is None:
        return np.concatenate([_in_numpy(pairs, times, limit, part) for part in parts])

    def simulate(part: Seeds) -> Integers:
        counts = np.zeros((len(part), pairs.bands, len(limit)), dtype=np.int64)
        mixed, lanes = np.empty(len(times)), np.empty(len(times) * WIDTH)
        kernel(
            *(len(times), times, pairs.bands, pairs.starts, pairs.first, pairs.second),
            *(len(limit), limit, len(part), part, mixed, lanes, counts),
        )
        return counts

    return np.concatenate(kernels.in_threads(simulate, parts))


def _in_numpy(pairs: CloseInSpace, times: Floats, limit: Floats, seeds: Seeds) -> Integers:
    mixed = permuted(times, seeds)
    counts = np.zeros((len(seeds), pairs.bands, len(limit)), dtype=np.int64)
    step = max(1, VALUES // len(seeds))
    for band, (start, end) in enumerate(itertools.pairwise(pairs.starts)):
        for first in range(start, end, step):
            part = slice(first, min(first + step, end))
            gap = abs(mixed[pairs.first[part]] - mixed[pairs.second[part]])
            for place, value in enumerate(limit):
                counts[:, band, place] += (gap < value).sum(axis=0)
    return counts


def permuted(times: Floats, seeds: Seeds) -> Floats:
    """The times in an order of their own for each seed (R. A. Fisher and F. Yates): incidents × seeds."""
    mixed = np.repeat(times[:, np.newaxis], len(seeds), axis=1)
    own = np.arange(len(seeds))
    for begun in range(0, len(times) - 1, STEPS):
        steps = np.arange(begun, min(begun + STEPS, len(times) - 1))
        bounds = (len(times) - steps).astype(np.uint64)[:, np.newaxis]
        high = numbers(seeds, steps[:, np.newaxis]) >> np.uint64(32)
        others = ((high * bounds) >> np.uint64(32)).astype(np.int64)
        for last, other in zip(len(times) - 1 - steps, others, strict=True):
            kept = mixed[last].copy()
            mixed[last] = mixed[other, own]
            mixed[other, own] = kept
    return mixed
