"""What a reader's pages ask of the database, with few frozen months and with many, the first time and after."""

import pytest
from bench import rows_told as told
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.people.models import Role
from samlad.picture import frozen_queries, held
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Period

NEWEST = Period.parse("2026-10")
FEW, MANY = 3, 45


def address(name: str, *more: str) -> str:
    return reverse(name, args=["norrby", *more])


PAGES = (
    address("picture"),
    address("picture") + "?period=2026-09",
    address("picture_geojson"),
    address("picture_json"),
    address("frozen_pictures"),
    address("frozen_picture", "2026-10"),
    address("frozen_geojson", "2026-10"),
)


def asked(client: Client) -> dict[str, tuple[int, int]]:
    """How many questions each page asks, when nothing is held and when all is."""
    found = {}
    for page in PAGES:
        held.forget()
        frozen_queries.forget()
        counts = []
        for _time in ("first", "after"):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(page)
                assert answer.status_code == 200, page
                assert b"".join(answer) if answer.streaming else answer.content
            counts.append(len(captured))
        found[page] = (counts[0], counts[1])
    return found


@pytest.mark.parametrize("later_editions", [0, 12])
def test_more_frozen_months_are_no_more_queries(norrby: World, client: Client, later_editions: int) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(n, day="2026-10-07") for n in range(20)))
    coordinator = norrby.members[Role.COORDINATOR]
    months = [NEWEST.shifted(-step) for step in range(FEW + MANY)]
    told.pictures(coordinator, months[:FEW], really=1)
    told.editions(FrozenPicture.objects.get(label="2026-10"), 1)
    client.force_login(norrby.members[Role.READER].user)
    few = asked(client)
    told.pictures(coordinator, months[FEW:], really=1)
    for frozen in FrozenPicture.objects.filter(edition=1)[:later_editions]:
        told.editions(frozen, 3)
    many = asked(client)
    assert many == few
    assert all(after <= first for first, after in many.values())
