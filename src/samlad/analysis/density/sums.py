"""Sums of kernels over points, at the middles of a grid's cells."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.density.grid import DensityGrid
from samlad.analysis.density.kernel_functions import PROFILES, Shape, profile

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Lattice points in a standard deviation: with cubics between them a Gaussian is right to 1e-4 in the middle, and to 2e-3
# at three deviations; beyond so many it is left out, which is 2e-11 of its middle.
FINENESS, LATTICE_REACH = 5, 7.0
# What a point and a lattice point cost, over one addition of a direct sum.
POINT, LATTICE_POINT = 32, 20
# Points that are worth a thread of their own, and the most parts; so many values of all lattices are held at once.
LEAST_PART, MOST_PARTS, MOST_VALUES = 100_000, 4, 1 << 26
# A direct sum with no more additions than this takes a few milliseconds, and is exact.
DIRECTLY = 1 << 24
AT_A_TIME = 1 << 16
REALS, WHOLE = kernels.array(np.float64), kernels.array(np.int64)
COLUMNS = REALS, REALS, REALS, kernels.SIZE, WHOLE, kernels.SIZE
SPREAD = (
    *(kernels.SIZE, kernels.SIZE, *COLUMNS),
    *(kernels.REAL, kernels.REAL, kernels.REAL, kernels.SIZE, kernels.SIZE, REALS),
)
SMOOTH = (kernels.SIZE, kernels.SIZE, WHOLE, REALS, kernels.SIZE, REALS, REALS)
DIRECT = (
    *(kernels.SIZE, kernels.SIZE, kernels.SIZE, *COLUMNS),
    *(kernels.REAL,) * 5,
    *(kernels.SIZE, kernels.SIZE, REALS, REALS),
)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Where, how much each counts, and in which slice; below 0 in none."""

    x: Floats
    y: Floats
    weights: Floats
    slices: Integers
    slice_count: int

    def columns(self) -> tuple[Floats, Floats, Floats, int, Integers, int]:
        """For the kernels: weights and slices with a step of 0 where one stands for all."""
        single = [int(column.strides != (0,)) for column in (self.weights, self.slices)]
        weights = self.weights if single[0] else self.weights[:1]
        slices = self.slices if single[1] else self.slices[:1]
        plain = [np.ascontiguousarray(column) for column in (self.x, self.y, weights)]
        return plain[0], plain[1], plain[2], single[0], np.ascontiguousarray(slices), single[1]


def kernel_sums(points: Points, grid: DensityGrid, shape: Shape, *, squared: bool = False) -> Floats:
    """Σ weight × kernel at each cell: slices × rows × columns, by area of the coordinates' unit.

    With the squared kernel it is the square of that unit. A Gaussian of many points goes by way of a lattice;
    everything else is summed directly, and exact.
    """
    if squared:
        return _profile_sums(points, grid, shape.squared) * shape.peak**2
    return _profile_sums(points, grid, shape) * shape.peak


