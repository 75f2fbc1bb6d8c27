"""What a density takes, checked; each bad argument raises `InputError`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, check_length, check_row
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
    columns = as_numbers("x", x), as_numbers("y", y)
    check_row("x", columns[0], 1, "there is no density of nothing")
    check_length("y", columns[1], len(columns[0]), "incidents")
    weight = np.broadcast_to(1.0, len(columns[0])) if weights is None else as_numbers("weights", weights)
    check_length("weights", weight, len(columns[0]), "incidents")
    if weights is not None and (weight < 0).any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="weights",
            value=f"{weight.min():g}",
            remedy="No incident counts less than 0.",
        )
    codes, count = _slices(slices, slice_count, len(weight), MOST_CELLS // cells)
    return Points(columns[0], columns[1], weight, codes, count)


def _slices(
    slices: ArrayLike | None, slice_count: int | None, incidents: int, most: int
) -> tuple[NDArray[np.int64], int]:
    if slices is None:
        return np.broadcast_to(np.int64(0), incidents), 1
    codes = np.asarray(slices)
    if codes.dtype.kind not in "iu" or codes.shape != (incidents,):
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument="slices",
            value=f"{codes.dtype} with shape {codes.shape}",
            remedy=f"Give one whole number for each of the {incidents} incidents; -1 for none.",
        )
    count = int(codes.max()) + 1 if slice_count is None else int(slice_count)
    if not max(int(codes.max()), 0) < count <= most:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="slice_count",
            value=count,
            remedy=f"The largest slice is {codes.max()}: give a number above it and above 0, and at most {most}.",
        )
    return codes.astype(np.int64), count


def as_covered(covered: ArrayLike | None, grid: DensityGrid) -> NDArray[np.bool_]:
    """The covered cells; all where none are given."""
    if covered is None:
        return np.ones(grid.shape, dtype=np.bool_)
    cells = np.asarray(covered)
    if cells.dtype != np.bool_ or cells.shape != grid.shape or not cells.any():
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument="covered",
            value=f"{cells.dtype} with shape {cells.shape}",
            remedy=f"Give true/false with shape {grid.shape}, true for one cell at least.",
        )
    return cells


def as_positive(argument: str, value: float) -> float:
    """A finite number above 0."""
    number = as_numbers(argument, value)
    if number.ndim or not number > 0:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=argument,
            value=value,
            remedy="It must be one number above 0.",
        )
    return float(number)


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
