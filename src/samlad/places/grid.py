"""The fine grid: one H3 cell of resolution 12 (about 300 m²) per point, as a plain integer.

All fine cells inside a coarser cell are one contiguous range of integers, so an ordinary B-tree, or a
comparison in a column, answers "what lies in this hexagon".
"""

from collections.abc import Sequence

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

FINE = 12
_DIGIT_BITS = 3
_RESOLUTION_SHIFT = 52


def cells(latitudes: Sequence[float], longitudes: Sequence[float]) -> list[int]:
    """The fine cell of each point (degrees, WGS 84)."""
    to_cell = h3.latlng_to_cell
    return [to_cell(lat, lon, FINE) for lat, lon in zip(latitudes, longitudes, strict=True)]


def coarser(fine: NDArray[np.int64], resolution: int) -> NDArray[np.int64]:
    """The cell of `resolution` (0–12) that each fine cell lies in; 0 (no cell) stays 0."""
    if not 0 <= resolution <= FINE:
        raise ValueError(f"resolution is {resolution}; give one between 0 and {FINE}.")
    unused = (1 << _DIGIT_BITS * (15 - resolution)) - 1
    without = fine & ~np.int64(0b1111 << _RESOLUTION_SHIFT)
    parent = without | np.int64(resolution << _RESOLUTION_SHIFT) | np.int64(unused)
    return np.where(fine == 0, 0, parent)


def fine_range(cell: int) -> tuple[int, int]:
    """The first and last fine cell inside `cell`."""
    resolution = h3.get_resolution(cell)
    levels = FINE - resolution
    shift = _DIGIT_BITS * (15 - FINE)
    digits = (1 << _DIGIT_BITS * levels) - 1
    base = cell & ~(0b1111 << _RESOLUTION_SHIFT) | (FINE << _RESOLUTION_SHIFT)
    first = base & ~(digits << shift)
    return first, first | (digits << shift)


def boundary(cell: int) -> list[tuple[float, float]]:
    """The hexagon as a closed ring of (longitude, latitude)."""
    ring = [(round(lon, 6), round(lat, 6)) for lat, lon in h3.cell_to_boundary(cell)]
    return [*ring, ring[0]]
