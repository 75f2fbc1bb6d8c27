"""One place for each incident: given at the door, and anew where a place is added, moved, changed or removed."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from tests.collect import incidents
from tests.conftest import World

from samlad.collect import placing, review_actions, review_undo
from samlad.collect.actions import admit
from samlad.collect.choices import Channel, Precision
from samlad.collect.door import open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import Category, ImportJob, Incident
from samlad.collect.review_actions import Redaction
from samlad.collect.workflow import StepRefused
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from samlad.people.refusals import Refused
from samlad.picture import columns
from samlad.places.models import Place
from samlad.places.nearest import Spot, nearest
from samlad.places.queries import spots

APPROVED = Incident.State.APPROVED
METRE = 1 / 111_195
HOUSE = (65.61, 22.02)


def north(metres: float) -> tuple[float, float]:
    return HOUSE[0] + metres * METRE, HOUSE[1]


def place_of(incident: Incident) -> str:
    found = Incident.objects.select_related("place").get(pk=incident.pk)
    return found.place.name if found.place else ""


def let_in(world: World, rows: list[dict[str, str | None]]) -> list[Incident]:
    """Rows through the door, each with an id, a position, a name of a place and how precise that is."""
    names = ("external_id", "category", "occurred_from", "latitude", "longitude", "precision", "place")
    common = {"category": "SKA.KLO", "occurred_from": "2026-11-20T20:00:00+00:00"}
    given = [common | {"external_id": str(number)} | row for number, row in enumerate(rows)]
    frame = pl.DataFrame(
        {"line": range(len(given)), **{name: [row.get(name) for row in given] for name in names}},
        schema={"line": pl.Int64} | dict.fromkeys(names, pl.Utf8),
    )
    mapping = Mapping(columns={name: (name,) for name in names})
    organisation = world.organisations["polisen"]
    prepared = open_door(organisation, now=timezone.now()).prepare(frame, mapping, Channel.FILE)
    assert prepared.rejected.is_empty()
    admit(prepared, actor=None, organisation=organisation)
    return list(Incident.objects.order_by("id"))


def at(point: tuple[float, float], **values: str | None) -> dict[str, str | None]:
    return {"latitude": f"{point[0]:.7f}", "longitude": f"{point[1]:.7f}"} | values


def test_the_door_gives_the_place_that_was_said_else_the_nearest(norrby: World) -> None:
    placing.add_place(
        actor=None, collaboration=norrby.collaboration, name="Torget", latitude=north(150)[0],
        longitude=HOUSE[1], radius=100,
    )  # fmt: skip
    rows = let_in(
        norrby,
        [
            {"place": "kulturens hus "},
            at(north(150), place="Kulturens hus"),
            at(north(70), precision="exact"),
            at(north(80), precision="address"),
            at(north(0), precision="cell"),
            at(north(0), place="Vid bänken"),
            at(north(0), precision="area"),
            at(north(300), precision="exact"),
        ],
    )
    assert [place_of(row) for row in rows] == [
        "Kulturens hus", "Kulturens hus", "Kulturens hus", "Torget", "Kulturens hus", "Kulturens hus", "", "",
    ]  # fmt: skip
    assert [row.place_said for row in rows] == [True, True, *[False] * 6]


@pytest.fixture
def five(norrby: World) -> list[Incident]:
    """At the house, between, at the square to come, there by the name of the house, and an area's middle there."""
    house = Place.objects.get()
    there = {"state": APPROVED}
    return [
        incidents.made(norrby, point=north(0), place=house, place_said=False, **there),
        incidents.made(norrby, point=north(80), place=house, place_said=False, **there),
        incidents.made(norrby, point=north(150), **there),
        incidents.made(norrby, point=north(150), place=house, place_said=True, **there),
        incidents.made(norrby, point=north(150), precision=Precision.AREA.number, **there),
    ]


SQUARE = {"name": "Torget", "latitude": north(150)[0], "longitude": HOUSE[1], "radius": 100}
AT_SQUARE = Spot(placing.NEW, north(150)[0], HOUSE[1], 100)


def add_square(world: World, **values: Any) -> placing.Placed:
    facts = SQUARE | values
    return placing.add_place(actor=None, collaboration=world.collaboration, **facts)


