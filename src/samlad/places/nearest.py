"""The named place that a position belongs to: the nearest of those whose circle holds it. Pure: no database.

Positions are compared as points on a ball, by the straight line between them. So the poles and the date line are
like everywhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from samlad.places.models import Place

Floats = NDArray[np.float64]

EARTH = 6_371_008.8
METRES_PER_DEGREE = EARTH * np.pi / 180
# A box is made wider by this: it must never be smaller than its circle for want of digits.
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; what reaches a pole or the date line goes all around, from −180 to 180."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place as a circle; `radius` is in metres."""

    id: int
    latitude: float
    longitude: float
    radius: float

    @classmethod
    def of(cls, place: "Place") -> "Spot":
        return cls(place.pk, place.latitude, place.longitude, float(place.radius))

    @property
    def box(self) -> Box:
        """A box that the circle lies in, for asking a database."""
        tall = self.radius / METRES_PER_DEGREE + SLACK
        south, north = self.latitude - tall, self.latitude + tall
        if south <= -90 or north >= 90:
            return Box(-180, max(south, -90), 180, min(north, 90))
        # The circle is widest a little nearer the pole than its middle.
        across = min(1.0, np.sin(np.radians(tall)) / np.cos(np.radians(self.latitude)))
        wide = float(np.degrees(np.arcsin(across))) + SLACK
        west, east = self.longitude - wide, self.longitude + wide
        if west < -180 or east > 180:
            west, east = -180, 180
        return Box(west, south, east, north)


def nearest(spots: Sequence[Spot], latitudes: Floats, longitudes: Floats) -> NDArray[np.int64]:
    """The id of the place of each position; 0 where no circle holds it or the position is NaN.

    Of places that are equally near the one with the smaller circle, then the older one.
    """
    found = np.zeros(len(latitudes), dtype=np.int64)
    known = np.flatnonzero(~np.isnan(latitudes) & ~np.isnan(longitudes))
    if not spots or not len(known):
        return found
    points = _on_ball(latitudes[known], longitudes[known])
    centres = _on_ball(
        np.array([spot.latitude for spot in spots]), np.array([spot.longitude for spot in spots])
    )
    radii = np.array([spot.radius for spot in spots])
    # Few circles look for many points: a tree of the points is made in less time than its points are read.
    tree = KDTree(points, compact_nodes=False, balanced_tree=False)
    held = tree.query_ball_point(centres, _chord(radii))
    spot = np.repeat(np.arange(len(spots)), [len(points_of) for points_of in held])
    point = np.concatenate([np.asarray(points_of, dtype=np.int64) for points_of in held])
    away = np.linalg.norm(points[point] - centres[spot], axis=1)
    ids = np.array([spot.id for spot in spots], dtype=np.int64)
    # The nearest is written last, over the others.
    order = np.lexsort((ids[spot], radii[spot], away))[::-1]
    found[known[point[order]]] = ids[spot[order]]
    return found


def _on_ball(latitudes: Floats, longitudes: Floats) -> Floats:
    """Points on a ball with a radius of one."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _chord(metres: Floats) -> Floats:
    """The straight line through the ball between two points so many metres apart on it."""
    line: Floats = 2 * np.sin(np.minimum(metres / (2 * EARTH), np.pi / 2))
    return line
