"""Sums over neighbours under the null hypothesis that values lie anywhere: moments, permutations, and tails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from samlad.analysis.hot_spots.neighbours import Integers, Neighbours

Floats = NDArray[np.float64]
Alternative = Literal["two_sided", "greater", "less", "directed"]
Bounds = tuple[Floats, Floats]
ALTERNATIVES = ("two_sided", "greater", "less", "directed")

# Sums that are held at a time.
SUMS = 2_000_000
# Two sums of the same values in another order are equal although their last digits differ.
SLACK = 1e-12
# A cell whose neighbours cannot vary has a variance of rounding errors alone.
NOTHING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """The chance of a sum at least, and at most, as large as the one observed."""

    greater: Floats
    less: Floats

    def turned(self, where: NDArray[np.bool_]) -> Chances:
        """Those of the negative sums, for some of the cells."""
        return Chances(np.where(where, self.less, self.greater), np.where(where, self.greater, self.less))

    @property
    def side(self) -> NDArray[np.int8]:
        """1 where the observed sum is high, −1 where it is low."""
        return np.asarray(np.sign(self.less - self.greater), dtype=np.int8)

    def p(self, alternative: Alternative) -> Floats:
        """p-values."""
        if alternative == "two_sided":
            return np.asarray(np.minimum(2 * np.minimum(self.greater, self.less), 1))
        if alternative == "directed":
            return np.asarray(np.minimum(self.greater, self.less))
        return self.greater if alternative == "greater" else self.less


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """How the observed sums stand among sums under the null: how many are as large, and how many as small."""

    larger: Integers
    smaller: Integers
    permutations: int

    def turned(self, where: NDArray[np.bool_]) -> Tails:
        """The tails of the negative sums, for some of the cells."""
        larger = np.where(where, self.smaller, self.larger)
        return Tails(larger, np.where(where, self.larger, self.smaller), self.permutations)

    @property
    def side(self) -> NDArray[np.int8]:
        """1 where the observed sum is high, −1 where it is low."""
        return np.asarray(np.sign(self.smaller - self.larger), dtype=np.int8)

    def p(self, alternative: Alternative) -> Floats:
        """(number + 1) / (permutations + 1): the observed one is among them."""
        if alternative == "directed":
            # esda's rule, word for word: the fewer of those as large and of those not as large
            return (np.minimum(self.larger, self.permutations - self.larger) + 1) / (self.permutations + 1)
        of_all = self.permutations + 1
        return Chances((self.larger + 1) / of_all, (self.smaller + 1) / of_all).p(alternative)


def normal(z: Floats) -> Chances:
    """Tails of the standard normal distribution."""
    return Chances(ndtr(-z), ndtr(z))


def permuted(
    values: Floats,
    neighbours: Neighbours,
    *,
    permutations: int,
    rng: np.random.Generator,
    shared: bool = True,
    sums: Floats | None = None,
) -> Tails:
    """The tails of each cell's sum over its neighbours, when all other cells' values are permuted.

    Parameters
    ----------
    values : ndarray of float, shape (n_cells,)
    neighbours : Neighbours
    permutations : int
    rng : Generator
    shared : bool
        One sample of permutations for all cells, or one for each.
    sums : ndarray of float, shape (n_cells,), optional
        The observed sums without the scale of the neighbours, where they are known already.

    Notes
    -----
    Only the first values of a permutation are needed, as many as a cell has neighbours. If those of a
    permutation of all cells hold the cell itself, the next one takes its place: what is left is a permutation of the
    others, exactly. So one sample serves all cells, sorted once for each number of neighbours, and only the few sums in
    which a cell meets itself are set right.
    """
    equal = neighbours.unscaled
    observed, counts = equal.sums(values) if sums is None else sums, equal.counts
    slack = SLACK * np.abs(values).max() * equal.totals()
    bounds = observed - slack, observed + slack
    if not shared:
        return _own_samples(values, equal, bounds, permutations, rng)
    most = int(counts.max())
    cells = distinct(rng, len(values), permutations, most + 1)
    drawn = values[cells]
    count = _tails_of_equal if equal.given is None else _tails_of_weighted
    larger, smaller = count(values, equal, cells, drawn, bounds)
    larger[counts == 0] = smaller[counts == 0] = permutations
    return Tails(larger, smaller, permutations)


def distinct(rng: np.random.Generator, n: int, rows: int, columns: int) -> Integers:
    """In each row so many of n numbers without repetition; every arrangement is equally likely.

    Whatever repeats an earlier one is drawn again. The rule does not tell one number from another, so that all
    arrangements that it can end with are alike.
    """
    if 2 * columns > n:
        return rng.permuted(np.broadcast_to(np.arange(n), (rows, n)), axis=1)[:, :columns]
    drawn = rng.integers(n, size=(rows, columns))
    open_rows = np.arange(rows)
    while True:
        values = drawn[open_rows]
        ranked = np.sort(values, axis=1)
        open_rows = open_rows[(ranked[:, 1:] == ranked[:, :-1]).any(axis=1)]
        if not len(open_rows):
            return drawn
        values = drawn[open_rows]
        order = np.argsort(values, axis=1, kind="stable")
        ranked = np.take_along_axis(values, order, axis=1)
        row, place = np.nonzero(ranked[:, 1:] == ranked[:, :-1])
        drawn[open_rows[row], order[row, place + 1]] = rng.integers(n, size=len(row))


def _tails_of_equal(
    values: Floats, neighbours: Neighbours, cells: Integers, drawn: Floats, bounds: Bounds
) -> tuple[Integers, Integers]:
    """Cells with as many neighbours share the same sums, sorted once."""
    low, high = bounds
    permutations, counts = len(cells), neighbours.counts
    sums = drawn.cumsum(axis=1)
    larger, smaller = np.zeros((2, len(values)), dtype=np.int64)
    # Bounds in order are found by a search that goes on where the last one ended.
    order = np.argsort(low)
    ordered_counts = counts.take(order)
    for number in np.flatnonzero(np.bincount(counts)[1:]) + 1:
        those, sample = order[ordered_counts == number], np.sort(sums[:, number - 1])
        larger[those] = permutations - np.searchsorted(sample, low[those], "left")
        smaller[those] = np.searchsorted(sample, high[those], "right")
    # Flat places: there are about as many meetings as numbers drawn, and one index is found faster than two.
    meets, cell = _meetings(counts, cells)
    following = meets - meets % cells.shape[1] + counts.take(cell)
    with_itself = sums.ravel().take(following - 1)
    without = with_itself + drawn.ravel().take(following) - values.take(cell)
    return _corrected((larger, smaller), bounds, cell, with_itself, without)


def _tails_of_weighted(
    values: Floats, neighbours: Neighbours, cells: Integers, drawn: Floats, bounds: Bounds
) -> tuple[Integers, Integers]:
    """A product of matrices gives the sums for many cells at once."""
    low, high = bounds
    larger, smaller = np.zeros((2, len(values)), dtype=np.int64)
    step = max(1, SUMS // len(cells))
    for start in range(0, neighbours.n, step):
        those = np.arange(start, min(start + step, neighbours.n))
        sums = drawn[:, :-1] @ _in_columns(neighbours, those).T
        larger[those] = (sums >= low[those]).sum(axis=0)
        smaller[those] = (sums <= high[those]).sum(axis=0)
    meets, cell = _meetings(neighbours.counts, cells)
    row, place = np.divmod(meets, cells.shape[1])
    weights = _in_columns(neighbours, cell)
    with_itself = (weights * drawn[row, :-1]).sum(axis=1)
    own = weights[np.arange(len(cell)), place]
    without = with_itself + own * (drawn[row, neighbours.counts[cell]] - values[cell])
    return _corrected((larger, smaller), bounds, cell, with_itself, without)


def _meetings(counts: Integers, cells: Integers) -> tuple[Integers, Integers]:
    """Where a permutation has a cell among as many first ones as it has neighbours (flat), and which cell it is."""
    meets = np.flatnonzero(np.arange(cells.shape[1]) < counts.take(cells))
    return meets, cells.ravel().take(meets)


def _corrected(
    tails: tuple[Integers, Integers], bounds: Bounds, cell: Integers, with_itself: Floats, without: Floats
) -> tuple[Integers, Integers]:
    """Where a cell met itself, the next value takes its place."""
    (larger, smaller), (low, high) = tails, bounds
    least, most = low.take(cell), high.take(cell)
    for tail, before, after in (
        (larger, with_itself >= least, without >= least),
        (smaller, with_itself <= most, without <= most),
    ):
        changed = np.flatnonzero(before != after)
        np.add.at(tail, cell.take(changed), np.where(after.take(changed), 1, -1))
    return larger, smaller


def _in_columns(neighbours: Neighbours, cells: Integers) -> Floats:
    """The weights of some cells' neighbours, a row for each, 0 beyond the last."""
    counts, weights = neighbours.counts, neighbours.weights
    columns = np.arange(int(counts.max()))
    inside = columns < counts[cells, np.newaxis]
    places = np.minimum(neighbours.first[cells, np.newaxis] + columns, len(weights) - 1)
    return np.where(inside, weights[places], 0.0)


def _own_samples(
    values: Floats, neighbours: Neighbours, bounds: Bounds, permutations: int, rng: np.random.Generator
) -> Tails:
    low, high = bounds
    larger, smaller = np.full((2, len(values)), permutations, dtype=np.int64)
    all_weights = neighbours.weights
    for cell in np.flatnonzero(neighbours.counts).tolist():
        weights = all_weights[neighbours.first[cell] : neighbours.first[cell + 1]]
        others = distinct(rng, len(values) - 1, permutations, len(weights))
        others = others + (others >= cell)
        sums = values[others] @ weights
        larger[cell] = np.count_nonzero(sums >= low[cell])
        smaller[cell] = np.count_nonzero(sums <= high[cell])
    return Tails(larger, smaller, permutations)
