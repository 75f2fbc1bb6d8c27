"""Which incidents belong to a target: areas with all below them, or what happened around a named place."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns
from samlad.places.grid import centres
from samlad.places.models import Place
from samlad.places.queries import AreaMap

EARTH = 6_371_008.8
METRES_PER_DEGREE = EARTH * np.pi / 180
# Borders that were drawn by hand do not meet everywhere: so many metres apart still counts as touching.
SLIT = 50.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place as a circle; `radius` is in metres."""

    id: int
    latitude: float
    longitude: float
    radius: float

    @classmethod
    def of(cls, place: Place) -> "Spot":
        return cls(place.pk, place.latitude, place.longitude, float(place.radius))


@dataclass(frozen=True, slots=True)
class Zone:
    """Areas, of which everything below is named too, and perhaps a spot."""

    area_ids: frozenset[int] = frozenset()
    spot: Spot | None = None

    def __bool__(self) -> bool:
        return bool(self.area_ids) or self.spot is not None


def zone(names: Catalogue, areas: Iterable[int] = (), place: Place | None = None) -> Zone:
    """A zone of areas, with all below them, and perhaps a place."""
    return Zone(areas_below(names, areas), Spot.of(place) if place else None)


def areas_below(names: Catalogue, ids: Iterable[int]) -> frozenset[int]:
    """The areas and all below them."""
    return names.area_ids(_codes(names.areas, ids))


def categories_below(names: Catalogue, ids: Iterable[int]) -> frozenset[int]:
    """The categories and all below them."""
    return names.category_ids(_codes(names.categories, ids))


def inside(columns: Columns, where: Zone, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the incidents `among` lie in the zone.

    Around a place that is everything whose cell's centre is within its radius, and everything that was said to be
    at it, wherever its point is.
    """
    mask: NDArray[np.bool_] = np.isin(columns.area, list(where.area_ids)) & among
    if where.spot is None:
        return mask
    at = among & (columns.place == where.spot.id)
    placed = np.flatnonzero(among & (columns.cell != 0))
    cells, which = np.unique(columns.cell[placed], return_inverse=True)
    latitudes, longitudes = centres(cells)
    near = distance(latitudes, longitudes, where.spot) <= where.spot.radius
    at[placed] |= near[which]
    mask |= at
    return mask


def distance(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64], spot: Spot
) -> NDArray[np.float64]:
    """Metres from the spot's point, on the sphere."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    here, there = np.radians(spot.latitude), np.radians(spot.longitude)
    half = np.sin((north - here) / 2) ** 2 + np.cos(north) * np.cos(here) * np.sin((east - there) / 2) ** 2
    metres: NDArray[np.float64] = 2 * EARTH * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return metres


def neighbours(areas: AreaMap, target: Zone, *, without: frozenset[int] = frozenset()) -> frozenset[int]:
    """The areas beside the target: of its own level, touching it, and not among `without`.

    The area that a place lies in is beside it: what is left of it is the first that is seen where somebody moves
    around the corner.
    """
    own = [number for number, pk in enumerate(areas.ids.tolist()) if pk in target.area_ids]
    shapes: list[BaseGeometry] = [areas.shapes[number] for number in own]
    levels = {
        int(areas.levels[number]) for number in own if int(areas.parents[number]) not in target.area_ids
    }
    if target.spot is not None:
        spot = target.spot
        shapes.append(_circle(spot))
        home = areas.locate(np.array([spot.latitude]), np.array([spot.longitude])).tolist()[0]
        levels |= {int(areas.levels[number]) for number, pk in enumerate(areas.ids.tolist()) if pk == home}
    whole = shapely.union_all(shapes) if shapes else None
    if whole is None:
        return frozenset()
    reach = SLIT / METRES_PER_DEGREE
    return frozenset(
        pk
        for number, pk in enumerate(areas.ids.tolist())
        if int(areas.levels[number]) in levels
        and pk not in target.area_ids
        and pk not in without
        and shapely.dwithin(areas.shapes[number], whole, reach)
    )


def _circle(spot: Spot) -> BaseGeometry:
    """The circle in degrees, where a degree of longitude is shorter than one of latitude."""
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    tall = spot.radius / METRES_PER_DEGREE
    wide = tall / np.cos(np.radians(spot.latitude))
    ring = np.column_stack([spot.longitude + wide * np.cos(angles), spot.latitude + tall * np.sin(angles)])
    return shapely.Polygon(ring)


def _codes(entries: tuple[Entry, ...], ids: Iterable[int]) -> list[str]:
    wanted = set(ids)
    return [entry.code for entry in entries if entry.id in wanted]
