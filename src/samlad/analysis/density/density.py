"""Kernel density of incidents on a grid, with a unit, for the area that is covered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import check_above_zero, check_choice
from samlad.analysis.density.bandwidth import RULES, Rule, choose_bandwidth
from samlad.analysis.density.checks import as_covered, as_points, keep
from samlad.analysis.density.edge import share_at_cells, share_at_points
from samlad.analysis.density.grid import DensityGrid
from samlad.analysis.density.kernel_functions import KERNELS, Kernel, Shape, shape_of
from samlad.analysis.density.sums import Points, kernel_sums
from samlad.analysis.results import Parameters

Edge = Literal["none", "uniform", "diggle"]
Meaning = Literal["deviation", "radius"]
EDGES, MEANINGS = ("none", "uniform", "diggle"), ("deviation", "radius")
OUTSIDE, COARSE_CELLS = "points_outside", "coarse_cells"
SQUARE_KILOMETRE = 1e6
# Where less of the kernel than this is covered, nothing is known.
LEAST_SHARE = 1e-6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Incidents per area at the middle of each cell.

    Attributes
    ----------
    estimate : ndarray of float, shape (rows, columns) or (slice_count, rows, columns)
        Incidents per km² where coordinates are metres; 0 where nothing is covered. Row 0 is the southernmost.
    standard_error : ndarray of float or None
        Of the estimate, in the same shape, for incidents that are independent of each other; None unless asked for.
    covered : ndarray of bool, shape (rows, columns)
        The cells that are covered.
    grid : DensityGrid
        Where the cells are.
    n : int
        Incidents that were used.
    outside : int
        Incidents that were left out since they lie outside what is covered.
    bandwidth, radius : float
        The kernel's standard deviation along each axis, and where it ends: infinite for a Gaussian.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'points_outside', 'coarse_cells' (over two bandwidths wide).
    """

    estimate: Floats
    standard_error: Floats | None
    covered: NDArray[np.bool_]
    grid: DensityGrid
    n: int
    outside: int
    bandwidth: float
    radius: float
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def density(
    x: ArrayLike,
    y: ArrayLike,
    grid: DensityGrid,
    *,
    bandwidth: float | Rule = "scott",
    bandwidth_is: Meaning = "deviation",
    kernel: Kernel = "gaussian",
    covered: ArrayLike | None = None,
    edge: Edge | None = None,
    weights: ArrayLike | None = None,
    slices: ArrayLike | None = None,
    slice_count: int | None = None,
    standard_error: bool = False,
    per: float = SQUARE_KILOMETRE,
) -> Density:
    """Smooth incidents into a density.

    Parameters
    ----------
    x, y : array_like of float, shape (n_incidents,)
        Position, in metres.
    grid : DensityGrid
        The cells whose middles are computed.
    bandwidth : float or {'scott', 'silverman', 'likelihood'}
        How far an incident's weight is spread; or the rule that chooses it.
    bandwidth_is : {'deviation', 'radius'}
        Whether a bandwidth given as a number is the kernel's standard deviation along each axis, as in spatstat, or,
        for a kernel that ends, the radius at which it does, as in most GIS.
    kernel : {'gaussian', 'quartic', 'epanechnikov', 'triangular', 'uniform'}
        Shape, round in two dimensions.
    covered : array_like of bool, shape (rows, columns), optional
        The cells from which incidents can come (`covered_cells` makes them from a polygon). Incidents outside are left
        out.
    edge : {'none', 'uniform', 'diggle'}, optional
        Near the edge of what is covered a part of the kernel falls outside. 'uniform' divides the estimate by the part
        inside, 'diggle' each incident's weight by it (the sum over what is covered is the number of incidents). When
        left out: 'uniform' where `covered` is given, otherwise 'none'.
    weights : array_like of float, shape (n_incidents,), optional
        What each incident counts, 0 or more.
    slices : array_like of int, shape (n_incidents,), optional
        The slice of time that each incident belongs to; below 0 for none. Then there is a density for each.
    slice_count : int, optional
        How many slices there are; one more than the largest when left out.
    standard_error : bool
        Whether to compute it too.
    per : float
        The unit of area, in square units of the coordinates.

    Returns
    -------
    Density

    Raises
    ------
    InputError
        If there is no incident, or none where it is covered, an array does not fit, or a setting is out of its range.

    Notes
    -----
    P. J. Diggle, Applied Statistics 34, 1985, 138–147; M. C. Jones, Statistics and Computing 3, 1993, 135–146. All
    kernels but the Gaussian are summed directly and are exact. So is a Gaussian of few points; one of many goes by way
    of a lattice with five points in a deviation and cubics between them, and is right to about 5e-5 of its value.

    Examples
    --------
    >>> grid = DensityGrid(left=0, bottom=0, cell=100, columns=10, rows=10)
    >>> found = density([450, 460, 470], [450, 450, 440], grid, bandwidth=150)
    >>> round(float(found.estimate.max()), 1), round(float(found.estimate.sum() * 0.01), 2)
    (21.1, 2.99)
    """
    check_choice("kernel", kernel, KERNELS)
    check_choice("bandwidth_is", bandwidth_is, MEANINGS)
    area = as_covered(covered, grid)
    correction = edge or ("none" if covered is None else "uniform")
    check_choice("edge", correction, EDGES)
    check_above_zero("per", per)
    points = as_points(x, y, weights, slices, slice_count, grid.columns * grid.rows)
    inside = _inside(points, grid, area) if covered is not None or correction != "none" else None
    used = points if inside is None else keep(points, inside)
    shape = _shape(used, bandwidth, bandwidth_is, kernel)
    estimate, error = _estimates(used, grid, area, shape, correction, standard_error)
    one = slices is None
    outside = len(points.x) - len(used.x)
    return Density(
        estimate=estimate[0] * per if one else estimate * per,
        standard_error=None if error is None else (error[0] * per if one else error * per),
        covered=area,
        grid=grid,
        n=len(used.x) if one else int((used.slices >= 0).sum()),
        outside=outside,
        bandwidth=shape.deviation,
        radius=np.inf if kernel == "gaussian" else shape.size,
        method="density",
        parameters={
            "kernel": kernel,
            "bandwidth": shape.deviation,
            "bandwidth_rule": bandwidth if isinstance(bandwidth, str) else "given",
            "edge": correction,
            "per": per,
        },
        warnings=(OUTSIDE,) * bool(outside) + (COARSE_CELLS,) * (grid.cell > 2 * shape.deviation),
    )