def test_a_new_place_takes_what_lies_nearer_to_it_and_was_not_said_elsewhere(
    norrby: World, five: list[Incident]
) -> None:
    assert placing.preview(norrby.collaboration, None, AT_SQUARE) == 2
    before = columns.current(norrby.collaboration)
    done = add_square(norrby)
    assert done.incidents == 2
    assert [place_of(one) for one in five] == ["Kulturens hus", "Torget", "Torget", "Kulturens hus", ""]
    assert AuditEntry.objects.get(action="locate").new == {"replaced": 2, "version": before.version + 1}
    # What was counted before can be counted again.
    again = columns.as_of(norrby.collaboration, before.version)
    assert np.array_equal(again.place, before.place)
    assert not np.array_equal(columns.current(norrby.collaboration).place, before.place)


def test_a_place_that_is_moved_made_smaller_and_removed(norrby: World, five: list[Incident]) -> None:
    square = add_square(norrby).place
    removed = square.pk
    back = {"name": "Torget", "latitude": 65.63, "longitude": 22.02, "radius": 100}
    after = Spot(square.pk, 65.63, 22.02, 100)
    assert placing.preview(norrby.collaboration, Spot.of(square), after) == 2
    moved = placing.change_place(actor=None, place=square, **back)
    assert moved.incidents == 2
    assert [place_of(one) for one in five] == ["Kulturens hus", "Kulturens hus", "", "Kulturens hus", ""]
    placing.change_place(actor=None, place=moved.place, **SQUARE)
    small = placing.change_place(actor=None, place=moved.place, **(SQUARE | {"radius": 10}))
    assert small.incidents == 1
    assert place_of(five[1]) == "Kulturens hus"
    # Another name alone is nothing to the incidents.
    version = columns.current(norrby.collaboration).version
    named = placing.change_place(
        actor=None, place=moved.place, **(SQUARE | {"radius": 10, "name": "Nytorget"})
    )
    assert (named.incidents, columns.current(norrby.collaboration).version) == (0, version)
    assert placing.preview(norrby.collaboration, Spot.of(named.place), None) == 1
    assert placing.remove_place(actor=None, place=named.place) == 1
    assert [place_of(one) for one in five] == ["Kulturens hus", "Kulturens hus", "", "Kulturens hus", ""]
    # It stands in what was counted then, and that can be counted again without it.
    assert removed in columns.as_of(norrby.collaboration, version).place


def test_whatever_is_done_each_incident_is_where_the_door_would_put_it(norrby: World) -> None:
    """Only what lies around a change is looked at: the whole must come out the same."""
    rng = np.random.default_rng(5)
    made = [
        incidents.made(norrby, state=APPROVED, point=north(float(step)))
        for step in rng.uniform(-900, 900, 60)
    ]
    places: list[Place] = []
    for _ in range(25):
        facts = {
            "name": f"Plats {rng.integers(10**9)}", "latitude": north(float(rng.uniform(-800, 800)))[0],
            "longitude": HOUSE[1], "radius": int(rng.integers(10, 400)),
        }  # fmt: skip
        step = rng.integers(3) if places else 0
        if step == 0:
            places.append(add_square(norrby, **facts).place)
        elif step == 1:
            placing.change_place(actor=None, place=places[int(rng.integers(len(places)))], **facts)
        else:
            placing.remove_place(actor=None, place=places.pop(int(rng.integers(len(places)))))
        rows = Incident.objects.filter(pk__in=[one.pk for one in made]).order_by("id")
        stored = np.array(rows.values_list("latitude", "longitude", "place_id"), dtype=float)
        # The house was there before its incidents, which came in without it.
        expected = nearest(spots(norrby.collaboration), stored[:, 0], stored[:, 1])
        touched = ~np.isnan(stored[:, 2])
        house = Place.objects.get(name="Kulturens hus").pk
        assert np.array_equal(stored[touched, 2].astype(int), expected[touched])
        assert set(expected[~touched].tolist()) <= {0, house}


def test_a_reviewers_word_stands(norrby: World, five: list[Incident]) -> None:
    category = Category.objects.get(code="SKA.KLO", collaboration=norrby.collaboration)
    reviewer = norrby.members[Role.REVIEWER]
    taken = review_actions.redact(
        actor=reviewer, incident=five[1], redaction=Redaction("", category, place=None)
    )
    add_square(norrby)
    assert place_of(five[1]) == ""
    review_undo.undo(actor=reviewer, event=taken.event)
    # What was found, and not said, is found by the map of now.
    assert (place_of(five[1]), Incident.objects.get(pk=five[1].pk).place_said) == ("Torget", False)
    # Other words alone leave the place found, not said.
    house = Place.objects.get(name="Kulturens hus")
    review_actions.redact(
        actor=reviewer, incident=five[0], redaction=Redaction("Ny text", category, place=house)
    )
    assert not Incident.objects.get(pk=five[0].pk).place_said


