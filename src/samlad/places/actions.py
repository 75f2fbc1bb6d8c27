"""Every write of places: check, change, audit."""

from collections.abc import Iterable

import numpy as np
import shapely
from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from samlad.people.actions import lock, require_administer
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.people.refusals import Refused, require_unchanged
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area, MapVersion, Place
from samlad.places.queries import area_map
from samlad.places.replacing import Plan

AREA = ("name",)
PLACE = ("name", "latitude", "longitude", "radius")


@transaction.atomic
def create_areas(*, actor: Member | None, collaboration: Collaboration, rows: Iterable[AreaRow]) -> int:
    """Store areas that have been read and checked, parents before children."""
    require_administer(actor, collaboration)
    lock(collaboration)
    made = _create({}, collaboration, rows)
    _another_map(collaboration.pk)
    record("create", collaboration, collaboration=collaboration, actor=actor, new={"areas": made})
    return made


def _another_map(collaboration: int) -> None:
    """What was located by the map as it was is located anew before it goes in (`collect.door`)."""
    if not MapVersion.objects.filter(pk=collaboration).update(number=F("number") + 1):
        MapVersion.objects.create(collaboration_id=collaboration, number=1)


def _create(by_code: dict[str, Area], collaboration: Collaboration, rows: Iterable[AreaRow]) -> int:
    before = len(by_code)
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
    return len(by_code) - before


@transaction.atomic
def carry_out(*, actor: Member | None, collaboration: Collaboration, plan: Plan) -> int:
    """Write what a file of areas changes, and find the area of each named place anew; how many places moved.

    Whoever calls this locates the incidents anew and writes the audit row (`collect.relocating`).
    """
    require_administer(actor, collaboration)
    by_code = {area.code: area for area in Area.objects.filter(collaboration=collaboration).defer("boundary")}
    _create(by_code, collaboration, plan.added)
    for _before, after in plan.changed:
        area = by_code[after.code]
        area.name, area.level, area.approximate = after.name, after.level, after.approximate
        area.parent = by_code.get(after.parent)
        area.boundary = shapely.to_wkb(after.boundary)
        area.save(update_fields=["name", "level", "approximate", "parent", "boundary"])
    _another_map(collaboration.pk)
    return _relocate_places(collaboration)


def _relocate_places(collaboration: Collaboration) -> int:
    places = list(Place.objects.filter(collaboration=collaboration))
    located = area_map(collaboration).locate(
        np.array([place.latitude for place in places], dtype=float),
        np.array([place.longitude for place in places], dtype=float),
    )
    moved = []
    for place, area in zip(places, located, strict=True):
        if (place.area_id or 0) != int(area):
            place.area_id = int(area) or None
            moved.append(place)
    Place.objects.bulk_update(moved, ["area"])
    return len(moved)


@transaction.atomic
def rename_area(*, actor: Member | None, area: Area, name: str, seen: str | None = None) -> Area:
    """Give an area another name; its code and its border stay."""
    require_administer(actor, area.collaboration_id)
    lock(area.collaboration_id)
    row = Area.objects.defer("boundary").get(pk=area.pk)
    require_unchanged(row, AREA, seen)
    new = {"renamed": int(row.name != name)}
    row.name = name
    row.save(update_fields=["name"])
    record("change", row, collaboration=row.collaboration_id, actor=actor, new=new)
    return row


@transaction.atomic
def create_places(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    rows: Iterable[tuple[str, float, float, int]],
) -> int:
    """Store the first named places (name, latitude, longitude, radius in metres), each in the area that holds it.

    For a collaboration without incidents: those that are there already are not located anew.
    """
    require_administer(actor, collaboration)
    lock(collaboration)
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
    _another_map(collaboration.pk)
    record("create", collaboration, collaboration=collaboration, actor=actor, new={"places": len(rows)})
    return len(rows)


@transaction.atomic
def create_place(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    name: str,
    latitude: float,
    longitude: float,
    radius: int,
) -> Place:
    """Add a named place; whoever calls this gives the incidents around it their place anew."""
    require_administer(actor, collaboration)
    lock(collaboration)
    _require_own_name(collaboration.pk, name)
    place = Place.objects.create(
        collaboration=collaboration,
        area_id=_area_at(collaboration.pk, latitude, longitude),
        name=name,
        latitude=latitude,
        longitude=longitude,
        radius=radius,
    )
    _another_map(collaboration.pk)
    record("create", place, collaboration=collaboration, actor=actor, new={"radius": radius})
    return place


@transaction.atomic
def change_place(
    *,
    actor: Member | None,
    place: Place,
    name: str,
    latitude: float,
    longitude: float,
    radius: int,
    seen: str | None = None,
) -> Place:
    """Change a named place; whoever calls this gives the incidents around it their place anew."""
    require_administer(actor, place.collaboration_id)
    lock(place.collaboration_id)
    row = standing(place)
    require_unchanged(row, PLACE, seen)
    _require_own_name(row.collaboration_id, name, but=row.pk)
    old, new = {"radius": row.radius}, {"radius": radius, "renamed": int(row.name != name)}
    row.name, row.latitude, row.longitude, row.radius = name, latitude, longitude, radius
    row.area_id = _area_at(row.collaboration_id, latitude, longitude)
    row.save()
    _another_map(row.collaboration_id)
    record("change", row, collaboration=row.collaboration_id, actor=actor, old=old, new=new)
    return row


@transaction.atomic
def remove_place(*, actor: Member | None, place: Place) -> None:
    """Remove a named place that nothing refers to any more."""
    require_administer(actor, place.collaboration_id)
    lock(place.collaboration_id)
    _another_map(place.collaboration_id)
    record("remove", place, collaboration=place.collaboration_id, actor=actor)
    try:
        place.delete()
    except ProtectedError as error:
        raise Refused(still_used(place)) from error


def standing(place: Place) -> Place:
    """The place as it is now, while the collaboration's row is locked."""
    row = Place.objects.filter(pk=place.pk).first()
    if row is None:
        raise Refused(_("“%(name)s” has been removed meanwhile. Nothing was changed.") % {"name": place.name})
    return row


def still_used(place: Place) -> str:
    """Why a place cannot be removed."""
    told = _(
        "“%(name)s” was named in incidents, or problems or measures are about it. It stays, so that they keep "
        "their place. Give it another name instead."
    )
    return told % {"name": place.name}


def _require_own_name(collaboration: int, name: str, but: int = 0) -> None:
    if Place.objects.filter(collaboration=collaboration, name__iexact=name).exclude(pk=but).exists():
        raise Refused(_("There is a place “%(name)s” already; give it another name.") % {"name": name})


def _area_at(collaboration: int, latitude: float, longitude: float) -> int | None:
    located = area_map(collaboration).locate(np.array([latitude]), np.array([longitude]))
    return int(located[0]) or None
