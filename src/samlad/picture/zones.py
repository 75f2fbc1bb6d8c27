"""Which incidents belong to a target: areas with all below them, or a named place."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns
from samlad.places.models import Place
from samlad.places.nearest import METRES_PER_DEGREE, Spot
from samlad.places.queries import AreaMap

# Borders that were drawn by hand do not meet everywhere: so many metres apart still counts as touching.
SLIT = 50.0


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
    """Which of the incidents `among` lie in the zone: in one of its areas, or at its place."""
    mask = np.isin(columns.area, list(where.area_ids))
    if where.spot is not None:
        mask |= columns.place == where.spot.id
    return mask & among


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