def test_a_step_is_not_undone_to_a_place_that_is_gone(norrby: World, five: list[Incident]) -> None:
    square = add_square(norrby).place
    said = incidents.made(norrby, state=APPROVED, point=north(150), place=square)
    category = Category.objects.get(code="SKA.KLO", collaboration=norrby.collaboration)
    reviewer = norrby.members[Role.REVIEWER]
    of_said, of_found = (
        review_actions.redact(
            actor=reviewer, incident=one, redaction=Redaction("", category, place=None)
        ).event
        for one in (said, five[2])
    )
    placing.remove_place(actor=None, place=square)
    with translation.override("en"), pytest.raises(StepRefused, match="has been removed since"):
        review_undo.undo(actor=reviewer, event=of_said)
    review_undo.undo(actor=reviewer, event=of_found)
    assert place_of(five[2]) == ""


def test_not_while_a_file_is_on_its_way_in(norrby: World) -> None:
    place = Place.objects.get()
    ImportJob.objects.create(
        collaboration=norrby.collaboration,
        organisation=norrby.organisations["polisen"],
        filename="a.csv",
        state=ImportJob.State.RUNNING,
    )
    with pytest.raises(Refused):
        add_square(norrby)
    with pytest.raises(Refused):
        placing.change_place(actor=None, place=place, **SQUARE)
    with pytest.raises(Refused):
        placing.remove_place(actor=None, place=place)
    same = {"latitude": place.latitude, "longitude": place.longitude, "radius": place.radius}
    placing.change_place(actor=None, place=place, name="Huset", **same)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MEMBER, Role.READER, Role.REPORTER])
def test_who_may_not(norrby: World, role: Role) -> None:
    place = Place.objects.get()
    with pytest.raises(Denied):
        placing.add_place(actor=norrby.members[role], collaboration=norrby.collaboration, **SQUARE)
    with pytest.raises(Denied):
        placing.change_place(actor=norrby.members[role], place=place, **SQUARE)
    with pytest.raises(Denied):
        placing.remove_place(actor=norrby.members[role], place=place)


def page(name: str, *arguments: int) -> str:
    return reverse(name, args=["norrby", *arguments])


SENT = {"name": "Torget", "latitude": f"{north(150)[0]:.6f}", "longitude": "22.02", "radius": "100"}


def test_one_sees_how_many_before_it_is_done(norrby: World, five: list[Incident]) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.COORDINATOR].user)
    answer = client.post(page("administer_place_add"), SENT)
    assert "2 incidents would belong to another place" in answer.content.decode()
    assert not Place.objects.filter(name="Torget").exists()
    mark = answer.context["foreseen"].mark
    # Confirmed for one circle, changed to another: looked at anew.
    answer = client.post(page("administer_place_add"), SENT | {"radius": "30", "foreseen": mark})
    assert "1 incident would" in answer.content.decode()
    answer = client.post(page("administer_place_add"), SENT | {"foreseen": mark}, follow=True)
    assert "or to none: 2." in answer.content.decode()
    square = Place.objects.get(name="Torget")
    answer = client.post(page("administer_place_remove", square.pk))
    assert "2 incidents lie within its radius" in answer.content.decode()
    assert Place.objects.filter(pk=square.pk).exists()
    client.post(page("administer_place_remove", square.pk), {"confirm": "1"})
    assert not Place.objects.filter(pk=square.pk).exists()
    assert [place_of(one) for one in five] == ["Kulturens hus", "Kulturens hus", "", "Kulturens hus", ""]


def test_who_may_not_see_small_counts_is_told_none(norrby: World, five: list[Incident]) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.ADMIN].user)
    answer = client.post(page("administer_place_add"), SENT, follow=True)
    assert "Torget is added." in answer.content.decode()
    assert "or to none" not in answer.content.decode()
    assert place_of(five[2]) == "Torget"


def test_more_incidents_are_no_more_queries(norrby: World, five: list[Incident]) -> None:
    with CaptureQueriesContext(connection) as few:
        placing.preview(norrby.collaboration, None, AT_SQUARE)
        square = add_square(norrby).place
    placing.remove_place(actor=None, place=square)
    for _ in range(40):
        incidents.made(norrby, state=APPROVED, point=north(150))
    with CaptureQueriesContext(connection) as many:
        placing.preview(norrby.collaboration, None, AT_SQUARE)
        assert add_square(norrby).incidents == 42
    assert len(many) <= len(few)
