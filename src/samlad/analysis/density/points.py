"""Kernel density at given places, by direct sum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, check_above_zero, check_choice, check_length, check_row
from samlad.analysis.density.checks import as_points
from samlad.analysis.density.density import SQUARE_KILOMETRE
from samlad.analysis.density.kernel_functions import KERNELS, Kernel, shape_of

AT_A_TIME = 1 << 22


def density_at(
    x: ArrayLike,
    y: ArrayLike,
    at_x: ArrayLike,
    at_y: ArrayLike,
    *,
    bandwidth: float,
    kernel: Kernel = "gaussian",
    weights: ArrayLike | None = None,
    per: float = SQUARE_KILOMETRE,
) -> NDArray[np.float64]:
    """Density at places that lie on no grid, without edge correction.

    Parameters
    ----------
    x, y, kernel, weights, per
        As in `density`.
    at_x, at_y : array_like of float, shape (n_places,)
        Where.
    bandwidth : float
        Standard deviation along each axis.

    Returns
    -------
    ndarray of float, shape (n_places,)
        Incidents per km² where coordinates are metres.

    Raises
    ------
    InputError
        As in `density`, or if there is no place.

    Notes
    -----
    Each incident's kernel is looked at from each place: exact, and the measure that `density` is held against.

    Examples
    --------
    >>> density_at([0, 100], [0, 0], [50], [0], bandwidth=100).round(2).tolist()
    [28.09]
    """
    check_choice("kernel", kernel, KERNELS)
    check_above_zero("bandwidth", bandwidth)
    check_above_zero("per", per)
    shape = shape_of(kernel, bandwidth)
    points = as_points(x, y, weights)
    places = as_numbers("at_x", at_x), as_numbers("at_y", at_y)
    check_row("at_x", places[0], 1, "a density is somewhere")
    check_length("at_y", places[1], len(places[0]), "places")
    found = np.empty(len(places[0]))
    step = max(1, AT_A_TIME // len(points.x))
    for first in range(0, len(found), step):
        own = slice(first, first + step)
        squared = (places[0][own, np.newaxis] - points.x) ** 2 + (places[1][own, np.newaxis] - points.y) ** 2
        found[own] = shape.profile(squared / shape.size**2) @ points.weights
    return found * shape.peak * per
