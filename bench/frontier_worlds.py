"""The worlds in which a measure's effect is known: A. Wheeler's forty by forty grid, and districts of a town.

The grid follows A. P. Wheeler, Drawing contiguous control areas for the weighted displacement difference test
(2026), and draws its random numbers in the same order as his program, so that a seed gives the same world.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Floats = NDArray[np.float64]

SIDE, BLOCK, BUFFER = 40, 4, 2
MONTHS_BEFORE, MONTHS_AFTER = 60, 12
FROM_THE_EDGE = BUFFER + 6
EFFECT = -0.2
SCENARIOS = ("smooth", "local")


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Counts that an analyst would have, and the truth that only the simulation knows."""

    counts: NDArray[np.int64]
    expected: Floats
    coordinates: Floats
    target: NDArray[np.bool_]
    buffer: NDArray[np.bool_]
    before: int

    @property
    def truth(self) -> float:
        """Counts that the measure changed in the target, in expectation."""
        return EFFECT * float(self.expected[self.target, self.before :].sum())


def grid_world(seed: int, scenario: str) -> World:
    """One world on the grid; `scenario` is 'smooth' or 'local'."""
    rng = np.random.default_rng(seed)
    months = np.arange(MONTHS_BEFORE + MONTHS_AFTER)
    level = _field(rng, 4) + 0.3 * rng.standard_normal((SIDE, SIDE))
    trend = 0.08 * _field(rng, 6)
    local = 0.12 * _field(rng, 1.5) if scenario == "local" else np.zeros((SIDE, SIDE))
    bump = 0.25 * _field(rng, 5)
    middle, width = MONTHS_BEFORE / 2, MONTHS_BEFORE / 6
    expected = np.exp(
        -1.0
        + level[..., None]
        + (trend + local)[..., None] * months / 12
        + bump[..., None] * np.exp(-0.5 * ((months - middle) / width) ** 2)
        + 0.15 * np.sin(2 * np.pi * months / 12)
    )
    corner = _corner(rng, expected[..., :MONTHS_BEFORE].sum(axis=2), local if scenario == "local" else None)
    apart = _apart(corner)
    noise = rng.gamma(10.0, 0.1, size=(SIDE * SIDE, len(months)))
    expected = expected.reshape(SIDE * SIDE, -1)
    mean = expected.copy()
    mean[np.ix_(apart == 0, months >= MONTHS_BEFORE)] *= 1 + EFFECT
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    return World(
        counts=rng.poisson(mean * noise),
        expected=expected,
        coordinates=np.column_stack([columns, rows]).astype(np.float64),
        target=apart == 0,
        buffer=(apart > 0) & (apart <= BUFFER),
        before=MONTHS_BEFORE,
    )


def _field(rng: np.random.Generator, cells: float) -> Floats:
    """A standardised Gaussian random field on the torus."""
    field = gaussian_filter(rng.standard_normal((SIDE, SIDE)), sigma=cells, mode="wrap")
    standardised: Floats = (field - field.mean()) / field.std()
    return standardised


def _corner(rng: np.random.Generator, crime: Floats, local: Floats | None) -> tuple[int, int]:
    """Upper left cell of a block in the hottest tenth and, where there are local trends, among the rising ones."""
    blocks = np.lib.stride_tricks.sliding_window_view(crime, (BLOCK, BLOCK)).sum(axis=(2, 3))
    inside = np.zeros(blocks.shape, dtype=np.bool_)
    inside[FROM_THE_EDGE:-FROM_THE_EDGE, FROM_THE_EDGE:-FROM_THE_EDGE] = True
    hot = inside & (blocks >= np.quantile(blocks[inside], 0.9))
    if local is not None:
        rising = np.lib.stride_tricks.sliding_window_view(local, (BLOCK, BLOCK)).mean(axis=(2, 3))
        hot &= rising >= np.quantile(rising[hot], 0.75)
    row, column = rng.choice(np.argwhere(hot))
    return int(row), int(column)


def _apart(corner: tuple[int, int]) -> NDArray[np.int64]:
    """Cells between each cell and the block, the longer way of the two directions; 0 inside the block."""
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    gaps = [
        np.maximum(np.maximum(first - places, places - (first + BLOCK - 1)), 0)
        for first, places in zip(corner, (rows, columns), strict=True)
    ]
    return np.maximum(*gaps)


def town_world(
    seed: int, districts: int = 20, before: int = 104, during: int = 26, *, after_a_rise: bool = False
) -> World:
    """Weekly counts of districts strewn over a town ten kilometres wide.

    Neighbours share a trend and each district has one of its own; each wanders off for half a year at a time, has
    its own season beside the common one, and gamma noise. The target is one of the busiest quarter or, `after_a_rise`,
    the one of the busier half whose last thirteen weeks were highest against its weeks before.
    """
    rng = np.random.default_rng(seed)
    weeks = np.arange(before + during)
    years = (weeks - before / 2) / 52
    coordinates = rng.uniform(0, 10, (districts, 2))
    apart = np.hypot(*(coordinates[:, None] - coordinates[None]).transpose(2, 0, 1))
    shared = np.linalg.cholesky(np.exp(-apart / 3) + 1e-9 * np.eye(districts))
    trend = 0.1 * shared @ rng.standard_normal(districts) + 0.08 * rng.standard_normal(districts)
    winter = 0.25 + 0.05 * rng.standard_normal(districts)
    wandering = 0.12 * _wandering(rng, districts, len(weeks)) + 0.1 * _wandering(rng, 1, len(weeks))
    level = np.log(4) + 0.7 * rng.standard_normal(districts)
    expected = np.exp(
        level[:, None] + trend[:, None] * years + winter[:, None] * np.cos(2 * np.pi * years) + wandering
    )
    counts = rng.poisson(expected * rng.gamma(10.0, 0.1, size=expected.shape))
    past = counts[:, :before]
    busy = np.argsort(-past.sum(axis=1), kind="stable")
    if after_a_rise:
        half = busy[: max(2, districts // 2)]
        chosen = half[np.argmax(past[half, -13:].mean(axis=1) / past[half, :-13].mean(axis=1))]
    else:
        chosen = rng.choice(busy[: max(1, districts // 4)])
    counts[chosen, before:] = rng.binomial(counts[chosen, before:], 1 + EFFECT)
    return World(
        counts,
        expected,
        coordinates,
        np.arange(districts) == chosen,
        np.zeros(districts, dtype=np.bool_),
        before,
    )


def _wandering(rng: np.random.Generator, rows: int, weeks: int) -> Floats:
    """A standardised process that has forgotten two thirds of where it was after half a year."""
    keep = np.exp(-1 / 26)
    path = np.empty((rows, weeks))
    path[:, 0] = rng.standard_normal(rows)
    for week in range(1, weeks):
        path[:, week] = keep * path[:, week - 1] + np.sqrt(1 - keep**2) * rng.standard_normal(rows)
    return path