def _shape(points: Points, bandwidth: float | Rule, meaning: Meaning, kernel: Kernel) -> Shape:
    if isinstance(bandwidth, str):
        check_choice("bandwidth", bandwidth, RULES)
        return shape_of(kernel, choose_bandwidth(points, bandwidth))
    check_above_zero("bandwidth", bandwidth)
    if meaning == "radius" and kernel != "gaussian":
        return Shape(kernel, bandwidth)
    return shape_of(kernel, bandwidth)


def _inside(points: Points, grid: DensityGrid, covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Points that lie on a covered cell."""
    column, row = (points.x - grid.left) / grid.cell, (points.y - grid.bottom) / grid.cell
    inside = (column >= 0) & (row >= 0) & (column < grid.columns) & (row < grid.rows)
    inside[inside] = covered[row[inside].astype(np.int64), column[inside].astype(np.int64)]
    return inside


def _estimates(
    points: Points,
    grid: DensityGrid,
    covered: NDArray[np.bool_],
    shape: Shape,
    edge: str,
    standard_error: bool,
) -> tuple[Floats, Floats | None]:
    """The density of each slice and its standard error, per square unit of the coordinates."""
    divisor: Floats | float = 1.0
    if edge == "diggle":
        share = share_at_points(covered, grid, shape, points.x, points.y)
        weights = points.weights / np.maximum(share, LEAST_SHARE)
        points = Points(points.x, points.y, weights, points.slices, points.slice_count)
    elif edge == "uniform":
        divisor = np.maximum(share_at_cells(covered, grid, shape), LEAST_SHARE)
    estimate = np.where(covered, kernel_sums(points, grid, shape) / divisor, 0.0)
    if not standard_error:
        return estimate, None
    squared = Points(points.x, points.y, points.weights**2, points.slices, points.slice_count)
    variance = kernel_sums(squared, grid, shape, squared=True)
    return estimate, np.where(covered, np.sqrt(variance) / divisor, 0.0)
