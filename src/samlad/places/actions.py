"""Every write of places: check, change, audit."""

from collections.abc import Iterable

import numpy as np
import shapely
from django.db import transaction

from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area, Place
from samlad.places.queries import area_map


@transaction.atomic
def create_areas(*, actor: Member | None, collaboration: Collaboration, rows: Iterable[AreaRow]) -> int:
    """Store areas that have been read and checked, parents before children."""
    if actor is not None:
        raise PermissionError("Areas are loaded at the server, by the operator.")
    by_code: dict[str, Area] = {}
    for row in sorted(rows, key=lambda row: row.level):
        by_code[row.code] = Area.objects.create(
            collaboration=collaboration,
            parent=by_code.get(row.parent),
            level=row.level,
            code=row.code,
            name=row.name,
            approximate=row.approximate,
            boundary=shapely.to_wkb(row.boundary),
        )
    record("create", collaboration, collaboration=collaboration, actor=None, new={"areas": len(by_code)})
    return len(by_code)


@transaction.atomic
def create_places(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    rows: Iterable[tuple[str, float, float, int]],
) -> int:
    """Store named places (name, latitude, longitude, radius in metres), each in the area that holds it."""
    if actor is not None:
        raise PermissionError("Places are loaded at the server, by the operator.")
    rows = list(rows)
    located = area_map(collaboration).locate(
        np.array([row[1] for row in rows], dtype=float), np.array([row[2] for row in rows], dtype=float)
    )
    Place.objects.bulk_create(
        Place(
            collaboration=collaboration,
            area_id=int(area) or None,
            name=name,
            latitude=latitude,
            longitude=longitude,
            radius=radius,
        )
        for (name, latitude, longitude, radius), area in zip(rows, located, strict=True)
    )
    record("create", collaboration, collaboration=collaboration, actor=None, new={"places": len(rows)})
    return len(rows)
