"""A problem, a measure against it and the incidents around them, made short."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from samlad.act.models import Dose, Measure, Problem
from samlad.collect.actions import next_version
from samlad.collect.models import Category, Incident
from samlad.people.models import Role
from samlad.places.grid import cells
from samlad.places.models import Area
from tests.conftest import World

# A Monday; thirty weeks before the measure, and a good deal after it.
BEGIN = date(2026, 1, 5)
START = BEGIN + timedelta(weeks=30)
FOLLOWED_UP = START + timedelta(weeks=20)
MIDDLE = {"D1": (65.61, 22.02), "D2": (65.61, 22.06), "D3": (65.63, 22.02), "D4": (65.63, 22.06)}
# A town of five by four districts, for what needs more than four areas.
WIDE, TALL = 5, 4
MIDDLE |= {f"T{x}-{y}": (65.61 + 0.02 * y, 22.22 + 0.04 * x) for x in range(WIDE) for y in range(TALL)}


def incidents(
    world: World,
    area: str,
    weekly: Sequence[int],
    *,
    category: str = "SKA",
    begin: date = BEGIN,
    **values: Any,
) -> None:
    """So many incidents in each week, on its Friday, in the middle of a district."""
    where = Area.objects.get(collaboration=world.collaboration, code=area)
    latitude, longitude = MIDDLE[area]
    version = next_version(world.collaboration.pk)
    common = {
        "collaboration": world.collaboration,
        "organisation": world.organisations["polisen"],
        "category": Category.objects.get(collaboration=world.collaboration, code=category),
        "version": version,
        "area": where,
        "latitude": latitude,
        "longitude": longitude,
        "cell": cells([latitude], [longitude])[0],
        "place_said": "place" in values,
    } | values
    noon = datetime.combine(begin + timedelta(days=4), datetime.min.time(), UTC) + timedelta(hours=12)
    moments = [noon + timedelta(weeks=week) for week, number in enumerate(weekly) for _ in range(number)]
    rows = [
        Incident(external_key=uuid.uuid4().bytes, occurred_from=at, occurred_to=at, **common)
        for at in moments
    ]
    Incident.objects.bulk_create(rows)


def problem(world: World, title: str = "Klotter i Distrikt 1", **values: Any) -> Problem:
    made = Problem.objects.create(
        collaboration=world.collaboration,
        title=title,
        area=Area.objects.get(collaboration=world.collaboration, code="D1"),
        first_day=BEGIN,
        last_day=START - timedelta(days=1),
        created_at=datetime(2026, 7, 1, 12, tzinfo=UTC),
        **values,
    )
    made.categories.set(Category.objects.filter(collaboration=world.collaboration, code="SKA"))
    return made


def measure(world: World, about: Problem | None = None, **values: Any) -> Measure:
    """A running measure in district 1, compared with 4, which touches it in a corner alone."""
    plan: dict[str, Any] = {
        "type": "SAN",
        "title": "Sanering inom ett dygn",
        "mechanism": "Klotter som inte syns lockar inte fler.",
        "state": Measure.State.RUNNING,
        "owner_organisation": world.organisations["bolaget"],
        "owner": world.members[Role.REPORTER],
        "dose_amount": 20,
        "dose_unit": "timmar",
        "starts_on": START,
        "ends_on": START + timedelta(weeks=20, days=-1),
        "cost": 10_000,
        "follow_up_on": FOLLOWED_UP,
        "created_at": datetime(2026, 7, 2, 12, tzinfo=UTC),
    }
    about = about or problem(world)
    made = Measure.objects.create(collaboration=world.collaboration, problem=about, **(plan | values))
    of = {"collaboration": world.collaboration}
    made.outcome.set(Category.objects.filter(code="SKA", **of))
    if made.target_place is None:
        made.target_areas.set(Area.objects.filter(code="D1", **of))
    made.comparison_areas.set(Area.objects.filter(code="D4", **of))
    return made


def dose(made: Measure, amount: float, given_on: date) -> Dose:
    at = datetime.combine(given_on, datetime.min.time(), UTC)
    return Dose.objects.create(measure=made, amount=amount, given_on=given_on, logged_at=at, key=uuid.uuid4())


def fifty_weeks(world: World) -> None:
    """District 1 goes from six a week to three, 4 stays at twelve, 2 and 3 at five each."""
    incidents(world, "D1", [6] * 30 + [3] * 20)
    incidents(world, "D4", [12] * 50)
    incidents(world, "D2", [5] * 50)
    incidents(world, "D3", [5] * 50)
