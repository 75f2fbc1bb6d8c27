"""Which incidents lie in a zone: areas with all below them, and what happened around a place."""

import numpy as np
import pytest
from django.test.utils import CaptureQueriesContext
from tests.conftest import World
from tests.follow.making import MIDDLE, incidents

from samlad.collect.models import Category
from samlad.picture import columns, held, zones
from samlad.picture.zones import Spot, Zone
from samlad.places.grid import cells, centres
from samlad.places.models import Area, Place

HERE = Spot(1, 65.61, 22.02, 100)


def area(world: World, code: str) -> int:
    return Area.objects.get(collaboration=world.collaboration, code=code).pk


def counted(world: World, where: Zone) -> int:
    found = columns.current(world.collaboration)
    return int(zones.inside(found, where, found.counted).sum())


def test_an_area_holds_what_is_below_it(norrby: World) -> None:
    for number, code in enumerate(MIDDLE, start=1):
        incidents(norrby, code, [number])
    names = held.catalogue(norrby.collaboration)
    assert counted(norrby, zones.zone(names, [area(norrby, "M")])) == 1 + 2 + 3 + 4
    assert counted(norrby, zones.zone(names, [area(norrby, "D2"), area(norrby, "D3")])) == 5
    assert counted(norrby, zones.zone(names)) == 0


def test_categories_hold_what_is_below_them(norrby: World) -> None:
    names = held.catalogue(norrby.collaboration)
    of = Category.objects.filter(collaboration=norrby.collaboration)
    found = zones.categories_below(names, [of.get(code="SKA").pk])
    codes = set(of.filter(pk__in=found).values_list("code", flat=True))
    assert {"SKA", "SKA.KLO"} <= codes
    assert all(code.split(".")[0] == "SKA" for code in codes)


def test_a_place_holds_what_lies_within_its_radius_and_what_was_said_to_be_at_it(norrby: World) -> None:
    place = Place.objects.get(collaboration=norrby.collaboration)
    metre = 1 / 111_195
    for metres, number in ((0, 1), (60, 2), (140, 4), (900, 8)):
        latitude = 65.61 + metres * metre
        incidents(norrby, "D1", [number], latitude=latitude, cell=cells([latitude], [22.02])[0])
    # Without a point, or with one far off, but at the place by its name.
    incidents(norrby, "D1", [16], latitude=None, longitude=None, cell=0, place=place)
    incidents(norrby, "D4", [32], place=place)
    incidents(norrby, "D1", [64], latitude=None, longitude=None, cell=0)
    names = held.catalogue(norrby.collaboration)
    assert counted(norrby, zones.zone(names, [], place)) == 1 + 2 + 16 + 32
    assert counted(norrby, zones.zone(names, [area(norrby, "D4")], place)) == 1 + 2 + 16 + 32


def test_only_those_that_are_asked_about(norrby: World) -> None:
    incidents(norrby, "D1", [3])
    found = columns.current(norrby.collaboration)
    where = zones.zone(held.catalogue(norrby.collaboration), [area(norrby, "D1")])
    assert zones.inside(found, where, np.zeros(3, dtype=bool)).tolist() == [False] * 3
    assert zones.inside(found, where, np.array([True, False, True])).tolist() == [True, False, True]


def test_distance_is_that_on_the_sphere() -> None:
    """Kiruna to Malmö, great circle: 1,400 km; and a step of a thousandth of a degree east at 65.61° N."""
    there = Spot(0, 67.8558, 20.2253, 1)
    far = zones.distance(np.array([55.6050]), np.array([13.0038]), there)
    assert far[0] == pytest.approx(1_413_000, rel=0.01)
    near = zones.distance(np.array([65.61]), np.array([22.021]), HERE)
    assert near[0] == pytest.approx(0.001 * 111_195 * np.cos(np.radians(65.61)), rel=1e-4)


def test_centres_lie_in_their_cells() -> None:
    fine = cells([65.61, 65.62], [22.02, 22.07])
    latitudes, longitudes = centres(np.array(fine))
    assert cells(latitudes.tolist(), longitudes.tolist()) == fine
    assert [len(part) for part in centres(np.array([], dtype=np.int64))] == [0, 0]


def test_neighbours_touch_and_are_of_the_same_level(norrby: World) -> None:
    areas, names = held.catalogue(norrby.collaboration).map, held.catalogue(norrby.collaboration)
    first = zones.zone(names, [area(norrby, "D1")])
    # The squares meet in a corner too; the municipality holds them all and is beside none.
    assert zones.neighbours(areas, first) == {area(norrby, code) for code in ("D2", "D3", "D4")}
    without = frozenset({area(norrby, "D4")})
    assert zones.neighbours(areas, first, without=without) == {area(norrby, code) for code in ("D2", "D3")}
    assert zones.neighbours(areas, Zone()) == frozenset()


def test_beside_a_place_are_the_areas_that_its_circle_reaches(norrby: World) -> None:
    areas = held.catalogue(norrby.collaboration).map
    assert zones.neighbours(areas, Zone(spot=HERE)) == {area(norrby, "D1")}
    # The borders are 1,112 m to the north and 918 m to the east; the corner, where district 4 begins, is 1,442 m off.
    wide = Spot(1, 65.61, 22.02, 1_100)
    assert zones.neighbours(areas, Zone(spot=wide)) == {area(norrby, code) for code in ("D1", "D2", "D3")}


def test_a_zone_is_read_without_the_database(norrby: World) -> None:
    from django.db import connection

    incidents(norrby, "D1", [3])
    found, names = columns.current(norrby.collaboration), held.catalogue(norrby.collaboration)
    where = zones.zone(names, [area(norrby, "D1")])
    with CaptureQueriesContext(connection) as queries:
        zones.inside(found, where, found.counted)
    assert not queries.captured_queries
