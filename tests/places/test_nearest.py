"""The nearest place whose circle holds a position, against every place tried one by one on the sphere."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samlad.places.nearest import EARTH, Spot, nearest

METRE = 180 / math.pi / EARTH


def metres(latitude: float, longitude: float, spot: Spot) -> float:
    """The great circle by the haversine formula."""
    north, east, here, there = map(math.radians, (latitude, longitude, spot.latitude, spot.longitude))
    half = (
        math.sin((north - here) / 2) ** 2
        + math.cos(north) * math.cos(here) * math.sin((east - there) / 2) ** 2
    )
    return 2 * EARTH * math.asin(math.sqrt(min(half, 1)))


def one_by_one(spots: list[Spot], latitude: float, longitude: float) -> tuple[int, float]:
    """The id of the place, and by how many metres another one would have been."""
    away = [(metres(latitude, longitude, spot), spot) for spot in spots]
    holding = sorted((distance, spot.radius, spot.id) for distance, spot in away if distance <= spot.radius)
    edges = [abs(distance - spot.radius) for distance, spot in away]
    steps = [second[0] - first[0] for first, second in pairwise(holding)]
    return (holding[0][2] if holding else 0), min(edges + [step for step in steps if step > 0])


# Around a city, the poles and the date line: places lie so near that their circles overlap.
HOMES = st.sampled_from([(65.61, 22.02), (89.9999, 0.0), (-89.9995, 77.0), (10.0, 179.9995), (0.0, -180.0)])
STEPS = st.tuples(st.floats(-600, 600), st.floats(-600, 600))


def moved(home: tuple[float, float], step: tuple[float, float]) -> tuple[float, float]:
    """So many metres north and east, over a pole or the date line where they lie in between."""
    latitude = home[0] + step[0] * METRE
    longitude = home[1] + step[1] * METRE / max(math.cos(math.radians(home[0])), 1e-4)
    if abs(latitude) > 90:
        latitude, longitude = math.copysign(180, latitude) - latitude, longitude + 180
    return latitude, (longitude + 180) % 360 - 180


@settings(max_examples=300, deadline=None)
@given(
    HOMES,
    st.lists(st.tuples(STEPS, st.integers(10, 900)), min_size=1, max_size=8),
    st.lists(STEPS, min_size=1),
)
@example((65.61, 22.02), [((0.0, 0.0), 500), ((100.0, 0.0), 20)], [(60.0, 0.0), (95.0, 0.0)])
def test_nearest_is_that_of_every_place_tried(
    home: tuple[float, float],
    circles: list[tuple[tuple[float, float], int]],
    steps: list[tuple[float, float]],
) -> None:
    spots = [Spot(pk, *moved(home, step), radius) for pk, (step, radius) in enumerate(circles, start=1)]
    points = [moved(home, step) for step in steps]
    found = nearest(spots, *np.array(points).T)
    for (latitude, longitude), pk in zip(points, found.tolist(), strict=True):
        expected, margin = one_by_one(spots, latitude, longitude)
        # A millimetre from an edge either answer is right.
        assert pk == expected or margin < 1e-3
        for spot in spots:
            if metres(latitude, longitude, spot) <= spot.radius:
                box = spot.box
                assert box.south <= latitude <= box.north
                assert box.west <= longitude <= box.east


def test_a_nearer_place_with_a_smaller_circle_does_not_take_what_it_does_not_hold() -> None:
    wide, narrow = Spot(1, 65.61, 22.02, 500), Spot(2, 65.61 + 100 * METRE, 22.02, 20)
    latitudes = np.array([65.61 + step * METRE for step in (-499, 75, 85, 115, 125, 501)])
    assert nearest([wide, narrow], latitudes, np.full(6, 22.02)).tolist() == [1, 1, 2, 2, 1, 0]


def test_of_equals_the_smaller_circle_and_then_the_older_place() -> None:
    here = np.array([65.61]), np.array([22.02])
    assert nearest([Spot(3, 65.61, 22.02, 200), Spot(7, 65.61, 22.02, 100)], *here).tolist() == [7]
    assert nearest([Spot(9, 65.61, 22.02, 100), Spot(4, 65.61, 22.02, 100)], *here).tolist() == [4]


def test_what_has_no_position_is_nowhere_and_without_places_so_is_everything() -> None:
    spots = [Spot(1, 65.61, 22.02, 100)]
    assert nearest(spots, np.array([np.nan, 65.61, 65.61]), np.array([22.02, np.nan, 22.02])).tolist() == [
        0,
        0,
        1,
    ]
    assert nearest([], np.array([65.61]), np.array([22.02])).tolist() == [0]
    assert nearest(spots, np.array([]), np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("spot", "point"),
    [
        (Spot(1, 10.0, 179.9999, 100), (10.0, -179.9999)),
        (Spot(1, 89.9999, 0.0, 100), (89.9999, 180.0)),
        (Spot(1, -90.0, 0.0, 100), (-89.9995, 123.0)),
    ],
)
def test_a_circle_goes_on_beyond_the_date_line_and_the_pole(spot: Spot, point: tuple[float, float]) -> None:
    assert nearest([spot], np.array([point[0]]), np.array([point[1]])).tolist() == [1]
    assert spot.box.west <= point[1] <= spot.box.east
