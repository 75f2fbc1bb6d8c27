"""Borders and places change while incidents come in: each lies where the map says that was in force when it went in."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import transaction
from tests.collect import incidents
from tests.collect.at_once import apart, at_once, check_whole
from tests.collect.files import file_of, row
from tests.collect.incidents import POINT, WHEN
from tests.collect.test_areas_admin import MOVED
from tests.collect.test_at_once_imports import check_job, received, worked
from tests.conftest import World, build_world

from samlad.collect import imports, placing, relocating, report_actions, review_actions, review_undo
from samlad.collect.models import Category, Incident
from samlad.collect.report_actions import Report, ReportRefused
from samlad.collect.review_actions import Redaction
from samlad.collect.workflow import StepRefused
from samlad.people.actions import lock
from samlad.people.models import Role
from samlad.people.refusals import Refused
from samlad.places.models import Place
from samlad.places.nearest import nearest
from samlad.places.queries import area_map, spots

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
# Long enough that whoever is let go has read the old map by then; with less the test is easier, and never wrong.
A_WHILE = 0.5
# In the half of the first district that the new border gives to the second.
EAST = (65.61, 22.03)
Work = Callable[[], Any]


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(imports, "CHUNK_ROWS", 6)
    with apart(tmp_path):
        yield build_world("norrby")


def add_place(world: World, name: str = "Torget", point: tuple[float, float] = POINT) -> placing.Placed:
    return placing.add_place(
        actor=None, collaboration=world.collaboration, name=name,
        latitude=point[0], longitude=point[1], radius=150,
    )  # fmt: skip


def load_areas(world: World) -> relocating.Loaded:
    return relocating.load_areas(actor=None, collaboration=world.collaboration, rows=MOVED)


def remove(place: Place) -> int:
    return placing.remove_place(actor=None, place=place)


def report(world: World, *, point: tuple[float, float] | None = POINT, place: str = "") -> Any:
    said = Report(
        category="SKA.KLO", begun=WHEN, ended=WHEN, reported_at=WHEN + timedelta(minutes=5), place=place,
        latitude=point[0] if point else None, longitude=point[1] if point else None,
        precision="exact" if point else "",
    )  # fmt: skip
    return report_actions.submit(actor=world.members[Role.REPORTER], report=said, key=uuid4())


def meanwhile(world: World, change: Work, work: Work, refused: tuple[type[Exception], ...] = ()) -> list[Any]:
    """`work` is begun when the map has changed already, and the change is not there to be seen yet."""
    changed = threading.Event()

    def hold() -> Any:
        with transaction.atomic():
            lock(world.collaboration)
            answer = change()
            changed.set()
            time.sleep(A_WHILE)
        return answer

    def late() -> Any:
        changed.wait()
        return work()

    return at_once(hold, late, refused=refused)


def check_located(world: World) -> None:
    """Every incident is where the door would put it now."""
    rows = Incident.objects.filter(collaboration=world.collaboration, latitude__isnull=False).order_by("id")
    found = np.array(
        rows.values_list("latitude", "longitude", "area_id", "place_id", "place_said"), dtype=float
    )
    areas = area_map(world.collaboration).locate(found[:, 0], found[:, 1])
    assert np.array_equal(np.nan_to_num(found[:, 2]), areas)
    unsaid = found[:, 4] == 0
    near = nearest(spots(world.collaboration), found[:, 0], found[:, 1])
    assert np.array_equal(np.nan_to_num(found[unsaid, 3]), near[unsaid])


def test_a_report_while_a_place_is_added(world: World) -> None:
    _placed, sent = meanwhile(world, partial(add_place, world), partial(report, world))
    assert Incident.objects.get(pk=sent.incident).place == Place.objects.get(name="Torget")
    check_located(world)
    check_whole(world)


def test_a_report_while_borders_are_loaded(world: World) -> None:
    _loaded, sent = meanwhile(world, partial(load_areas, world), partial(report, world, point=EAST))
    area = Incident.objects.get(pk=sent.incident).area
    assert area is not None
    assert area.code == "D2"
    check_located(world)


def test_a_report_while_the_place_that_it_names_is_removed(world: World) -> None:
    """It is refused by a sentence of the form's field, as it would be a moment later."""
    _left, answer = meanwhile(
        world,
        partial(remove, Place.objects.get()),
        partial(report, world, point=None, place="Kulturens hus"),
        refused=(ReportRefused,),
    )
    assert isinstance(answer, ReportRefused)
    assert not Incident.objects.exists()


