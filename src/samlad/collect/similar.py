"""Incidents that may be the same one: near in place and time, of the same kind."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from samlad.collect.models import Category, Incident
from samlad.people.models import Member
from samlad.people.policy import Right, require

METRES = 300
HOURS = timedelta(hours=24)
MOST = 5
# A square of one night holds far fewer; this only keeps an absurd day from being read whole.
_MOST_READ = 500
_METRES_A_DEGREE = 111_320.0
_STANDING = (
    Incident.State.APPROVED,
    Incident.State.SUBMITTED,
    Incident.State.ASKED,
    Incident.State.MERGED,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One that may be the same: how far away, and how long before or after (nothing between is zero)."""

    incident: Incident
    metres: int | None
    apart: timedelta


def candidates(viewer: Member, incident: Incident) -> list[Candidate]:
    """At most five incidents that this one may be merged with, of any organisation, the likeliest first."""
    require(viewer, Right.INCIDENTS_ALL)
    near = _about_then(incident).filter(_about_there(incident))[:_MOST_READ]
    found: dict[int, Candidate] = {}
    for other in near:
        metres = distance(incident, other)
        if metres is not None and metres > METRES:
            continue
        # What is merged stands for the one that it was merged into.
        shown = other.merged_into or other
        apart = time_between(incident, other)
        if shown.pk == incident.pk or shown.state not in _STANDING or apart > HOURS:
            continue
        candidate = Candidate(shown, None if metres is None else round(metres), apart)
        known = found.get(shown.pk)
        if known is None or _likeness(candidate) < _likeness(known):
            found[shown.pk] = candidate
    return sorted(found.values(), key=_likeness)[:MOST]


def _about_then(incident: Incident) -> QuerySet[Incident]:
    first = incident.category.parent_id or incident.category_id
    family = Category.objects.filter(Q(pk=first) | Q(parent=first)).values("pk")
    return (
        Incident.objects.filter(
            collaboration=incident.collaboration_id,
            occurred_from__range=(incident.occurred_from - HOURS, incident.occurred_to + HOURS),
            category__in=family,
            state__in=_STANDING,
        )
        .exclude(pk=incident.pk)
        .select_related(
            "category", "organisation", "area", "place",
            "merged_into__category", "merged_into__organisation", "merged_into__area", "merged_into__place",
        )
        .defer("area__boundary", "merged_into__area__boundary")
        .order_by("occurred_from", "id")
    )  # fmt: skip


def _about_there(incident: Incident) -> Q:
    """A box around the point; without one, the same named place or else the same area."""
    if incident.latitude is None or incident.longitude is None:
        if incident.place_id:
            return Q(place=incident.place_id)
        return Q(area=incident.area_id) if incident.area_id else Q(pk__in=[])
    north = METRES / _METRES_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(incident.latitude)))
    box = Q(
        latitude__range=(incident.latitude - north, incident.latitude + north),
        longitude__range=(incident.longitude - east, incident.longitude + east),
    )
    return box | Q(place=incident.place_id, latitude=None) if incident.place_id else box


def distance(one: Incident, other: Incident) -> float | None:
    """Metres between two incidents; nothing where one has no point."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    assert one.latitude is not None and other.latitude is not None  # noqa: S101, PT018 - for the type checker
    assert one.longitude is not None and other.longitude is not None  # noqa: S101, PT018 - for the type checker
    north = (one.latitude - other.latitude) * _METRES_A_DEGREE
    east = (one.longitude - other.longitude) * _METRES_A_DEGREE * math.cos(math.radians(one.latitude))
    return math.hypot(north, east)


def time_between(one: Incident, other: Incident) -> timedelta:
    """The time between two intervals; none where they overlap."""
    return max(one.occurred_from - other.occurred_to, other.occurred_from - one.occurred_to, timedelta())


def _likeness(candidate: Candidate) -> tuple[float, datetime]:
    # An hour away weighs as much as fifty metres.
    metres = METRES / 2 if candidate.metres is None else candidate.metres
    hours = candidate.apart / timedelta(hours=1)
    return metres + 50 * hours, candidate.incident.occurred_from
