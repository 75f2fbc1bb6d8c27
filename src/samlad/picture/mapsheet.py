"""The sheet the map is drawn on: how degrees become units on paper, and how an area is drawn there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from samlad.picture.svg import BLUE, LINE, ORANGE, element

WIDTH = 480.0
_LOWEST, _HIGHEST = 260.0, 560.0
_MARGIN = 14.0
STANDING_OUT = ("above", "below")
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class MappedArea:
    name: str
    count: int | None
    verdict: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Sheet:
    """The drawn extent: how degrees become units on paper."""

    west: float
    north: float
    east_scale: float
    north_scale: float
    height: float

    def place(self, geometry: BaseGeometry) -> BaseGeometry:
        def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
            return (degrees - (self.west, self.north)) * (self.east_scale, -self.north_scale)

        placed: BaseGeometry = shapely.transform(geometry, project)
        return placed

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the sheet, in degrees."""
        south = self.north - self.height / self.north_scale
        return self.west, south, self.west + WIDTH / self.east_scale, self.north

    @property
    def units_per_metre(self) -> float:
        return self.north_scale / _METRES_PER_DEGREE


def sheet_around(shapes: Sequence[BaseGeometry]) -> Sheet:
    """The sheet on which these areas are as large as they can be, in its middle."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(shapes)))
    shrink = max(math.cos(math.radians((south + north) / 2)), 0.01)
    across, along = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * _MARGIN) / across, (_HIGHEST - 2 * _MARGIN) / along)
    height = max(along * scale + 2 * _MARGIN, _LOWEST)
    left = (WIDTH - across * scale) / 2
    top = (height - along * scale) / 2
    return Sheet(west - left / (scale * shrink), north + top / scale, scale * shrink, scale, height)


def area_shape(name: str, verdict: str, fill: str, **attributes: str | float | None) -> str:
    """A shape in the outline of its verdict: thick where it stands out, dashed where little is known."""
    strokes = {"above": ORANGE, "below": BLUE}
    return element(
        name,
        fill=fill,
        stroke=strokes.get(verdict, LINE),
        stroke_width=2 if verdict in STANDING_OUT else 0.7,
        stroke_dasharray="3 2" if verdict == "too_little_data" else None,
        stroke_linejoin="round",
        **attributes,
    )


def shade(count: int | None, breaks: list[int]) -> int:
    return 0 if not count else 1 + sum(count > highest for highest in breaks)


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """Its polygons, out of whatever collection; lines and points have no surface to shade."""
    if isinstance(geometry, Polygon):
        return [geometry]
    return [polygon for part in getattr(geometry, "geoms", ()) for polygon in polygons(part)]
