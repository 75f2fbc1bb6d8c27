"""Tables of cells × periods drawn under the null hypothesis, the same ones in C and in NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.scan_setting import REALS, SHORT, WHOLE

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

    rows: Integers  # cases of each cell
    wanted: Integers  # cases of each period, and last of all periods that are not drawn

    def draw(self, seeds: Seeds) -> Tables:
        """A table for each row of seeds, LANES of them: tables × cells × periods."""
        first = np.concatenate([[0], self.rows.cumsum()])
        cell_of = np.repeat(np.arange(len(self.rows), dtype=np.int32), self.rows)
        kernel = kernels.function("scan_permute", *PERMUTE)
        if kernel is None:
            return self._in_numpy(seeds, cell_of)
        edges = self.edges()
        tables = np.empty((len(self.rows), self.periods, LANES), dtype=np.int32)
        moved, excess = np.empty(len(cell_of) // 64 + 1, dtype=np.uint64), np.empty_like(self.wanted)
        sums = np.empty((self.periods, LANES), dtype=np.int32)
        kernel(
            *(len(self.rows), self.periods, first, cell_of, self.wanted, edges, period_of(edges)),
            *(seeds, moved, excess, sums, tables),
        )
        return tables.transpose(2, 0, 1)

    @property
    def periods(self) -> int:
        return len(self.wanted) - 1

    def edges(self) -> NDArray[np.uint16]:
        """Below which number a case falls into each period, if it did not into one before."""
        total = self.wanted.sum()
        few = self.wanted < total / SMALL
        # To take one too many out of a small period is a long search; to put one in is none.
        chances = np.where(few, np.maximum(self.wanted - 2 * np.sqrt(self.wanted), 0), self.wanted)
        chances = chances if chances.sum() else self.wanted.astype(np.float64)
        shares = chances[:-1].cumsum() / chances.sum()
        return np.asarray(np.round((LARGEST + 1) * shares), dtype=np.uint16)

    def _in_numpy(self, seeds: Seeds, cell_of: NDArray[np.int32]) -> Tables:
        edges = self.edges()
        values = [numbers(own[0], np.arange(len(cell_of) // 4 + 1)).view(np.uint16) for own in seeds]
        periods = np.array([period_of(edges)[row[: len(cell_of)]] for row in values], dtype=np.int64)
        self._balance(seeds[:, 1], periods)
        cells = cell_of * (self.periods + 1) + periods
        size = len(self.rows) * (self.periods + 1)
        counts = [np.bincount(row, minlength=size).reshape(len(self.rows), -1) for row in cells]
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


def period_of(edges: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The period for each number; as many as there are periods stand for all others."""
    values = np.minimum(np.arange(NUMBERS), LARGEST)
    return np.searchsorted(edges, values, side="right").astype(np.uint16)


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
