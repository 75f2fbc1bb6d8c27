"""What a density takes, checked; each bad argument raises `InputError`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_mask, as_numbers, as_parts, as_places, check_length
from samlad.analysis.density.grid import MOST_CELLS, DensityGrid
from samlad.analysis.density.sums import Points
from samlad.analysis.errors import InputError


def as_points(
    x: ArrayLike,
    y: ArrayLike,
    weights: ArrayLike | None,
    slices: ArrayLike | None = None,
    slice_count: int | None = None,
    cells: int = 1,
) -> Points:
    """At least one incident, with place, weight and slice; each slice is a grid of so many cells."""
    columns = as_places(x, y, 1, "there is no density of nothing")
    weight = np.broadcast_to(1.0, len(columns[0])) if weights is None else as_numbers("weights", weights)
    check_length("weights", weight, len(columns[0]), "incidents")
    if weights is not None and (weight < 0).any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="weights",
            value=f"{weight.min():g}",
            remedy="No incident counts less than 0.",
        )
    codes, count = as_parts("slices", slices, "slice_count", slice_count, len(weight), MOST_CELLS // cells)
    return Points(columns[0], columns[1], weight, codes, count)


def as_covered(covered: ArrayLike | None, grid: DensityGrid) -> NDArray[np.bool_]:
    """The covered cells; all where none are given."""
    if covered is None:
        return np.ones(grid.shape, dtype=np.bool_)
    return as_mask("covered", covered, grid.shape, some=True)


def keep(points: Points, inside: NDArray[np.bool_]) -> Points:
    """The points inside; one at least."""
    if inside.all():
        return points
    if not inside.any():
        raise InputError(
            "{argument} lies outside for {value} incidents. {remedy}",
            argument="x",
            value=f"all {len(inside)}",
            remedy="Give points and grid in the same coordinates, or another covered area.",
        )
    weights, slices = points.weights[inside], points.slices[inside]
    return Points(points.x[inside], points.y[inside], weights, slices, points.slice_count)
