"""Another map of named places: one is added, changed or removed, and the incidents around it are given theirs anew.

An incident belongs to one named place at most: the one that it was said to be at, else the nearest whose circle
holds its position. The door gives it (`collect.door`); what changes later is changed here, in the transaction of
the place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from samlad.collect.choices import Precision
from samlad.collect.models import Incident
from samlad.collect.relocating import differing, put, require_no_file
from samlad.people.actions import lock, require_administer
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.people.refusals import Refused
from samlad.places import actions
from samlad.places.models import Place
from samlad.places.nearest import Floats, Spot, nearest
from samlad.places.queries import spots

# A place that is not stored yet has a number that no row has.
NEW = -1


@dataclass(frozen=True, slots=True)
class Placed:
    """A place that was added or changed, and how many incidents belong to another place by it."""

    place: Place
    incidents: int


def preview(collaboration: Collaboration, before: Spot | None, after: Spot | None) -> int:
    """How many incidents would belong to another place, or to none, with `after` instead of `before`."""
    others = [spot for spot in spots(collaboration) if before is None or spot.id != before.id]
    there = [spot for spot in (before, after) if spot]
    found = _moved(collaboration, [*others, after] if after else others, there)
    return sum(len(ids) for _place, ids in found)


@transaction.atomic
def add_place(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    name: str,
    latitude: float,
    longitude: float,
    radius: int,
) -> Placed:
    """Add a named place; incidents around it belong to it from the next data version on."""
    require_administer(actor, collaboration)
    lock(collaboration)
    require_no_file(collaboration)
    place = actions.create_place(
        actor=actor,
        collaboration=collaboration,
        name=name,
        latitude=latitude,
        longitude=longitude,
        radius=radius,
    )
    return Placed(place, _put(actor, collaboration, place, spots(collaboration), [Spot.of(place)]))


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
) -> Placed:
    """Change a named place; another point or radius gives the incidents around it their place anew."""
    require_administer(actor, place.collaboration_id)
    lock(place.collaboration_id)
    before = Spot.of(actions.standing(place))
    after = Spot(place.pk, latitude, longitude, float(radius))
    if after != before:
        require_no_file(place.collaboration_id)
    changed = actions.change_place(
        actor=actor,
        place=place,
        name=name,
        latitude=latitude,
        longitude=longitude,
        radius=radius,
        seen=seen,
    )
    if after == before:
        return Placed(changed, 0)
    there = [before, after]
    incidents = _put(actor, changed.collaboration, changed, spots(changed.collaboration), there)
    return Placed(changed, incidents)


@transaction.atomic
def remove_place(*, actor: Member | None, place: Place) -> int:
    """Remove a named place that nobody has named; how many incidents belong to another place now, or to none."""
    require_administer(actor, place.collaboration_id)
    lock(place.collaboration_id)
    place = actions.standing(place)
    require_no_file(place.collaboration_id)
    require_unnamed(place)
    left = [spot for spot in spots(place.collaboration) if spot.id != place.pk]
    incidents = _put(actor, place.collaboration, place, left, [Spot.of(place)])
    actions.remove_place(actor=actor, place=place)
    return incidents


def require_unnamed(place: Place) -> None:
    """Refuse where an incident was said to be at the place: that word would be lost."""
    said = Incident.objects.filter(collaboration=place.collaboration_id, place=place.pk, place_said=True)
    if said.exists():
        raise Refused(actions.still_used(place))


def _put(
    actor: Member | None,
    collaboration: Collaboration,
    place: Place,
    places: Iterable[Spot],
    around: Iterable[Spot],
) -> int:
    incidents, version = put(collaboration, "place_id", _moved(collaboration, list(places), list(around)))
    if version is not None:
        new = {"replaced": incidents, "version": version}
        record("locate", place, collaboration=collaboration, actor=actor, new=new)
    return incidents


def _moved(
    collaboration: Collaboration, places: list[Spot], around: list[Spot]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The place and, of each, the ids of incidents near `around` that belong to it and are at another. 0 is none."""
    near = Q(place__in=[spot.id for spot in around if spot.id != NEW])
    for box in (spot.box for spot in around):
        near |= Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))

    def locate(latitudes: Floats, longitudes: Floats) -> NDArray[np.int64]:
        return nearest(places, latitudes, longitudes)

    return differing(located(collaboration).filter(near), "place_id", locate)


def located(collaboration: Collaboration | int) -> QuerySet[Incident]:
    """The incidents whose place is found from their position: nobody has said it, and it is no whole area's."""
    return Incident.objects.filter(
        collaboration=collaboration, place_said=False, latitude__isnull=False
    ).exclude(precision=Precision.AREA.number)
