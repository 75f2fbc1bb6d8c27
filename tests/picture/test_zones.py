"""Which incidents lie in a zone: in areas with all below them, and at a place."""

import numpy as np
from django.test.utils import CaptureQueriesContext
from tests.conftest import World
from tests.follow.making import incidents

from samlad.collect.models import Category
from samlad.picture import columns, held, zones
from samlad.picture.zones import Zone
from samlad.places.models import Area, Place
from samlad.places.nearest import Spot

HERE = Spot(1, 65.61, 22.02, 100)


def area(world: World, code: str) -> int:
    return Area.objects.get(collaboration=world.collaboration, code=code).pk


def counted(world: World, where: Zone) -> int:
    found = columns.current(world.collaboration)
    return int(zones.inside(found, where, found.counted).sum())


def test_an_area_holds_what_is_below_it(norrby: World) -> None:
    for number, code in enumerate(("D1", "D2", "D3", "D4"), start=1):
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


def test_a_place_holds_what_belongs_to_it_wherever_its_point_is(norrby: World) -> None:
    place = Place.objects.get(collaboration=norrby.collaboration)
    incidents(norrby, "D1", [1])
    incidents(norrby, "D1", [2], place=place)
    incidents(norrby, "D1", [4], latitude=None, longitude=None, cell=0, place=place)
    incidents(norrby, "D4", [8], place=place)
    incidents(norrby, "D4", [16])
    names = held.catalogue(norrby.collaboration)
    assert counted(norrby, zones.zone(names, [], place)) == 2 + 4 + 8
    # With areas beside the place, each incident once.
    assert counted(norrby, zones.zone(names, [area(norrby, "D4")], place)) == 2 + 4 + 8 + 16


def test_only_those_that_are_asked_about(norrby: World) -> None:
    incidents(norrby, "D1", [3])
    found = columns.current(norrby.collaboration)
    where = zones.zone(held.catalogue(norrby.collaboration), [area(norrby, "D1")])
    assert zones.inside(found, where, np.zeros(3, dtype=bool)).tolist() == [False] * 3
    assert zones.inside(found, where, np.array([True, False, True])).tolist() == [True, False, True]


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
