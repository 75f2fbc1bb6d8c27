"""Tables of cells × periods drawn under the null hypothesis, the same ones in C and in NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.scan.setting import REALS, SHORT, WHOLE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Tables = NDArray[np.int32]
Seeds = NDArray[np.uint64]

SEEDS_EACH = 3
GOLDEN, FIRST_FACTOR, SECOND_FACTOR = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
LANES = 32  # tables that are drawn side by side
# A case's number tells its period; the largest is nobody's.
NUMBERS, LARGEST = 65_536, 65_534
# Periods with less than one in so many of the cases are given somewhat fewer than they shall have.
SMALL = 256
SIXTEEN, SEEDS = kernels.array(np.uint16), kernels.array(np.uint64)
PERMUTE = (
    *(kernels.SIZE, kernels.SIZE, WHOLE, SHORT, WHOLE, SIXTEEN, SIXTEEN),
    *(SEEDS, SEEDS, WHOLE, SHORT, SHORT),
)
CHOOSE = (kernels.SIZE, REALS, SHORT, kernels.SIZE, REALS, WHOLE, kernels.SIZE, SEEDS, SHORT)


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Space–time permutation: which cell and which period a case has are independent, and both totals are kept.

    Each case is first given a period at random. Then, while a period has too many cases, one picked at random of all
    leaves it, if its own has too many, for the first that has too few. No step tells one case from another, so every
    arrangement of the cases with these totals is as likely as any other, exactly, whatever the chances were at
    first; they only save steps.
    """

    first: Integers  # each cell's first case, and where the last one's end
    cell_of: NDArray[np.int32]  # of each case
    wanted: Integers  # cases of each period, and last of all periods that are not drawn
    edges: NDArray[np.uint16]  # below which number a case falls into each period, if not into one before
    period_of: NDArray[np.uint16]  # the same for each number; beyond the last period are all others

    def draw(self, seeds: Seeds) -> Tables:
        """A table for each row of seeds, LANES of them: tables × cells × periods."""
        kernel = kernels.function("scan_permute", *PERMUTE)
        if kernel is None:
            return self._in_numpy(seeds)
        cells, periods = len(self.first) - 1, len(self.edges)
        tables = np.empty((cells, periods, LANES), dtype=np.int32)
        moved, excess = np.empty(len(self.cell_of) // 64 + 1, dtype=np.uint64), np.empty_like(self.wanted)
        sums = np.empty((periods, LANES), dtype=np.int32)
        kernel(
            *(cells, periods, self.first, self.cell_of, self.wanted, self.edges, self.period_of),
            *(seeds, moved, excess, sums, tables),
        )
        return tables.transpose(2, 0, 1)

    def _in_numpy(self, seeds: Seeds) -> Tables:
        cases, cells, columns = len(self.cell_of), len(self.first) - 1, len(self.wanted)
        values = [numbers(own[0], np.arange(cases // 4 + 1)).view(np.uint16)[:cases] for own in seeds]
        periods = self.period_of[np.array(values)].astype(np.int64)
        self._balance(seeds[:, 1], periods)
        places = self.cell_of * columns + periods
        counts = [np.bincount(row, minlength=cells * columns).reshape(cells, columns) for row in places]
        return np.array(counts, dtype=np.int32)[:, :, :-1].copy()

    def _balance(self, seeds: Seeds, periods: Integers) -> None:
        """All tables side by side, until none has too many in any period."""
        excess = np.array([np.bincount(row, minlength=len(self.wanted)) for row in periods]) - self.wanted
        step = 0
        while len(open_tables := np.flatnonzero((excess > 0).any(axis=1))):
            picked = (uniforms(seeds[open_tables], step) * periods.shape[1]).astype(np.int64)
            source = periods[open_tables, picked]
            moves = excess[open_tables, source] > 0
            table, case, source = open_tables[moves], picked[moves], source[moves]
            target = (excess[table] < 0).argmax(axis=1)
            periods[table, case] = target
            excess[table, source] -= 1
            excess[table, target] += 1
            step += 1


def margins(rows: Integers, wanted: Integers) -> Margins:
    """Draws with so many cases in each cell and each period; the last of `wanted` is for all other periods."""
    few = wanted < wanted.sum() / SMALL
    # To take one too many out of a small period is a long search; to put one in is none.
    chances = np.where(few, np.maximum(wanted - 2 * np.sqrt(wanted), 0), wanted)
    chances = chances if chances.sum() else wanted.astype(np.float64)
    edges = np.round((LARGEST + 1) * chances[:-1].cumsum() / chances.sum()).astype(np.uint16)
    values = np.minimum(np.arange(NUMBERS), LARGEST)
    return Margins(
        first=np.concatenate([[0], rows.cumsum()]),
        cell_of=np.repeat(np.arange(len(rows), dtype=np.int32), rows),
        wanted=wanted,
        edges=edges,
        period_of=np.searchsorted(edges, values, side="right").astype(np.uint16),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Cases drawn one by one into cells and periods: Poisson counts given their total, or cases among persons.

    By the alias method (A. J. Walker, ACM Transactions on Mathematical Software 3, 1977, 253–256). Where a
    place holds so many persons, a case that falls on one taken already is drawn again.
    """

    shape: tuple[int, int]
    chance: Floats
    other: NDArray[np.int32]
    capacity: Floats | None

    def draw(self, seeds: Seeds, cases: Integers) -> Tables:
        """A table for each row of seeds, with so many cases."""
        size = len(self.chance)
        kernel = kernels.function("scan_choose", *CHOOSE)
        if kernel is not None:
            tables = np.empty((len(seeds), size), dtype=np.int32)
            capacity = np.empty(0) if self.capacity is None else self.capacity
            limited = int(self.capacity is not None)
            kernel(size, self.chance, self.other, limited, capacity, cases, len(seeds), seeds, tables)
        elif self.capacity is None:
            chosen = [
                self._places(uniforms(own[0], np.arange(n))) for own, n in zip(seeds, cases, strict=True)
            ]
            tables = np.array([np.bincount(row, minlength=size) for row in chosen], dtype=np.int32)
        else:
            tables = self._among_persons(self.capacity, seeds, cases)
        return tables.reshape(len(seeds), *self.shape)

    def _places(self, chances: Floats) -> Integers:
        place = chances * len(self.chance)
        category = place.astype(np.int64)
        return np.where(place - category < self.chance[category], category, self.other[category])

    def _among_persons(self, capacity: Floats, seeds: Seeds, cases: Integers) -> Tables:
        tables = np.zeros((len(seeds), len(self.chance)), dtype=np.int32)
        left, step = cases.copy(), 0
        while len(open_tables := np.flatnonzero(left)):
            place = self._places(uniforms(seeds[open_tables, 0], step))
            person = uniforms(seeds[open_tables, 1], step) * capacity[place]
            free = person >= tables[open_tables, place]
            tables[open_tables[free], place[free]] += 1
            left[open_tables[free]] -= 1
            step += 1
        return tables


def choice(weights: Floats, *, persons: bool) -> Choice:
    """Draws in proportion to the weights of cells × periods; where they are persons, each is drawn once at most."""
    flat = weights.ravel()
    scaled = flat * (len(flat) / flat.sum())
    chance, other = np.ones(len(flat)), np.arange(len(flat), dtype=np.int32)
    small = np.flatnonzero(scaled < 1).tolist()
    large = np.flatnonzero(scaled >= 1).tolist()
    rest = scaled.tolist()
    while small and large:
        lacking, giving = small.pop(), large[-1]
        chance[lacking], other[lacking] = rest[lacking], giving
        rest[giving] -= 1 - rest[lacking]
        if rest[giving] < 1:
            small.append(large.pop())
    return Choice((weights.shape[0], weights.shape[1]), chance, other, flat.copy() if persons else None)


def numbers(seed: Seeds | np.uint64, steps: Integers | int) -> Seeds:
    """SplitMix64: the number that follows `steps` others of the sequence of a seed."""
    with np.errstate(over="ignore"):
        state = seed + (np.asarray(steps).astype(np.uint64) + np.uint64(1)) * GOLDEN
        state = (state ^ (state >> np.uint64(30))) * FIRST_FACTOR
        state = (state ^ (state >> np.uint64(27))) * SECOND_FACTOR
        return np.asarray(state ^ (state >> np.uint64(31)))


def uniforms(seed: Seeds | np.uint64, steps: Integers | int) -> Floats:
    """The same as numbers from 0 to below 1, of 53 bits."""
    return np.asarray((numbers(seed, steps) >> np.uint64(11)) * 2.0**-53)
