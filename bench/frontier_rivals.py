"""Other ways to the counts that a measure changed: two in use, two that were tried and left, and the floor."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.frontier_worlds import BLOCK, BUFFER, SIDE, World

Floats = NDArray[np.float64]

NORMAL = 1.96
YEAR = 12
PLACEBOS = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """Counts changed with their limits, whether the way itself says that it has no answer, and the processor's time."""

    change: float
    low: float
    high: float
    refused: bool = False
    seconds: float = 0.0


def dispersion(series: Floats) -> float:
    """Pearson's, around a mean of seven months; at least 1. What the published table takes."""
    middle = np.array([series[max(0, month - 3) : month + 4].mean() for month in range(len(series))])
    return max(1.0, float(((series - middle) ** 2 / middle).sum()) / (len(series) * (1 - 1 / 7)))


def _difference(world: World, others: NDArray[np.bool_]) -> Answer:
    """The target's change less the others', these scaled to it; quasi-Poisson standard error."""
    first, middle = world.before - YEAR, world.before
    mine, theirs = (world.counts[mask].sum(axis=0).astype(np.float64) for mask in (world.target, others))
    scale = theirs[:middle].sum() / mine[:middle].sum()
    change = mine[middle:].sum() - mine[first:middle].sum()
    change -= (theirs[middle:].sum() - theirs[first:middle].sum()) / scale
    variance = dispersion(mine[:middle]) * (mine[first:].sum() + theirs[first:].sum() / scale**2)
    reach = NORMAL * np.sqrt(variance)
    return Answer(float(change), float(change - reach), float(change + reach))


def ring(world: World) -> Answer:
    """Cells within two cells of the buffer."""
    away = _apart(world)
    return _difference(world, (away > BUFFER) & (away <= 2 * BUFFER))


def city(world: World) -> Answer:
    """All cells beyond the buffer."""
    return _difference(world, _apart(world) > BUFFER)


def own_trend(world: World) -> Answer:
    """The target's share of the city as a log-linear trend, carried on; quasi-Poisson."""
    before = world.before
    mine = world.counts[world.target].sum(axis=0).astype(np.float64)
    offset = np.log(world.counts[_apart(world) > BUFFER].sum(axis=0))
    years = (np.arange(len(mine)) - before / 2) / YEAR
    design = np.column_stack([np.ones(len(mine)), years])
    past, past_design = mine[:before], design[:before]
    found = np.array([np.log(past.mean()) - offset[:before].mean(), 0.0])
    for _ in range(20):
        mean = np.exp(offset[:before] + past_design @ found)
        information = past_design.T @ (past_design * mean[:, None])
        found = found + np.linalg.solve(information, past_design.T @ (past - mean))
    spread = max(1.0, float(((past - mean) ** 2 / mean).sum()) / (before - 2))
    carried = np.exp(offset[before:] + design[before:] @ found)
    lever = carried @ design[before:]
    came = mine[before:].sum()
    reach = NORMAL * np.sqrt(spread * (lever @ np.linalg.solve(information, lever) + came))
    change = float(came - carried.sum())
    return Answer(change, change - float(reach), change + float(reach))


def passing(world: World) -> Answer:
    """All blocks that pass the published rule, scaled and averaged; the interval is from doing so for hot blocks."""
    before, away = world.before, _apart(world)
    grid = world.counts.reshape(SIDE, SIDE, -1).astype(np.float64)
    blocks = np.lib.stride_tricks.sliding_window_view(grid, (BLOCK, BLOCK), axis=(0, 1)).sum(axis=(3, 4))
    free = np.lib.stride_tricks.sliding_window_view((away > BUFFER).reshape(SIDE, SIDE), (BLOCK, BLOCK)).all(
        axis=(2, 3)
    )
    free[1::2] = free[:, 1::2] = False  # every second, for time
    corners, series = np.argwhere(free), blocks[free]
    mine = world.counts[world.target].sum(axis=0).astype(np.float64)
    expected, any_passes = _passing_mean(mine, series, before)
    hot = np.argsort(-series[:, :before].sum(axis=1))[:PLACEBOS]
    errors = []
    for place in hot:
        gap = np.abs(corners - corners[place]).max(axis=1)
        told, passes = _passing_mean(series[place], series[gap >= BLOCK + BUFFER], before)
        if passes:
            errors.append(np.log(max(series[place, before:].sum(), 1.0) / told))
    came = mine[before:].sum()
    reach = float(np.quantile(np.abs(errors), 0.95)) if errors else np.inf
    low, high = (came - expected * np.exp(sign * reach) for sign in (1, -1))
    return Answer(float(came - expected), float(low), float(high), not any_passes)


def _passing_mean(mine: Floats, series: Floats, before: int) -> tuple[float, bool]:
    """What the target would have had: its last year times the passing blocks' change. Without any, all blocks'."""
    past = mine[:before]
    scale = past.sum() / np.maximum(series[:, :before].sum(axis=1, keepdims=True), 1.0)
    gaps = series[:, :before] * scale - past
    variance = dispersion(past) * (1 + scale) * np.maximum(past, 0.5)
    half_years = gaps.reshape(len(gaps), -1, 6).sum(axis=2)
    half_variance = variance.reshape(len(gaps), -1, 6).sum(axis=2)
    months = np.arange(before) - (before - 1) / 2
    fits = (
        (np.abs(gaps).sum(axis=1) <= np.sqrt(2 * variance / np.pi).sum(axis=1))
        & (np.abs(half_years).sum(axis=1) <= np.sqrt(2 * half_variance / np.pi).sum(axis=1))
        & (np.abs(gaps @ months) <= np.sqrt(variance @ months**2))
    )
    chosen = series[fits] if fits.any() else series
    change = chosen[:, before:].sum() / chosen[:, before - YEAR : before].sum()
    return float(mine[before - YEAR : before].sum() * change), bool(fits.any())


def all_known(world: World) -> Answer:
    """The floor: whoever knew what was expected, and had only the measure's own counts to be unsure of."""
    came = float(world.counts[world.target, world.before :].sum())
    change = came - float(world.expected[world.target, world.before :].sum())
    past = world.counts[world.target, : world.before].sum(axis=0).astype(np.float64)
    reach = NORMAL * np.sqrt(dispersion(past) * came)
    return Answer(change, change - float(reach), change + float(reach))


def _apart(world: World) -> NDArray[np.float64]:
    """Cells between each cell and the target, the longer way of the two directions."""
    inside = world.coordinates[world.target]
    gaps = np.maximum(inside.min(axis=0) - world.coordinates, world.coordinates - inside.max(axis=0))
    apart: Floats = np.maximum(gaps, 0).max(axis=1)
    return apart


def _timed(way: Callable[[World], Answer]) -> Callable[[World], Answer]:
    def run(world: World) -> Answer:
        started = time.process_time()
        found = way(world)
        return Answer(found.change, found.low, found.high, found.refused, time.process_time() - started)

    return run


RIVALS = {way.__name__: _timed(way) for way in (ring, city, own_trend, passing, all_known)}
