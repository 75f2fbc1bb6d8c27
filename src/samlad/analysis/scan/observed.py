"""The most likely cluster around each cell, and those among them that have no cylinder in common."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.scan.ratio import log_ratio, most_likely_reach
from samlad.analysis.scan.setting import ARGUMENTS, HIGH, LEAST_CASES, LOW, REALS, WHOLE, Setting

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

KERNEL = (*ARGUMENTS, REALS, kernels.SIZE, kernels.SIZE, REALS, REALS, WHOLE)


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """Of each centre: the largest ratio (0 for none), its circle's size, and its interval [start, end)."""

    ratio: Floats
    size: Integers
    start: Integers
    end: Integers


def best_of_centres(setting: Setting, counts: Floats) -> Best:
    """The most likely cluster among the cylinders around each cell; of equal ones the smallest, then the earliest."""
    cumulative = np.zeros((setting.cells, setting.periods + 1))
    np.cumsum(counts, axis=1, out=cumulative[:, 1:])
    ratios, places = np.zeros(setting.cells), np.zeros((setting.cells, 3), dtype=np.int64)
    kernel = kernels.function("scan_observed", *KERNEL)
    if kernel is None:
        for centre in range(setting.cells):
            ratios[centre], places[centre] = _best_of(setting, centre, cumulative)
    else:

        def look(part: tuple[int, int]) -> None:
            work = np.zeros(2 * (setting.periods + 1))
            kernel(*setting.arguments(), cumulative, *part, work, ratios, places)

        edges = np.linspace(0, setting.cells, 4 * kernels.processors() + 1).astype(int).tolist()
        kernels.in_threads(look, list(itertools.pairwise(edges)))
    return Best(ratios, *places.T)


def without_overlap(setting: Setting, best: Best, least: float, *, in_space_alone: bool) -> list[int]:
    """The centres of clusters with at least that ratio, each without a cell and period of a likelier one."""
    kept: list[int] = []
    taken: list[set[int]] = []
    for centre in np.argsort(-best.ratio, kind="stable").tolist():
        if best.ratio[centre] <= 0 or best.ratio[centre] < least:
            break
        cells = set(setting.circle(centre)[: best.size[centre]].tolist())
        together = (
            not cells.isdisjoint(others)
            for other, others in zip(kept, taken, strict=True)
            if in_space_alone
            or (best.start[centre] < best.end[other] and best.start[other] < best.end[centre])
        )
        if not any(together):
            kept.append(centre)
            taken.append(cells)
    return kept


def _best_of(setting: Setting, centre: int, cumulative: Floats) -> tuple[float, tuple[int, int, int]]:
    """In NumPy, one centre: circles × starts for each end."""
    members = setting.circle(centre)
    counts, means = cumulative[members].cumsum(axis=0), setting.means(members)
    best, place = 0.0, (0, 0, 0)
    for end in range(setting.first_end, setting.periods + 1) if len(members) else ():
        starts = setting.starts(end)
        count, mean = counts[:, [end]] - counts[:, starts], means[:, [end]] - means[:, starts]
        circle, start = np.nonzero(worth_looking(setting, count, mean, best))
        if not len(circle):
            continue
        ratios = log_ratio(count[circle, start], mean[circle, start], setting.total, setting.population)
        for ratio, size, begin in zip(ratios.tolist(), circle.tolist(), start.tolist(), strict=True):
            found = (size + 1, begin + starts.start, end)
            if ratio > best or (ratio == best and _before(found, place)):
                best, place = ratio, found
    return best, place


def worth_looking(setting: Setting, count: Floats, mean: Floats, ratio: float) -> NDArray[np.bool_]:
    """Cylinders that may exceed the ratio, in a direction that is asked for."""
    reach = most_likely_reach(mean, setting, ratio)
    worth = np.zeros(np.broadcast(count, mean).shape, dtype=np.bool_)
    if setting.directions & HIGH:
        worth |= (count >= mean + reach) & (count > mean) & (count >= LEAST_CASES)
    if setting.directions & LOW:
        worth |= (count <= mean - reach) & (count < mean)
    return worth


def _before(found: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """The order in which cylinders are looked at: smaller circle, then earlier end, then earlier start."""
    return (found[0], found[2], found[1]) < (other[0], other[2], other[1])
