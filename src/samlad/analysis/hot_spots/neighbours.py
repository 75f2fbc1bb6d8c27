"""Who is whose neighbour: grids by distance, queen or rook, points within a distance, and lists of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_mask, as_numbers, check_choice
from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Weighting = Literal["binary", "row", "given"]
WEIGHTINGS = ("binary", "row", "given")

# Products of a weight and a value that are held at a time.
PRODUCTS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The neighbours of each cell as compressed sparse rows; no cell is its own neighbour.

    Attributes
    ----------
    first : ndarray of int, shape (n_cells + 1,)
        Where each cell's neighbours begin in `members`.
    members : ndarray of int
        The neighbours of all cells, by number.
    given : ndarray of float or None
        What each counts as; None for 1.
    scale : ndarray of float, shape (n_cells,), or None
        By what all weights of a cell are multiplied besides; None for 1.
    """

    first: Integers
    members: Integers
    given: Floats | None = None
    scale: Floats | None = None

    @property
    def n(self) -> int:
        """Cells."""
        return len(self.first) - 1

    @property
    def counts(self) -> Integers:
        """How many neighbours each cell has."""
        return np.diff(self.first)

    @property
    def owners(self) -> Integers:
        """The cell that each entry of `members` is a neighbour of."""
        return np.repeat(np.arange(self.n), self.counts)

    @property
    def weights(self) -> Floats:
        """What each entry of `members` counts as."""
        weights = np.ones(len(self.members)) if self.given is None else self.given
        return weights if self.scale is None else weights * np.repeat(self.scale, self.counts)

    @property
    def unscaled(self) -> Neighbours:
        """The same without a scale."""
        return Neighbours(self.first, self.members, self.given)

    def weighted(self, weighting: Weighting) -> Neighbours:
        """The same with all weights 1 ('binary'), or each cell's weights adding up to 1 ('row'), or as 'given'."""
        check_choice("weighting", weighting, WEIGHTINGS)
        if weighting == "given":
            return self
        if weighting == "binary":
            return Neighbours(self.first, self.members)
        total = self.unscaled.totals()
        return Neighbours(self.first, self.members, self.given, 1 / np.where(total > 0, total, 1))

    def totals(self, power: int = 1) -> Floats:
        """The sum of each cell's weights, or of a power of them."""
        if self.given is None:
            found: Floats = self.counts.astype(np.float64)
        else:
            found = self._added(self.given if power == 1 else self.given**power)
        return found if self.scale is None else found * self.scale**power

    def sums(self, values: ArrayLike) -> Floats:
        """For each cell, the weighted sum of its neighbours' values; values may have periods as second dimension."""
        of_cells = np.asarray(values, dtype=np.float64)
        if of_cells.ndim == 1:
            found = self._sums(of_cells)
            return found if self.scale is None else found * self.scale
        columns, turned = of_cells.T, np.empty(of_cells.shape[::-1])
        step = max(1, PRODUCTS // max(1, len(self.members)))
        for start in range(0, len(columns), step):
            turned[start : start + step] = self._sums(columns[start : start + step])
        if self.scale is not None:
            turned *= self.scale
        return np.ascontiguousarray(turned.T)

    def _sums(self, values: Floats) -> Floats:
        taken = np.take(values, self.members, axis=-1)
        return self._added(taken if self.given is None else taken * self.given)

    def _added(self, entries: Floats) -> Floats:
        some = np.flatnonzero(self.counts)
        if len(some) == self.n:
            return np.add.reduceat(entries, self.first[:-1], axis=-1)
        found = np.zeros((*entries.shape[:-1], self.n))
        if len(some):
            found[..., some] = np.add.reduceat(entries, self.first[some], axis=-1)
        return found


def neighbour_lists(lists: Sequence[ArrayLike], weights: Sequence[ArrayLike] | None = None) -> Neighbours:
    """Neighbours as they are listed, for instance areas that share a border.

    Parameters
    ----------
    lists : sequence of array_like of int
        For each cell the numbers of its neighbours, counted from 0; itself not among them. A cell may have none. What
        is listed need not be mutual.
    weights : sequence of array_like of float, optional
        For each cell the weights of these neighbours, above 0, for instance lengths of border; 1 when left out.

    Returns
    -------
    Neighbours

    Raises
    ------
    InputError
        If a number is no other cell's, one is listed twice, or weights do not go with the lists.

    Examples
    --------
    >>> neighbour_lists([[1], [0, 2], [1]]).counts.tolist()
    [1, 2, 1]
    """
    rows = [_whole(number, row) for number, row in enumerate(lists)]
    first = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)]).astype(np.int64)
    members = np.concatenate([*rows, np.empty(0, dtype=np.int64)])
    owners = np.repeat(np.arange(len(rows)), np.diff(first))
    _check_members(members, owners, len(rows))
    given = None if weights is None else _given(weights, first)
    return Neighbours(first, members, given)


