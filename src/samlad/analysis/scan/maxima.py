"""The largest ratio in each of many tables drawn under the null hypothesis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.scan.draws import LANES, SEEDS_EACH, Seeds, Tables
from samlad.analysis.scan.observed import worth_looking
from samlad.analysis.scan.ratio import critical_counts, log_ratio
from samlad.analysis.scan.setting import ARGUMENTS, REALS, SHORT, Setting

Floats = NDArray[np.float64]

KERNEL = (
    *(*ARGUMENTS, kernels.SIZE, kernels.SIZE, kernels.REAL, REALS, SHORT, SHORT),
    *(kernels.SIZE, kernels.SIZE, SHORT, REALS),
)
NO_MEMORY = 2

Draw = Callable[[slice, Seeds], Tables]


def simulated_maxima(setting: Setting, draw: Draw, replications: int, rng: np.random.Generator) -> Floats:
    """Each replication's largest ratio. `draw` makes the tables of some replications from their seeds.

    Replications are computed 32 at a time, side by side in vectors, and such blocks in threads; each has
    seeds of its own, so the result does not depend on how many there are.
    """
    drawn = padded(replications)
    blocks = [slice(start, start + LANES) for start in range(0, drawn, LANES)]
    seeds = rng.integers(0, 2**64, size=(drawn, SEEDS_EACH), dtype=np.uint64)
    kernel = kernels.function("scan_maxima", *KERNEL, result=kernels.INTEGER)
    if kernel is None:
        found = [maxima_in_numpy(setting, draw(block, seeds[block])) for block in blocks]
        return np.concatenate(found)[:replications]
    critical = critical_counts(setting)
    tables_of = (len(critical.levels), critical.high.shape[1], critical.scale)

    def largest(block: slice) -> Floats:
        best = np.zeros(LANES)
        answer = kernel(
            *(*setting.arguments(), *tables_of, critical.levels, critical.high, critical.low),
            *(*_steps(draw(block, seeds[block])), best),
        )
        if answer == NO_MEMORY:
            raise MemoryError
        return best

    return np.concatenate(kernels.in_threads(largest, blocks))[:replications]


def _steps(tables: Tables) -> tuple[int, int, Tables]:
    """From one table to the next, from one place to the next, and all of them in the order in which they lie."""
    lanes_last = tables.transpose(1, 2, 0)
    if lanes_last.flags.c_contiguous:
        return 1, len(tables), lanes_last
    return tables[0].size, 1, np.ascontiguousarray(tables)


def padded(replications: int) -> int:
    """How many tables are drawn: the last block is filled up, and what is too many is left out."""
    return -(-replications // LANES) * LANES


def maxima_in_numpy(setting: Setting, tables: Tables) -> Floats:
    """Without a kernel: for each centre and end, tables × circles × starts at once."""
    best = np.zeros(len(tables))
    cumulative = np.zeros((*tables.shape[:2], setting.periods + 1), dtype=np.int64)
    np.cumsum(tables, axis=2, out=cumulative[:, :, 1:])
    for centre in range(setting.cells):
        members = setting.circle(centre)
        if not len(members):
            continue
        counts, means = cumulative[:, members].cumsum(axis=1), setting.means(members)
        for end in range(setting.first_end, setting.periods + 1):
            starts = setting.starts(end)
            count, mean = counts[:, :, [end]] - counts[:, :, starts], means[:, [end]] - means[:, starts]
            table, circle, start = np.nonzero(worth_looking(setting, count, mean, float(best.min())))
            ratios = log_ratio(
                count[table, circle, start], mean[circle, start], setting.total, setting.population
            )
            np.maximum.at(best, table, ratios)
    return best
