"""Area by point in polygon, against shapely asked point by point."""

import numpy as np
import pytest
import shapely
from tests.conftest import World

from samlad.people.models import Collaboration, Role
from samlad.people.policy import Denied
from samlad.places import actions, queries
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area, Place
from samlad.places.queries import area_map


def test_each_point_lies_in_its_finest_area(norrby: World) -> None:
    rng = np.random.default_rng(7)
    latitudes, longitudes = rng.uniform(65.58, 65.66, 400), rng.uniform(21.98, 22.1, 400)
    found = area_map(norrby.collaboration).locate(latitudes, longitudes)
    shapes = {area.pk: (area.level, shapely.from_wkb(bytes(area.boundary))) for area in Area.objects.all()}
    for latitude, longitude, area in zip(latitudes, longitudes, found.tolist(), strict=True):
        holding = [
            (level, pk)
            for pk, (level, shape) in shapes.items()
            if shape.covers(shapely.Point(longitude, latitude))
        ]
        assert area == (max(holding)[1] if holding else 0)
    assert len(set(found.tolist())) == 5, "four districts and outside"


def test_what_has_no_position_has_no_area(norrby: World) -> None:
    located = area_map(norrby.collaboration).locate(np.array([np.nan, 65.61]), np.array([22.02, np.nan]))
    assert located.tolist() == [0, 0]


def test_a_point_on_a_border_lies_in_one_area_always_the_same(norrby: World) -> None:
    located = {
        area_map(norrby.collaboration).locate(np.array([65.61]), np.array([22.04]))[0] for _ in range(5)
    }
    assert len(located) == 1
    assert Area.objects.get(pk=located.pop()).level == 2


def test_no_areas_hold_nothing(db: None) -> None:
    empty = Collaboration.objects.create(slug="empty", name="Empty")
    found = area_map(empty)
    assert found.bounds is None
    assert found.locate(np.array([65.6]), np.array([22.0])).tolist() == [0]


def test_nobody_without_the_right_makes_areas_and_places(norrby: World, soderby: World) -> None:
    row = AreaRow("X", "X", 2, "", False, shapely.box(0, 0, 1, 1))
    # A group member of the own collaboration, and the administrator of another.
    for actor in (norrby.members[Role.MEMBER], soderby.members[Role.ADMIN]):
        with pytest.raises(Denied):
            actions.create_areas(actor=actor, collaboration=norrby.collaboration, rows=[row])
        with pytest.raises(Denied):
            actions.create_places(actor=actor, collaboration=norrby.collaboration, rows=[("X", 1.0, 1.0, 10)])
    assert not Area.objects.filter(code="X").exists()
    assert Place.objects.filter(collaboration=norrby.collaboration).count() == 1


def test_a_place_lies_in_the_area_that_holds_it(norrby: World) -> None:
    place = Place.objects.get()
    assert place.area is not None
    assert place.area.code == "D1"


def test_one_sees_the_areas_and_places_of_one_s_own_collaboration(norrby: World, soderby: World) -> None:
    viewer = norrby.members[Role.READER]
    assert {area.collaboration_id for area in queries.areas(viewer)} == {norrby.collaboration.pk}
    assert {place.collaboration_id for place in queries.places(viewer)} == {norrby.collaboration.pk}
    assert queries.areas(viewer).count() == 5
