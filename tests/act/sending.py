"""What the pages' forms send."""

import uuid
from typing import Any

from django.urls import reverse

from samlad.people.models import Role
from tests.act.making import area, category
from tests.conftest import World


def to(name: str, *arguments: Any) -> str:
    return reverse(name, args=["norrby", *arguments])


def sent_problem(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "title": "Skadegörelse i distrikt 1",
        "where": f"area:{area(world, 'D1').pk}",
        "categories": [category(world, "SKA").pk],
        "first_day": "2026-08-01",
        "last_day": "2026-08-31",
    } | changes


def sent_measure(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "type": "SAN",
        "title": "Klottret bort",
        "mechanism": "Ingen ser det sitta kvar.",
        "owner": world.members[Role.REPORTER].pk,
        "dose_amount": "10",
        "dose_unit": "veckor",
        "starts_on": "2026-09-07",
        "cost": "5000",
        "outcome": [category(world, "SKA").pk],
        "target_areas": [area(world, "D1").pk],
        "comparison_areas": [area(world, "D2").pk],
        "follow_up_on": "2026-12-07",
    } | changes