def test_a_report_while_the_place_beside_it_is_removed(world: World) -> None:
    square = add_place(world).place
    _left, sent = meanwhile(world, partial(remove, square), partial(report, world))
    assert Incident.objects.get(pk=sent.incident).place is None
    check_located(world)


@pytest.mark.parametrize("change", [add_place, load_areas])
def test_a_file_is_let_go_while_the_map_changes(world: World, change: Callable[[World], Any]) -> None:
    """Its worker opened the door by the old map; the file is in whole, by the new one."""
    there = [f"e{n};2026-11-02 14:30;SKA.KLO;{EAST[0]};{EAST[1]};;" for n in range(12)]
    rows = there + [row(number) for number in range(6)]
    job, profile = received(world, content=file_of(rows))

    def bring_in() -> None:
        assert imports.start(actor=None, job=job, profile=profile)
        worked(job)

    meanwhile(world, partial(change, world), bring_in)
    check_job(job)
    assert job.rows_stored == 18
    check_located(world)
    check_whole(world)


def redact(world: World, incident: Incident, place: Place) -> Any:
    category = Category.objects.get(pk=incident.category_id)
    return review_actions.redact(
        actor=world.members[Role.COORDINATOR], incident=incident, redaction=Redaction("", category, place)
    )


def test_a_redaction_to_a_place_that_is_moved(world: World) -> None:
    incident, square = incidents.made(world), add_place(world, point=(65.612, 22.015)).place
    facts = {"name": "Torget", "latitude": EAST[0], "longitude": EAST[1], "radius": 150}

    def move() -> Any:
        load_areas(world)
        return placing.change_place(actor=None, place=square, **facts)

    meanwhile(world, move, partial(redact, world, incident, square))
    incident.refresh_from_db()
    assert (incident.place, incident.latitude, incident.longitude) == (square, *EAST)
    check_located(world)


def test_a_redaction_to_a_place_that_is_removed(world: World) -> None:
    incident, square = incidents.made(world), add_place(world, point=EAST).place
    _left, told = meanwhile(
        world, partial(remove, square), partial(redact, world, incident, square), refused=(StepRefused,)
    )
    assert "has been removed meanwhile" in str(told)
    incident.refresh_from_db()
    assert (incident.place, incident.latitude) == (None, POINT[0])


def test_a_redaction_is_undone_by_the_map_of_now(world: World) -> None:
    incident = incidents.made(world, point=EAST)
    taken = redact(world, incident, Place.objects.get())
    undo = partial(review_undo.undo, actor=world.members[Role.COORDINATOR], event=taken.event)

    def change() -> None:
        load_areas(world)
        add_place(world, point=EAST)

    meanwhile(world, change, undo)
    incident.refresh_from_db()
    assert (incident.latitude, incident.longitude) == EAST
    check_located(world)
    check_whole(world)


def test_places_come_and_go_while_reports_and_a_file_come_in(world: World) -> None:
    for number in range(ROUNDS):
        job, profile = received(world, number * 60)
        first = add_place(world, f"Plats {number}", (POINT[0] + 0.0005, POINT[1])).place
        assert imports.start(actor=None, job=job, profile=profile)
        at_once(
            *[partial(report, world)] * 3,
            partial(add_place, world, f"Torget {number}", (POINT[0] + 0.0001 * number, POINT[1])),
            partial(remove, first),
            partial(worked, job),
            refused=(Refused,),
        )
        check_job(job)
        check_located(world)
    check_whole(world)


def test_a_place_is_removed_by_two_at_once(world: World) -> None:
    square = add_place(world).place
    answers = at_once(*[partial(remove, square)] * 3, refused=(Refused,))
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True, True]
