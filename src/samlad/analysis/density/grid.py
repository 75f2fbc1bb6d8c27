"""The grid that a density is computed on, and which of its cells a polygon covers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers
from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
MOST_CELLS = 100_000_000


@dataclass(frozen=True, slots=True)
class DensityGrid:
    """Square cells, row 0 at the bottom (south), column 0 at the left (west).

    Parameters
    ----------
    left, bottom : float
        The outer corner of the first cell.
    cell : float
        Side of a cell. All three in metres or another unit of length.
    columns, rows : int
        How many cells there are.

    Raises
    ------
    InputError
        If the side is not above 0, there is no cell, or more than 100 million.

    Examples
    --------
    >>> grid = DensityGrid(left=0, bottom=0, cell=100, columns=3, rows=2)
    >>> grid.x.tolist(), grid.y.tolist()
    ([50.0, 150.0, 250.0], [50.0, 150.0])
    """

    left: float
    bottom: float
    cell: float
    columns: int
    rows: int

    def __post_init__(self) -> None:
        numbers = as_numbers("grid", [self.left, self.bottom, self.cell])
        if not numbers[2] > 0 or min(self.columns, self.rows) < 1 or self.columns * self.rows > MOST_CELLS:
            raise InputError(
                "{argument} has {value}. {remedy}",
                argument="grid",
                value=f"{self.columns} × {self.rows} cells of side {self.cell}",
                remedy=f"It needs a side above 0 and from 1 to {MOST_CELLS} cells.",
            )

    @classmethod
    def covering(cls, left: float, bottom: float, right: float, top: float, cell: float) -> DensityGrid:
        """The grid with this corner at the lower left that reaches the other."""
        if not (right > left and top > bottom and cell > 0):
            raise InputError(
                "{argument} is {value}. {remedy}",
                argument="right",
                value=f"{right}, and top {top}, with cells of {cell}",
                remedy="They must be beyond left and bottom, and the cell above 0.",
            )
        return cls(left, bottom, cell, math.ceil((right - left) / cell), math.ceil((top - bottom) / cell))

    @property
    def x(self) -> Floats:
        """Middle of each column."""
        return np.asarray(self.left + (np.arange(self.columns) + 0.5) * self.cell)

    @property
    def y(self) -> Floats:
        """Middle of each row."""
        return np.asarray(self.bottom + (np.arange(self.rows) + 0.5) * self.cell)

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns


def covered_cells(grid: DensityGrid, rings: Sequence[ArrayLike]) -> NDArray[np.bool_]:
    """The cells whose middle lies within a polygon.

    Parameters
    ----------
    grid : DensityGrid
        The cells.
    rings : sequence of array_like of float, each of shape (n_corners, 2)
        Outlines and holes in any order and direction; a cell inside an odd number of them is covered.

    Returns
    -------
    ndarray of bool, shape (rows, columns)

    Raises
    ------
    InputError
        If a ring has fewer than three corners, or no cell is covered.

    Examples
    --------
    >>> covered_cells(DensityGrid(0, 0, 1, 4, 2), [[(1, 0), (3, 0), (3, 2), (1, 2)]]).astype(int).tolist()
    [[0, 1, 1, 0], [0, 1, 1, 0]]
    """
    flips = np.zeros((grid.rows, grid.columns + 1), dtype=np.int64)
    for place, ring in enumerate(rings):
        corners = as_numbers(f"rings[{place}]", ring)
        if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3:
            raise InputError(
                "{argument} has shape {value}. {remedy}",
                argument=f"rings[{place}]",
                value=corners.shape,
                remedy="Give at least three corners, each with x and y.",
            )
        for (x, y), (next_x, next_y) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            crossed = np.flatnonzero((grid.y >= min(y, next_y)) & (grid.y < max(y, next_y)))
            at = x + (grid.y[crossed] - y) * ((next_x - x) / (next_y - y)) if len(crossed) else crossed
            np.add.at(flips, (crossed, np.searchsorted(grid.x, at)), 1)
    covered: NDArray[np.bool_] = flips.cumsum(axis=1)[:, :-1] % 2 == 1
    if not covered.any():
        raise InputError(
            "{argument} covers {value} of the grid. {remedy}",
            argument="rings",
            value="no cell",
            remedy="Give the grid and the polygon in the same coordinates, and cells smaller than the polygon.",
        )
    return covered
