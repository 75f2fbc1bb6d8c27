"""Rules that choose a bandwidth: the kernel's standard deviation along each axis."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.density.sums import Points
from samlad.analysis.errors import InputError

Rule = Literal["scott", "silverman", "likelihood"]
RULES: tuple[Rule, ...] = ("scott", "silverman", "likelihood")
Floats = NDArray[np.float64]

# Cross-validation: how many bandwidths are tried, and the most points, since each is compared with each.
TRIED = 32
MOST_POINTS = 5_000
AT_A_TIME = 256


def choose_bandwidth(points: Points, rule: Rule) -> float:
    """The rule's bandwidth for all points together, whatever their slices.

    'scott' is the geometric mean of both axes' deviations times n^(−1/6) (D. W. Scott 1992), as spatstat's
    ``bw.scott(X, isotropic = TRUE)``; Silverman's rule is the same in two dimensions. 'likelihood' makes the points
    likeliest that were left out, as spatstat's ``bw.ppl(X, edge = FALSE, shortcut = TRUE)``.
    """
    if rule != "likelihood":
        spread = np.array([_deviation(points.x), _deviation(points.y)])
        chosen = float(np.sqrt(spread.prod()) * len(points.x) ** (-1 / 6))
    else:
        chosen = _likeliest(points)
    if not chosen > 0:
        raise InputError(
            "{argument} cannot be chosen by {value}. {remedy}",
            argument="bandwidth",
            value=repr(rule),
            remedy="The points are too few or lie on a line or on one spot: give the bandwidth as a number.",
        )
    return chosen


def _deviation(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def _likeliest(points: Points) -> float:
    if len(points.x) > MOST_POINTS:
        raise InputError(
            "{argument} 'likelihood' would compare {value} points with each other. {remedy}",
            argument="bandwidth",
            value=len(points.x),
            remedy=f"Give at most {MOST_POINTS}, for instance a random part of them, or take 'scott'.",
        )
    nearest = _nearest(points)
    far = float(np.hypot(np.ptp(points.x), np.ptp(points.y))) / 2
    if not (nearest > 0).any() or not far > 0:
        return 0.0
    return float(best(points, np.geomspace(nearest[nearest > 0].min(), far, TRIED)))


def best(points: Points, tried: Floats) -> float:
    """Of some bandwidths, the one that makes each point likeliest given all others."""
    likelihood = np.zeros(len(tried))
    for first in range(0, len(points.x), AT_A_TIME):
        squared = _squared_distances(points, first)
        for place, size in enumerate(tried):
            others = np.exp(-0.5 * squared / size**2).sum(axis=1) / (2 * np.pi * size**2)
            likelihood[place] += np.log(np.maximum(others, np.finfo(np.float64).tiny)).sum()
    return float(tried[likelihood.argmax()])


def _squared_distances(points: Points, first: int) -> Floats:
    """From some points to all others; a point is infinitely far from itself."""
    own = slice(first, first + AT_A_TIME)
    squared = (points.x[own, np.newaxis] - points.x) ** 2 + (points.y[own, np.newaxis] - points.y) ** 2
    squared[np.arange(len(squared)), first + np.arange(len(squared))] = np.inf
    return squared


def _nearest(points: Points) -> Floats:
    blocks = [_squared_distances(points, first).min(axis=1) for first in range(0, len(points.x), AT_A_TIME)]
    nearest: Floats = np.sqrt(np.concatenate(blocks))
    return np.where(np.isfinite(nearest), nearest, 0.0)
