"""Every read of places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.db.models import QuerySet
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from samlad.people.models import Collaboration, Member
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area, MapVersion, Place
from samlad.places.nearest import Spot


def areas(viewer: Member) -> QuerySet[Area]:
    """The areas of the viewer's collaboration, without their boundaries."""
    return Area.objects.filter(collaboration=viewer.collaboration_id).defer("boundary")


def places(viewer: Member) -> QuerySet[Place]:
    """The named places of the viewer's collaboration."""
    return Place.objects.filter(collaboration=viewer.collaboration_id)


def map_version(collaboration: Collaboration | int) -> int:
    """The number of the map as it is now. Read it before what is on the map: then it is never too high."""
    return (
        MapVersion.objects.filter(collaboration=collaboration).values_list("number", flat=True).first() or 0
    )


def spots(collaboration: Collaboration | int) -> tuple[Spot, ...]:
    """All named places of a collaboration as circles, ready for `nearest`."""
    return tuple(map(Spot.of, Place.objects.filter(collaboration=collaboration).order_by("id")))


@dataclass(frozen=True, slots=True)
class AreaMap:
    """All areas of a collaboration with their polygons, ready for point-in-polygon."""

    ids: NDArray[np.int64]
    parents: NDArray[np.int64]  # id of the area above, 0 for none
    levels: NDArray[np.int64]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    approximate: bool
    shapes: tuple[BaseGeometry, ...]
    tree: shapely.STRtree
    bounds: tuple[float, float, float, float] | None  # west, south, east, north

    def locate(self, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.int64]:
        """The id of the finest area that holds each point; 0 where none does or the point is NaN."""
        found = np.zeros(len(latitudes), dtype=np.int64)
        known = np.flatnonzero(~np.isnan(latitudes) & ~np.isnan(longitudes))
        if not len(self.ids) or not len(known):
            return found
        points = shapely.points(longitudes[known], latitudes[known])
        point, shape = self.tree.query(points, predicate="intersects")
        # Coarse areas are written first so that finer ones, and of equals the first, overwrite them.
        order = np.lexsort((-shape, self.levels[shape]))
        found[known[point[order]]] = self.ids[shape[order]]
        return found


def area_map(collaboration: Collaboration | int) -> AreaMap:
    """Read the areas of a collaboration with their polygons."""
    rows = list(
        Area.objects.filter(collaboration=collaboration)
        .order_by("level", "name")
        .values_list("id", "parent_id", "level", "code", "name", "approximate", "boundary")
    )
    shapes = tuple(shapely.from_wkb([bytes(row[6]) for row in rows])) if rows else ()
    return _map([row[:6] for row in rows], shapes)


def map_of(rows: Sequence[AreaRow], ids: Mapping[str, int]) -> AreaMap:
    """A map of areas that are not stored, or not yet: `ids` by code."""
    ordered = sorted(rows, key=lambda row: (row.level, row.name))
    values = [
        (ids[row.code], ids.get(row.parent), row.level, row.code, row.name, row.approximate)
        for row in ordered
    ]
    return _map(values, tuple(row.boundary for row in ordered))


def _map(
    rows: Sequence[tuple[int, int | None, int, str, str, bool]], shapes: tuple[BaseGeometry, ...]
) -> AreaMap:
    shapely.prepare(list(shapes))
    return AreaMap(
        ids=np.array([row[0] for row in rows], dtype=np.int64),
        parents=np.array([row[1] or 0 for row in rows], dtype=np.int64),
        levels=np.array([row[2] for row in rows], dtype=np.int64),
        codes=tuple(row[3] for row in rows),
        names=tuple(row[4] for row in rows),
        approximate=any(row[5] for row in rows),
        shapes=shapes,
        tree=shapely.STRtree(shapes),
        bounds=tuple(shapely.total_bounds(shapes)) if rows else None,
    )


def stored_areas(collaboration: Collaboration | int) -> list[AreaRow]:
    """The areas as a file would hold them, parents named by their codes."""
    rows = (
        Area.objects.filter(collaboration=collaboration)
        .order_by("level", "code")
        .values_list("code", "name", "level", "parent__code", "approximate", "boundary")
    )
    return [
        AreaRow(code, name, level, parent or "", approximate, shapely.from_wkb(bytes(boundary)))
        for code, name, level, parent, approximate, boundary in rows
    ]
