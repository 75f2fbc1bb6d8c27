"""Incidents for the tests of the review, as they stand in the database."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conftest import World

from samlad.collect import actions
from samlad.collect.models import Category, Incident, ReportLink
from samlad.people.models import Member
from samlad.places import grid

WHEN = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
POINT = (65.61, 22.01)


def made(
    world: World,
    organisation: str = "polisen",
    state: int = Incident.State.SUBMITTED,
    *,
    code: str = "SKA.KLO",
    reporter: Member | None = None,
    **values: Any,
) -> Incident:
    """One incident, by default a report of graffiti in Distrikt 1 that waits for review."""
    latitude, longitude = values.pop("point", POINT)
    known = latitude is not None
    begun = values.pop("occurred_from", WHEN)
    category = Category.objects.get(collaboration=world.collaboration, code=code)
    incident = Incident.objects.create(
        collaboration=world.collaboration,
        organisation=world.organisations[organisation],
        version=actions.next_version(world.collaboration.pk),
        state=state,
        external_key=os.urandom(16),
        occurred_from=begun,
        occurred_to=values.pop("occurred_to", begun),
        reported_at=values.pop("reported_at", begun + timedelta(hours=1)),
        category=category,
        latitude=latitude,
        longitude=longitude,
        cell=grid.cells([latitude], [longitude])[0] if known else 0,
        area=values.pop("area", world.collaboration.areas.get(code="D1")),
        place_said=values.pop("place_said", "place" in values),
        **values,
    )
    if reporter is not None:
        ReportLink.objects.create(incident=incident, member=reporter)
    return incident