def grid_neighbours(
    shape: tuple[int, int],
    *,
    reach: Literal["queen", "rook"] | float = "queen",
    present: ArrayLike | None = None,
) -> Neighbours:
    """Neighbours in a grid of squares; cells are numbered row by row.

    Parameters
    ----------
    shape : tuple of two ints
        Rows and columns.
    reach : {'queen', 'rook'} or float
        'queen': the eight squares around, 'rook': the four that share a side, or all whose centres lie within so many
        sides of a square.
    present : array_like of bool, shape `shape`, optional
        False for squares that are no cells, such as water. Those that are present are numbered in the same order.

    Returns
    -------
    Neighbours

    Raises
    ------
    InputError
        If the grid is empty, or the reach is neither known nor at least 1.

    Examples
    --------
    >>> grid_neighbours((3, 3)).counts.reshape(3, 3).tolist()
    [[3, 5, 3], [5, 8, 5], [3, 5, 3]]
    >>> grid_neighbours((3, 3), reach=2).counts.reshape(3, 3).tolist()
    [[5, 6, 5], [6, 8, 6], [5, 6, 5]]
    """
    steps = _steps(reach)
    here = _present(shape, present)
    number = np.full(here.shape, -1, dtype=np.int64)
    number[here] = np.arange(here.sum())
    margin = int(np.abs(steps).max())
    padded = np.pad(number, margin, constant_values=-1)
    rows, columns = np.nonzero(here)
    found = np.empty((len(rows), len(steps)), dtype=np.int64)
    for place, (down, across) in enumerate(steps.tolist()):
        found[:, place] = padded[rows + margin + down, columns + margin + across]
    some = found >= 0
    first = np.concatenate([[0], some.sum(axis=1).cumsum()]).astype(np.int64)
    return Neighbours(first, found[some])


def _steps(reach: str | float) -> Integers:
    """Rows down and columns across to each neighbour, in the order of their numbers."""
    if reach == "queen":
        reach = 1.5
    elif reach == "rook":
        reach = 1.0
    if isinstance(reach, str) or not 1 <= reach < np.inf:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="reach",
            value=repr(reach),
            remedy="Give 'queen', 'rook', or a distance of at least 1 in sides of a square.",
        )
    most = int(reach)
    down, across = np.meshgrid(np.arange(-most, most + 1), np.arange(-most, most + 1), indexing="ij")
    squared = down**2 + across**2
    within = (squared <= reach**2 * (1 + 1e-12)) & (squared > 0)
    return np.column_stack([down[within], across[within]]).astype(np.int64)


def _present(shape: tuple[int, int], present: ArrayLike | None) -> NDArray[np.bool_]:
    if min(shape) < 1:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="shape",
            value=shape,
            remedy="Give the number of rows and of columns, each at least 1.",
        )
    if present is None:
        return np.ones(shape, dtype=np.bool_)
    return as_mask("present", present, tuple(shape), some=True)


def _whole(number: int, row: ArrayLike) -> Integers:
    values: NDArray[Any] = np.asarray(row)
    if values.size and (values.ndim != 1 or values.dtype.kind not in "iu"):
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument=f"lists[{number}]",
            value=f"{values.dtype} with shape {values.shape}",
            remedy="Give one row of whole numbers.",
        )
    return values.astype(np.int64).reshape(-1)


def _check_members(members: Integers, owners: Integers, n: int) -> None:
    wrong = (members < 0) | (members >= n) | (members == owners)
    keys = owners * n + members
    order = np.argsort(keys, kind="stable")
    twice = np.zeros(len(keys), dtype=np.bool_)
    twice[order[1:]] = np.diff(keys[order]) == 0
    if (wrong | twice).any():
        place = int(np.argmax(wrong | twice))
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument=f"lists[{owners[place]}]",
            value=f"{members[place]}" + (" twice" if twice[place] and not wrong[place] else ""),
            remedy=f"Name other cells by their numbers 0 to {n - 1}, each once, and not the cell itself.",
        )


def _given(weights: Sequence[ArrayLike], first: Integers) -> Floats:
    rows = [as_numbers(f"weights[{place}]", row).reshape(-1) for place, row in enumerate(weights)]
    if [len(row) for row in rows] != np.diff(first).tolist():
        raise InputError(
            "{argument} has rows of lengths that do not go with the lists ({value} weights). {remedy}",
            argument="weights",
            value=sum(len(row) for row in rows),
            remedy="Give one weight for each neighbour.",
        )
    flat = np.concatenate([*rows, np.empty(0)])
    bad = ~(np.isfinite(flat) & (flat > 0))
    if bad.any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="weights",
            value=f"{flat[np.argmax(bad)]:g}",
            remedy="A weight is a finite number above 0; leave those out that count as nothing.",
        )
    return flat