def _profile_sums(points: Points, grid: DensityGrid, shape: Shape) -> Floats:
    """The same with a kernel that is 1 in its middle."""
    lattice = _lattice(points, grid, shape) if shape.kernel == "gaussian" else None
    if lattice is None:
        return _directly(points, grid, shape)
    spread = _spread(points, lattice)
    by_row = _smoothed(spread, lattice.y, grid.y, shape)
    both = _smoothed(by_row.swapaxes(1, 2), lattice.x, grid.x, shape).swapaxes(1, 2)
    return np.ascontiguousarray(np.maximum(both, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Points with equal spacing that stand for all others."""

    x: Floats
    y: Floats
    spacing: float


def _lattice(points: Points, grid: DensityGrid, shape: Shape) -> Lattice | None:
    """A lattice over all points within reach of the grid; None where a direct sum costs less."""
    spacing = shape.size / FINENESS
    axes = []
    for values, nodes in ((points.x, grid.x), (points.y, grid.y)):
        low = max(values.min(), nodes[0] - shape.reach) - 2 * spacing
        high = min(values.max(), nodes[-1] + shape.reach) + 3 * spacing
        axes.append((low, max(int((high - low) / spacing), 4) + 1))
    (left, columns), (low, rows) = axes
    window = [min(2 * shape.reach / grid.cell + 1, cells) for cells in grid.shape]
    additions = len(points.x) * window[0] * window[1]
    size = columns * rows * points.slice_count
    by_lattice = POINT * len(points.x) + LATTICE_POINT * size
    if additions <= max(DIRECTLY, by_lattice) or size > MOST_VALUES:
        return None
    return Lattice(left + np.arange(columns) * spacing, low + np.arange(rows) * spacing, spacing)


def _smoothed(values: Floats, nodes: Floats, at: Floats, shape: Shape) -> Floats:
    """Gaussians at some places along the second axis, summed over the values at the nodes within reach."""
    reach = LATTICE_REACH * shape.size
    first = np.searchsorted(nodes, at - reach)
    band = int((np.searchsorted(nodes, at + reach) - first).max())
    first = np.maximum(np.minimum(first, len(nodes) - band), 0)
    near = nodes[first[:, np.newaxis] + np.arange(band)]
    weight = profile("gaussian", ((near - at[:, np.newaxis]) / shape.size) ** 2)
    kernel = kernels.function("density_smooth", *SMOOTH)

    def smooth(part: Floats) -> Floats:
        # A product of matrices by BLAS would be as short, but its threads wait for each other on a busy machine.
        sums = np.zeros((len(at), part.shape[1]))
        if kernel is None:
            for place, (low, own) in enumerate(zip(first, weight, strict=True)):
                sums[place] = own @ part[low : low + band]
        else:
            kernel(len(at), band, first, weight, part.shape[1], np.ascontiguousarray(part), sums)
        return sums

    return np.array(kernels.in_threads(smooth, list(values)))


def _parts(points: int, values: int) -> list[tuple[int, int]]:
    """First and end point of each part: the same whatever the number of processors."""
    number = int(np.clip(min(points // LEAST_PART, MOST_VALUES // values), 1, MOST_PARTS))
    return list(itertools.pairwise([points * part // number for part in range(number + 1)]))


def _spread(points: Points, lattice: Lattice) -> Floats:
    """Each point's weight on the sixteen lattice points around: slices × rows × columns."""
    shape = points.slice_count, len(lattice.y), len(lattice.x)
    kernel, columns = kernels.function("density_spread", *SPREAD), points.columns()

    def spread(part: tuple[int, int]) -> Floats:
        sums = np.zeros(shape)
        corner = lattice.x[0], lattice.y[0], lattice.spacing
        if kernel is None:
            _spread_in_numpy(points, part, corner, sums)
        else:
            kernel(*part, *columns, *corner, shape[2], shape[1], sums)
        return sums

    return _added(kernels.in_threads(spread, _parts(len(points.x), int(np.prod(shape)))))


def _added(parts: list[Floats]) -> Floats:
    for part in parts[1:]:
        parts[0] += part
    return parts[0]


def _spread_in_numpy(
    points: Points, part: tuple[int, int], corner: tuple[float, float, float], sums: Floats
) -> None:
    left, low, spacing = corner
    _, rows, columns = sums.shape
    for first in range(*part, AT_A_TIME):
        own = slice(first, min(first + AT_A_TIME, part[1]))
        u, v = (points.x[own] - left) / spacing, (points.y[own] - low) / spacing
        inside = (points.slices[own] >= 0) & (u >= 1) & (v >= 1) & (u < columns - 2) & (v < rows - 2)
        u, v = u[inside], v[inside]
        column, row = u.astype(np.int64), v.astype(np.int64)
        place = (points.slices[own][inside] * rows + row - 1) * columns + column - 1
        across, up = cubic(u - column), cubic(v - row)
        for r, c in itertools.product(range(4), range(4)):
            added = points.weights[own][inside] * up[r] * across[c]
            sums += np.bincount(place + r * columns + c, added, sums.size).reshape(sums.shape)


def cubic(u: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Lagrange's cubic: the shares of the points at −1, 0, 1 and 2 for a place u between 0 and 1."""
    a, b, c = u + 1, u - 1, u - 2
    return -u * b * c / 6, a * b * c / 2, -a * u * c / 2, a * u * b / 6


def _directly(points: Points, grid: DensityGrid, shape: Shape) -> Floats:
    """Each point's kernel at each cell within reach, not yet normed."""
    size = points.slice_count, grid.rows, grid.columns
    kernel, columns = kernels.function("density_direct", *DIRECT), points.columns()
    place = grid.x[0], grid.y[0], grid.cell
    cells = shape.size / grid.cell, shape.reach / grid.cell

    def add(part: tuple[int, int]) -> Floats:
        sums = np.zeros(size)
        if kernel is None:
            _directly_in_numpy(points, part, grid, shape, sums)
            return sums
        kernel(
            *(PROFILES.index(shape.kernel), *part, *columns, *place, *cells),
            *(grid.columns, grid.rows, np.empty(grid.columns), sums),
        )
        return sums

    return _added(kernels.in_threads(add, _parts(len(points.x), int(np.prod(size)))))


def _directly_in_numpy(
    points: Points, part: tuple[int, int], grid: DensityGrid, shape: Shape, sums: Floats
) -> None:
    known = np.arange(*part)
    known = known[points.slices[known] >= 0]
    u, v = (points.x[known] - grid.x[0]) / grid.cell, (points.y[known] - grid.y[0]) / grid.cell
    chosen = points.weights[known], points.slices[known]
    if shape.kernel == "gaussian":
        _products(u, v, *chosen, shape.size / grid.cell, sums)
    else:
        _offsets(u, v, *chosen, shape, grid.cell, sums)


def _products(u: Floats, v: Floats, weights: Floats, slices: Integers, size: float, sums: Floats) -> None:
    """A Gaussian is a product of two, and a sum of products is one of matrices."""
    for number in range(len(sums)):
        own = np.flatnonzero(slices == number)
        for first in range(0, len(own), AT_A_TIME >> 4):
            some = own[first : first + (AT_A_TIME >> 4)]
            up = profile("gaussian", ((np.arange(sums.shape[1])[:, np.newaxis] - v[some]) / size) ** 2)
            across = profile("gaussian", ((np.arange(sums.shape[2]) - u[some, np.newaxis]) / size) ** 2)
            sums[number] += up @ (weights[some, np.newaxis] * across)


def _offsets(
    u: Floats, v: Floats, weights: Floats, slices: Integers, shape: Shape, cell: float, sums: Floats
) -> None:
    """One offset from the points' own cells after the other, all points at once."""
    _, rows, columns = sums.shape
    flat = sums.reshape(-1)
    column, row = np.rint(u).astype(np.int64), np.rint(v).astype(np.int64)
    size = shape.size / cell
    reach = int(np.ceil(size + 0.5))
    for up in range(-reach, reach + 1):
        height = ((row + up - v) / size) ** 2
        near = (row + up >= 0) & (row + up < rows) & (height <= 1)
        for across in range(-reach, reach + 1):
            at = column + across
            squared = height + ((at - u) / size) ** 2
            own = np.flatnonzero(near & (at >= 0) & (at < columns) & (squared <= 1))
            place = (slices[own] * rows + row[own] + up) * columns + at[own]
            np.add.at(flat, place, weights[own] * shape.profile(squared[own]))
