"""How much of a kernel lies within the covered cells: what an estimate near their edge is divided by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from samlad.analysis.density.grid import DensityGrid
from samlad.analysis.density.kernel_functions import Shape
from samlad.analysis.density.sums import FINENESS, cubic

Floats = NDArray[np.float64]
Cells = NDArray[np.bool_]

# For points: a lattice of no more than so many places along a side.
MOST_PLACES = 2_000
# A kernel is averaged over each cell at so many places in a radius.
LOOKS = 40
# Cells around the grid where a cubic needs neighbours.
MARGIN = 3


def share_at_cells(covered: Cells, grid: DensityGrid, shape: Shape) -> Floats:
    """At the middle of each cell."""
    if shape.kernel == "gaussian":
        return _gaussian_share(covered, grid, grid.x, grid.y, shape.size)
    return _other_share(covered, grid, shape, 0)


def share_at_points(covered: Cells, grid: DensityGrid, shape: Shape, x: Floats, y: Floats) -> Floats:
    """At points on the grid, from places near enough that a cubic between them is right."""
    if shape.kernel == "gaussian":
        side = max(grid.columns, grid.rows) * grid.cell
        spacing = max(min(shape.size / FINENESS, grid.cell), side / MOST_PLACES)
        across, up = (
            np.asarray(low + spacing * np.arange(-2, int(cells * grid.cell / spacing) + 4))
            for low, cells in ((grid.left, grid.columns), (grid.bottom, grid.rows))
        )
        shares = _gaussian_share(covered, grid, across, up, shape.size)
        return _between(shares, (x - across[0]) / spacing, (y - up[0]) / spacing)
    shares = _other_share(covered, grid, shape, MARGIN)
    u, v = (x - grid.x[0]) / grid.cell, (y - grid.y[0]) / grid.cell
    return _between(shares, u + MARGIN, v + MARGIN)


def _gaussian_share(covered: Cells, grid: DensityGrid, x: Floats, y: Floats, size: float) -> Floats:
    """Exact for covered squares: a Gaussian's integral is a product of two."""
    columns = grid.left + np.arange(grid.columns + 1) * grid.cell
    rows = grid.bottom + np.arange(grid.rows + 1) * grid.cell
    across = np.diff(ndtr((columns - x[:, np.newaxis]) / size), axis=1)
    up = np.diff(ndtr((rows - y[:, np.newaxis]) / size), axis=1)
    share: Floats = up @ covered.astype(np.float64) @ across.T
    return share


def _other_share(covered: Cells, grid: DensityGrid, shape: Shape, margin: int) -> Floats:
    """By a product of Fourier transforms, on the grid and `margin` cells around; the kernel is averaged over a cell."""
    reach = int(np.ceil(shape.reach / grid.cell + 0.5))
    looks = max(1, int(np.ceil(LOOKS * grid.cell / shape.size)))
    within = (np.arange((2 * reach + 1) * looks) + 0.5) / looks - reach - 0.5
    away = within * grid.cell / shape.size
    fine = shape.profile(away[:, np.newaxis] ** 2 + away**2)
    kernel = fine.reshape(2 * reach + 1, looks, 2 * reach + 1, looks).sum(axis=(1, 3))
    wide = np.pad(covered.astype(np.float64), margin + reach)
    size = [cells + 2 * reach for cells in wide.shape]
    product = np.fft.rfft2(wide, size) * np.fft.rfft2(kernel / kernel.sum(), size)
    whole = np.fft.irfft2(product, size)
    share: Floats = np.clip(whole[2 * reach : wide.shape[0], 2 * reach : wide.shape[1]], 0.0, 1.0)
    return share


def _between(shares: Floats, u: Floats, v: Floats) -> Floats:
    """Lagrange's cubic at places that are given in rows and columns."""
    column, row = u.astype(np.int64), v.astype(np.int64)
    across, up = cubic(u - column), cubic(v - row)
    found = np.zeros(len(u))
    for r in range(4):
        for c in range(4):
            found += up[r] * across[c] * shares[row + r - 1, column + c - 1]
    return found
