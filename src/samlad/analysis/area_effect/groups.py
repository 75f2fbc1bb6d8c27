"""Areas and periods made ready for `area_effect`: groups of areas like the target, and spans of time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

# So many groups are wanted for learning how groups differ; so many are enough, and the nearest are taken.
WANTED_GROUPS, MOST_GROUPS = 30, 120
# Time is cut into spans as long as the measure, but so many before it at least, and about so many in all at most.
LEAST_SPANS_BEFORE, MOST_SPANS = 4, 10
PASSES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Groups of areas by spans of time; the target is the first group, those of the buffer are the last.

    Attributes
    ----------
    counts : ndarray of float, shape (groups, spans)
        Incidents.
    observed : ndarray of bool, shape (groups, spans)
        False where the measure may have had its part: target and buffer during it.
    places : ndarray of float, shape (groups, 2)
        Middle of each group.
    times : ndarray of float, shape (spans,)
        Middle of each span; 0 is the middle of the time before, 1 as long as that time.
    lengths : ndarray of float, shape (spans,)
        Periods in each span.
    during : ndarray of bool, shape (spans,)
        Spans of the measure.
    dispersion : tuple of float
        Variance of a period's count over its mean: first + second · mean.
    areas : int
        How many areas the comparison groups have together.
    buffer_groups : int
        How many groups at the end are of the buffer.
    """

    counts: Floats
    observed: NDArray[np.bool_]
    places: Floats
    times: Floats
    lengths: Floats
    during: NDArray[np.bool_]
    dispersion: tuple[float, float]
    areas: int
    buffer_groups: int

    @property
    def comparisons(self) -> range:
        """Places of the comparison groups."""
        return range(1, len(self.counts) - self.buffer_groups)


def panel(
    counts: Floats,
    target: NDArray[np.bool_],
    buffer: NDArray[np.bool_],
    coordinates: Floats,
    before: int,
) -> Panel:
    """Groups and spans for areas in rows and periods in columns."""
    inside, near, others = (np.flatnonzero(mask) for mask in (target, buffer, ~target & ~buffer))
    size = max(1, min(len(inside), len(others) // WANTED_GROUPS))
    compared = _nearest(
        [others[part] for part in compact_groups(coordinates[others], size)], inside, coordinates
    )
    around = [near[part] for part in compact_groups(coordinates[near], size)]
    groups = [inside, *compared, *around]
    rows = np.array([counts[group].sum(axis=0) for group in groups])
    edges = span_edges(before, counts.shape[1] - before)
    during = edges[:-1] >= before
    observed = np.ones((len(groups), len(during)), dtype=np.bool_)
    touched = np.r_[0, len(groups) - len(around) : len(groups)]
    observed[np.ix_(touched, during)] = False
    middles = (edges[:-1] + edges[1:]) / 2
    return Panel(
        counts=np.add.reduceat(rows, edges[:-1], axis=1),
        observed=observed,
        places=np.array([coordinates[group].mean(axis=0) for group in groups]),
        times=(middles - before / 2) / before,
        lengths=np.diff(edges).astype(np.float64),
        during=during,
        dispersion=dispersion(rows[:, :before], edges[edges <= before]),
        areas=sum(len(group) for group in compared),
        buffer_groups=len(around),
    )


def compact_groups(coordinates: Floats, size: int) -> list[Places]:
    """Parts of about `size` neighbouring areas, made by cutting across the longer side again and again."""
    done: list[Places] = []
    waiting = [np.arange(len(coordinates))] if len(coordinates) else []
    while waiting:
        part = waiting.pop()
        pieces = max(1, round(len(part) / size))
        if pieces == 1:
            done.append(part)
            continue
        here = coordinates[part]
        longer = int(np.ptp(here[:, 1]) > np.ptp(here[:, 0]))
        part = part[np.lexsort((here[:, 1 - longer], here[:, longer]))]
        cut = round(len(part) * (pieces // 2) / pieces)
        waiting += [part[cut:], part[:cut]]
    return done


def _nearest(groups: list[Places], inside: Places, coordinates: Floats) -> list[Places]:
    if len(groups) <= MOST_GROUPS:
        return groups
    middle = coordinates[inside].mean(axis=0)
    away = [float(np.hypot(*(coordinates[group].mean(axis=0) - middle))) for group in groups]
    keep = np.sort(np.argsort(away, kind="stable")[:MOST_GROUPS])
    return [groups[place] for place in keep]


def span_edges(before: int, during: int) -> NDArray[np.int64]:
    """First period of each span, and the end; the measure's first period is always one of them.

    Examples
    --------
    >>> span_edges(60, 12).tolist()
    [0, 12, 24, 36, 48, 60, 72]
    """
    length = min(max(during, (before + during) / MOST_SPANS), before / LEAST_SPANS_BEFORE)
    earlier = np.linspace(0, before, round(before / length) + 1)
    later = np.linspace(before, before + during, max(1, round(during / length)) + 1)
    return np.round(np.concatenate([earlier, later[1:]])).astype(np.int64)


def dispersion(rows: Floats, edges: NDArray[np.int64]) -> tuple[float, float]:
    """Variance over mean of single periods, as a line in the mean, from how they scatter within the spans.

    Within a span a group's total is shared among the periods as all groups' totals are. The squares of what is off,
    over what the multinomial lets expect, have the dispersion as their mean. Gamma noise of each period makes it
    rise with the mean. Neither part may be below what independent incidents have.
    """
    shares = np.concatenate(
        [
            rows[:, first:end].sum(axis=0) / max(rows[:, first:end].sum(), 1.0)
            for first, end in pairwise(edges)
        ]
    )
    lengths = np.diff(edges)
    totals = np.add.reduceat(rows, edges[:-1], axis=1)
    expected = np.repeat(totals, lengths, axis=1) * shares
    squares = np.divide(np.square(rows - expected), shares, out=np.zeros_like(rows), where=shares > 0).sum(
        axis=1
    )
    # what a group has itself put into the shares it does not scatter around
    chances = (totals * (1 - totals / np.maximum(totals.sum(axis=0), 1.0))) @ (lengths - 1.0)
    known = chances > 0
    if not known.any():
        return 1.0, 0.0
    return _line(rows.mean(axis=1)[known], squares[known] / chances[known], chances[known])


def _line(mean: Floats, spread: Floats, chances: Floats) -> tuple[float, float]:
    """Weighted least squares with intercept ≥ 1 and slope ≥ 0."""
    # A sparse group's squares are few and skewed: it counts by its incidents until it has enough of them.
    trust = chances / (chances + np.median(chances))
    base, slope = 1.0, 0.0
    for _ in range(PASSES):
        weights = trust / np.square(base + slope * mean)
        centre = np.average(mean, weights=weights)
        deviation = mean - centre
        square = float((weights * deviation**2).sum())
        slope = float((weights * deviation * spread).sum()) / square if square > 0 else 0.0
        slope = max(slope, 0.0)
        base = float(np.average(spread, weights=weights)) - slope * float(centre)
        if base < 1:
            base = 1.0
            slope = max(0.0, float((weights * mean * (spread - 1)).sum() / (weights * mean**2).sum()))
    return base, slope
